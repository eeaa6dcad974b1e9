//! Where results go: standard output, or a file that appears whole or not at all.

use crate::fault::Fault;
use crate::session::Session;
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
    File { file: BufWriter<tempfile::NamedTempFile>, path: PathBuf },
}

impl Writer {
    pub(crate) fn open(session: &Session) -> Result<Self, Fault> {
        let to = match &session.common.out {
            None => To::Stdout(BufWriter::with_capacity(1 << 16, io::stdout())),
            Some(path) => {
                let file = beside(path).map_err(|error| failed(path, &error))?;
                To::File { file: BufWriter::with_capacity(1 << 16, file), path: path.clone() }
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
            To::File { file, path } => {
                let file = file.into_inner().map_err(|error| failed(&path, error.error()))?;
                keep(file, &path).map_err(|error| failed(&path, &error))
            }
        }
    }

    fn path(&self) -> &Path {
        match &self.to {
            To::Stdout(_) => Path::new("-"),
            To::File { path, .. } => path,
        }
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            To::Stdout(out) => out.write(bytes),
            To::File { file, .. } => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Stdout(out) => out.flush(),
            To::File { file, .. } => file.flush(),
        }
    }
}

/// A new file in the same folder, so that it can take the name in one step.
pub(crate) fn beside(path: &Path) -> io::Result<tempfile::NamedTempFile> {
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    tempfile::Builder::new().prefix(".phaseout-").tempfile_in(folder)
}

/// Gives the file its name and the permissions that a file made plainly would have.
pub(crate) fn keep(file: tempfile::NamedTempFile, path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).map_or(0o644, |old| old.permissions().mode() & 0o777);
        file.as_file().set_permissions(std::fs::Permissions::from_mode(mode))?;
    }
    file.persist(path).map(drop).map_err(|error| error.error)
}

pub(crate) fn failed(path: &Path, error: &io::Error) -> Fault {
    Fault::write(&path.display().to_string(), error)
}
