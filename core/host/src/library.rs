//! A loaded plugin library: the one place of the host where foreign code runs.
//!
//! The watched file is never opened by the system's loader: its bytes, examined before, are written
//! to a private copy, and that is loaded, once, for as long as the process lives. What comes back
//! over the boundary is not trusted.
#![allow(unsafe_code, reason = "the host's side of the plugin door: a C table and its calls")]

use crate::batch::Batch;
use crate::error::HostError;
use crate::structure::ENTRY;
use phaseout_plugin::abi::{
    self, DescribeFn, EntryFn, JsonFn, PhaseoutBatch, PhaseoutColumns, PhaseoutIntervals,
    PhaseoutIntervalsOut, PhaseoutNumbers, PhaseoutPluginV1, PhaseoutText, RowsFn,
};
use serde::{Deserialize, Serialize};
use std::ffi::c_void;
use std::path::{Path, PathBuf};

/// A plugin's table. It stays loaded: unloading code that may have left threads or thread-locals
/// behind is not safe, and a generation costs a few hundred kilobytes. A clone is the same code.
#[derive(Clone, Debug)]
pub struct Library {
    path: PathBuf,
    describe: DescribeFn,
    read: Option<RowsFn>,
    derive: Option<RowsFn>,
    inspect: Option<JsonFn>,
    report: Option<JsonFn>,
    abi_version: u32,
}

/// What a library says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// The plugin's name for itself.
    pub id: String,
    /// Its version.
    pub version: String,
    /// The text of its `plugin.toml`.
    pub plugin_toml: String,
    /// Its criterion files.
    pub criteria: Vec<CriterionText>,
}

/// A criterion file as a library hands it over.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CriterionText {
    /// Its path below `criteria/`.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

/// A function on the row plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    Read,
    Derive,
}

impl Function {
    pub(crate) const ALL: [Self; 2] = [Self::Read, Self::Derive];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Derive => "derive",
        }
    }
}

/// The fewest bytes of a table: version, size, and `describe`.
const SHORTEST_TABLE: u32 = 16;

impl Library {
    /// Loads a private copy that [`copy_aside`] made, checks its table and asks what it is. Errors
    /// speak of `path`, where the bytes came from. What was not tried in a child process before is to be
    /// opened in a child process only.
    ///
    /// # Errors
    /// Why it is no plugin.
    pub fn open(path: &Path, copy: &Path) -> Result<(Self, Description), HostError> {
        let table = entry(path, copy)?;
        // SAFETY: the entry returned a pointer that is not null, and the contract says that it points
        // to a table which begins with the version and its size and lives as long as the library,
        // which is never unloaded.
        let (abi_version, struct_size) = unsafe { ((*table).abi_version, (*table).struct_size) };
        if abi_version >> 16 != abi::PHASEOUT_ABI_VERSION >> 16 {
            return Err(HostError::new("abi-major", path)
                .with("found", (abi_version >> 16).to_string())
                .with("wanted", (abi::PHASEOUT_ABI_VERSION >> 16).to_string()));
        }
        let size = u32::try_from(size_of::<PhaseoutPluginV1>()).unwrap_or(u32::MAX);
        if struct_size < SHORTEST_TABLE || struct_size > size {
            return Err(HostError::new("abi-size", path)
                .with("found", struct_size.to_string())
                .with("wanted", size.to_string()));
        }
        let mut whole = PhaseoutPluginV1 {
            abi_version,
            struct_size,
            describe: None,
            read: None,
            derive: None,
            inspect: None,
            report: None,
        };
        // SAFETY: both are plain C structs of pointers that may be null; `struct_size` bytes of the
        // plugin's are readable by the contract and fit into ours by the check above. What an older,
        // shorter table does not have stays null.
        unsafe {
            std::ptr::copy_nonoverlapping(
                table.cast::<u8>(),
                std::ptr::from_mut(&mut whole).cast::<u8>(),
                struct_size as usize,
            );
        }
        let Some(describe) = whole.describe else {
            return Err(HostError::new("abi-describe", path));
        };
        let said = ask(path, describe)?;
        Ok((
            Self {
                path: path.to_owned(),
                describe,
                read: whole.read,
                derive: whole.derive,
                inspect: whole.inspect,
                report: whole.report,
                abi_version,
            },
            said,
        ))
    }

    /// Whether the plugin reads specifications in code, beside the declared forms.
    pub fn reads(&self) -> bool {
        self.read.is_some()
    }

    /// Whether the plugin derives measures from others.
    pub fn derives(&self) -> bool {
        self.derive.is_some()
    }

    /// Whether the plugin looks for contradictions.
    pub fn inspects(&self) -> bool {
        self.inspect.is_some()
    }

    /// Whether the plugin writes report sections.
    pub fn reports(&self) -> bool {
        self.report.is_some()
    }

    /// Hands judged lines to the plugin's `inspect`; `None` where it has none.
    ///
    /// # Errors
    /// What the plugin answered, and an answer that is no UTF-8.
    pub fn inspect(&self, json: &str) -> Result<Option<String>, HostError> {
        self.json(self.inspect, "inspect", json)
    }

