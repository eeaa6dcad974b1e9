//! Where results go: standard output, or a file that appears whole or not at all.

use crate::fault::Fault;
use crate::session::Session;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The place that results are written to.
#[derive(Debug)]
pub(crate) struct Writer {
    to: To,
}

#[derive(Debug)]
enum To {
    Stdout(BufWriter<io::Stdout>),
    /// A new file that takes the name at the end.
    File {
        file: BufWriter<tempfile::NamedTempFile>,
        path: PathBuf,
    },
    /// A device or a pipe, which is written into and stays what it is.
    Stream {
        file: BufWriter<File>,
        path: PathBuf,
    },
}

/// So much is gathered before it is written.
const BUFFER: usize = 1 << 16;

impl Writer {
    pub(crate) fn open(session: &Session) -> Result<Self, Fault> {
        match &session.common.out {
            None => Ok(Self { to: To::Stdout(BufWriter::with_capacity(BUFFER, io::stdout())) }),
            Some(path) => Self::at(path).map_err(|error| failed(path, &error)),
        }
    }

    /// A file beside the results.
    pub(crate) fn to(path: &Path) -> Result<Self, Fault> {
        Self::at(path).map_err(|error| failed(path, &error))
    }

    fn at(path: &Path) -> io::Result<Self> {
        let to = match fs::metadata(path) {
            Ok(there) if there.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(there) if !there.is_file() => {
                let file = File::options().write(true).open(path)?;
                To::Stream { file: BufWriter::with_capacity(BUFFER, file), path: path.to_owned() }
            }
            _ => {
                let path = file_behind(path)?;
                To::File { file: BufWriter::with_capacity(BUFFER, beside(&path)?), path }
            }
        };
        Ok(Self { to })
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.write_all(bytes).map_err(|error| failed(self.path(), &error))
    }

    /// Everything was written: a file takes its name now.
    pub(crate) fn finish(self) -> Result<(), Fault> {
        match self.to {
            To::Stdout(mut out) => out.flush().map_err(|error| failed(Path::new("-"), &error)),
            To::Stream { mut file, path } => file.flush().map_err(|error| failed(&path, &error)),
            To::File { file, path } => {
                let file = file.into_inner().map_err(|error| failed(&path, error.error()))?;
                keep(file, &path).map_err(|error| failed(&path, &error))
            }
        }
    }

    fn path(&self) -> &Path {
        match &self.to {
            To::Stdout(_) => Path::new("-"),
            To::File { path, .. } | To::Stream { path, .. } => path,
        }
    }

    fn stream(&mut self) -> &mut dyn Write {
        match &mut self.to {
            To::Stdout(out) => out,
            To::File { file, .. } => file,
            To::Stream { file, .. } => file,
        }
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream().flush()
    }
}

/// So many links one after another are followed.
const LINKS: usize = 40;

/// The file that a name stands for: links are followed, also to where nothing is yet.
fn file_behind(path: &Path) -> io::Result<PathBuf> {
    if let Ok(there) = fs::canonicalize(path) {
        return Ok(there);
    }
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        let Ok(to) = fs::read_link(&path) else { return Ok(path) };
        path = path.parent().map_or_else(|| to.clone(), |folder| folder.join(&to));
    }
    Err(io::Error::other("too many links"))
}

/// Writes a whole file at once, into the place that `--out` names.
pub(crate) fn save(path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let mut out = Writer::at(path).map_err(|error| failed(path, &error))?;
    out.write(bytes)?;
    out.finish()
}

/// A new file in the same folder, so that it can take the name in one step.
fn beside(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    tempfile::Builder::new().prefix(".phaseout-").tempfile_in(folder)
}

/// Gives the file its name and the permissions that a file made plainly would have.
fn keep(file: tempfile::NamedTempFile, path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).map_or(0o644, |old| old.permissions().mode() & 0o777);
        file.as_file().set_permissions(fs::Permissions::from_mode(mode))?;
    }
    file.persist(path).map(drop).map_err(|error| error.error)
}

pub(crate) fn failed(path: &Path, error: &io::Error) -> Fault {
    Fault::write(&path.display().to_string(), error)
}