    /// Hands judged lines to the plugin's `report`; `None` where it has none.
    ///
    /// # Errors
    /// As [`Library::inspect`].
    pub fn report(&self, json: &str) -> Result<Option<String>, HostError> {
        self.json(self.report, "report", json)
    }

    /// The ABI version of the library, `major << 16 | minor`.
    pub fn abi_version(&self) -> u32 {
        self.abi_version
    }

    /// Lets the plugin read the batch's texts and numbers; [`Batch::said`] then gives what it said.
    ///
    /// # Errors
    /// What the plugin answered, or how it broke the contract.
    pub fn read(&self, batch: &mut Batch) -> Result<(), HostError> {
        self.rows(Function::Read, batch)
    }

    /// Lets the plugin derive measures from the batch's; [`Batch::said`] then gives what it said.
    ///
    /// # Errors
    /// As [`Library::read`].
    pub fn derive(&self, batch: &mut Batch) -> Result<(), HostError> {
        self.rows(Function::Derive, batch)
    }

    fn json(
        &self,
        function: Option<JsonFn>,
        name: &'static str,
        json: &str,
    ) -> Result<Option<String>, HostError> {
        let Some(function) = function else { return Ok(None) };
        let mut reply: Vec<u8> = Vec::new();
        // SAFETY: the text lives through the call and has the length stated; the sink and its context
        // live longer than the call. The plugin promises to keep none of them.
        let status = unsafe {
            function(
                json.as_ptr(),
                json.len() as u64,
                collect,
                std::ptr::from_mut(&mut reply).cast(),
            )
        };
        let failed = |reason: &str| {
            HostError::new("plugin-call", &self.path)
                .with("function", name)
                .with("status", status.to_string())
                .with("reason", reason)
        };
        if status != abi::STATUS_OK {
            return Err(failed(&String::from_utf8_lossy(&reply)));
        }
        String::from_utf8(reply).map(Some).map_err(|error| failed(&error.to_string()))
    }

    /// The same code, found at another path.
    #[must_use]
    pub(crate) fn at(&self, path: &Path) -> Self {
        Self { path: path.to_owned(), ..self.clone() }
    }

    /// Where the library was found.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Asks once more what the library is: the bytes of its reply.
    pub(crate) fn describe(&self) -> Result<Vec<u8>, HostError> {
        reply(&self.path, self.describe)
    }

    /// Calls a function, whatever the batch holds: its status and what it gave as a reason. `None` where
    /// the table does not have it.
    pub(crate) fn status(&self, function: Function, batch: &mut Batch) -> Option<(i32, String)> {
        let code = match function {
            Function::Read => self.read,
            Function::Derive => self.derive,
        }?;
        let mut message = Vec::new();
        let status = call(code, batch, &mut message);
        Some((status, String::from_utf8_lossy(&message).into_owned()))
    }

    fn rows(&self, function: Function, batch: &mut Batch) -> Result<(), HostError> {
        batch.prepare_out();
        if batch.is_empty() {
            return Ok(());
        }
        match self.status(function, batch) {
            None => Ok(()),
            Some((abi::STATUS_OK, _)) => self.checked(function, batch),
            Some((status, reason)) => Err(HostError::new("plugin-call", &self.path)
                .with("function", function.name())
                .with("status", status.to_string())
                .with("reason", reason)),
        }
    }

    /// What the function wrote is what the contract allows.
    pub(crate) fn checked(&self, function: Function, batch: &Batch) -> Result<(), HostError> {
        match batch.first_fault() {
            None => Ok(()),
            Some((measure, row, fault)) => Err(HostError::new("plugin-output", &self.path)
                .with("function", function.name())
                .with("measure", measure.to_string())
                .with("row", row.to_string())
                .with("reason", fault)),
        }
    }
}

/// Writes bytes to a private file at a fresh absolute path; it is gone when the value is dropped.
///
/// # Errors
/// `library-copy`: no file can be made there.
pub fn copy_aside(path: &Path, bytes: &[u8]) -> Result<tempfile::TempPath, HostError> {
    tempfile::Builder::new()
        .prefix("phaseout-plugin-")
        .suffix(std::env::consts::DLL_SUFFIX)
        .tempfile()
        .and_then(|mut file| {
            std::io::Write::write_all(&mut file, bytes).map(|()| file.into_temp_path())
        })
        .map_err(|error| HostError::new("library-copy", path).because(&error))
}

/// Loads the copy and calls its entry symbol. The system keeps the mapping after the file is gone.
fn entry(path: &Path, copy: &Path) -> Result<*const PhaseoutPluginV1, HostError> {
    let library =
        open_now(copy).map_err(|error| HostError::new("library-load", path).because(&error))?;
    // SAFETY: the symbol of that name is, by the contract, a function without arguments that returns
    // the table; the file was seen to export it.
    let table = unsafe {
        let entry = library
            .get::<EntryFn>(ENTRY.as_bytes())
            .map_err(|error| HostError::new("library-no-entry", path).because(&error))?;
        entry()
    };
    // Never unloaded: the table's functions live as long as the process.
    std::mem::forget(library);
    if table.is_null() { Err(HostError::new("abi-null", path)) } else { Ok(table) }
}

/// Everything is bound at once, so that a missing symbol is an error here and not the end of the
/// process at the first call; names stay private to the library, so that two plugins do not meet.
#[cfg(unix)]
fn open_now(path: &Path) -> Result<libloading::Library, libloading::Error> {
    use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
    // SAFETY: loading runs the library's initialisers; the file is our own private copy of bytes
    // that were examined, and an office chooses which plugins it installs.
    unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL) }.map(Into::into)
}

#[cfg(not(unix))]
fn open_now(path: &Path) -> Result<libloading::Library, libloading::Error> {
    // SAFETY: as above; Windows binds everything at once and keeps names private by itself.
    unsafe { libloading::Library::new(path) }
}

/// Collects a reply's pieces.
unsafe extern "C" fn collect(ctx: *mut c_void, bytes: *const u8, len: u64) {
    /// A reply beyond this is no description and no error message.
    const LONGEST: usize = 256 << 20;
    // SAFETY: `ctx` is the vector that the caller of the plugin handed over for this one call.
    let reply = unsafe { &mut *ctx.cast::<Vec<u8>>() };
    let Ok(len) = usize::try_from(len) else { return };
    if bytes.is_null() || len == 0 || reply.len().saturating_add(len) > LONGEST {
        return;
    }
    // SAFETY: the plugin promises `len` readable bytes at `bytes`, for the time of this call.
    reply.extend_from_slice(unsafe { std::slice::from_raw_parts(bytes, len) });
}

fn ask(path: &Path, describe: DescribeFn) -> Result<Description, HostError> {
    let reply = reply(path, describe)?;
    serde_json::from_slice(&reply)
        .map_err(|error| HostError::new("describe-json", path).because(&error))
}

fn reply(path: &Path, describe: DescribeFn) -> Result<Vec<u8>, HostError> {
    let mut reply: Vec<u8> = Vec::new();
    // SAFETY: the function is the plugin's own by its table; the sink and its context live longer
    // than the call.
    let status = unsafe { describe(collect, std::ptr::from_mut(&mut reply).cast()) };
    if status == abi::STATUS_OK {
        return Ok(reply);
    }
    Err(HostError::new("plugin-call", path)
        .with("function", "describe")
        .with("status", status.to_string())
        .with("reason", String::from_utf8_lossy(&reply)))
}

fn call(function: RowsFn, batch: &mut Batch, message: &mut Vec<u8>) -> i32 {
    let rows = batch.rows as u64;
    let texts = batch.texts.each_ref().map(|text| PhaseoutText {
        rows,
        offsets: text.offsets.as_ptr(),
        bytes: text.bytes.as_ptr(),
        bytes_len: text.bytes.len() as u64,
        validity: std::ptr::null(),
    });
    let numbers = batch.numbers.each_ref().map(|numbers| PhaseoutNumbers {
        rows,
        values: numbers.values.as_ptr(),
        validity: numbers.validity.as_ptr(),
    });
    let measures: Vec<PhaseoutIntervals> = batch
        .measures
        .iter()
        .map(|column| PhaseoutIntervals {
            rows,
            lo: column.lo.as_ptr(),
            hi: column.hi.as_ptr(),
            flags: column.flags.as_ptr(),
            validity: column.validity.as_ptr(),
        })
        .collect();
    let mut out: Vec<PhaseoutIntervalsOut> = batch
        .out
        .iter_mut()
        .map(|column| PhaseoutIntervalsOut {
            rows,
            lo: column.lo.as_mut_ptr(),
            hi: column.hi.as_mut_ptr(),
            flags: column.flags.as_mut_ptr(),
            validity: column.validity.as_mut_ptr(),
        })
        .collect();
    let input = PhaseoutBatch {
        struct_size: abi::struct_size::<PhaseoutBatch>(),
        as_of_days: batch.as_of_days,
        rows,
        text_count: texts.len() as u64,
        texts: texts.as_ptr(),
        number_count: numbers.len() as u64,
        numbers: numbers.as_ptr(),
        kinds: batch.kinds.as_ptr(),
        measure_count: measures.len() as u64,
        measures: measures.as_ptr(),
    };
    let mut output = PhaseoutColumns {
        struct_size: abi::struct_size::<PhaseoutColumns>(),
        reserved: 0,
        count: out.len() as u64,
        measures: out.as_mut_ptr(),
    };
    // SAFETY: every pointer leads to a buffer of the batch that outlives the call and has the length
    // stated beside it; the plugin promises to keep none of them and to write only where it may.
    unsafe {
        function(&raw const input, &raw mut output, collect, std::ptr::from_mut(message).cast())
    }
}
