//! The plugin's side of the door: C functions around an `impl Plugin`.
//!
//! All that comes from the host is checked for null, length and alignment before it becomes a slice,
//! and a panic ends here. Integrators see none of this: [`export_plugin!`](crate::export_plugin)
//! writes the entry symbol into their crate, which may forbid unsafe code.
#![allow(unsafe_code, reason = "the C ABI hands over raw pointers; this is where they end")]

use std::any::Any;
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::abi::{
    PHASEOUT_ABI_VERSION, PhaseoutBatch, PhaseoutColumns, PhaseoutIntervals, PhaseoutIntervalsOut,
    PhaseoutNumbers, PhaseoutPluginV1, PhaseoutSink, PhaseoutText, STATUS_BAD_ARGUMENT,
    STATUS_BAD_TEXT, STATUS_ERROR, STATUS_OK, STATUS_PANIC, struct_size,
};
use crate::columns::{Column, Columns};
use crate::lines::Lines;
use crate::names::Names;
use crate::plugin::{Plugin, PluginError};
use crate::report::{Contradictions, Report};
use crate::units::{Numbers, Spans, Texts, Units, Validity};

/// A plugin that `export_plugin!` has given its names; they are scanned once.
pub trait Exported: Plugin {
    /// Kinds and measures of the plugin's `plugin.toml`.
    fn names() -> &'static Names;
}

/// The table of a plugin that is data only.
pub const fn table<P: Exported>() -> PhaseoutPluginV1 {
    PhaseoutPluginV1 {
        abi_version: PHASEOUT_ABI_VERSION,
        struct_size: struct_size::<PhaseoutPluginV1>(),
        describe: Some(describe::<P>),
        read: None,
        derive: None,
        inspect: None,
        report: None,
    }
}

/// Why a call was not done: a status and a sentence.
struct Refusal(i32, String);

impl From<PluginError> for Refusal {
    fn from(error: PluginError) -> Self {
        Self(STATUS_ERROR, error.to_string())
    }
}

fn broken<T>(what: &str) -> Result<T, Refusal> {
    Err(Refusal(STATUS_BAD_ARGUMENT, format!("the host passed {what}")))
}

/// `describe` of the table.
///
/// # Safety
/// `sink` may be called with `ctx` until the function returns.
pub unsafe extern "C" fn describe<P: Exported>(sink: PhaseoutSink, ctx: *mut c_void) -> i32 {
    // SAFETY: the caller promises that `sink` takes `ctx`.
    unsafe { answer::<P>("describe", sink, ctx, || Ok(P::DATA.to_json())) }
}

/// `read` of the table.
///
/// # Safety
/// `batch` and `out` are null or laid out as the header says and not written by another thread;
/// `sink` may be called with `ctx`. All of it until the function returns.
pub unsafe extern "C" fn read<P: Exported>(
    batch: *const PhaseoutBatch,
    out: *mut PhaseoutColumns,
    sink: PhaseoutSink,
    ctx: *mut c_void,
) -> i32 {
    // SAFETY: the caller's promises are passed on unchanged.
    unsafe { rows::<P>("read", P::read, batch, out, sink, ctx) }
}

/// `derive` of the table.
///
/// # Safety
/// As for [`read`].
pub unsafe extern "C" fn derive<P: Exported>(
    batch: *const PhaseoutBatch,
    out: *mut PhaseoutColumns,
    sink: PhaseoutSink,
    ctx: *mut c_void,
) -> i32 {
    // SAFETY: the caller's promises are passed on unchanged.
    unsafe { rows::<P>("derive", P::derive, batch, out, sink, ctx) }
}

/// `inspect` of the table.
///
/// # Safety
/// `json` is null or holds `len` bytes; `sink` may be called with `ctx` until the function returns.
pub unsafe extern "C" fn inspect<P: Exported>(
    json: *const u8,
    len: u64,
    sink: PhaseoutSink,
    ctx: *mut c_void,
) -> i32 {
    // SAFETY: the caller promises `len` bytes, and that `sink` takes `ctx`.
    unsafe { answer::<P>("inspect", sink, ctx, || inspected::<P>(utf8(slice(json, len)?)?)) }
}

/// `report` of the table.
///
/// # Safety
/// As for [`inspect`].
pub unsafe extern "C" fn report<P: Exported>(
    json: *const u8,
    len: u64,
    sink: PhaseoutSink,
    ctx: *mut c_void,
) -> i32 {
    // SAFETY: the caller promises `len` bytes, and that `sink` takes `ctx`.
    unsafe { answer::<P>("report", sink, ctx, || reported::<P>(utf8(slice(json, len)?)?)) }
}

fn inspected<P: Exported>(json: &str) -> Result<String, Refusal> {
    let mut found = Contradictions::default();
    P::inspect(&Lines::parse(json, P::names())?, &mut found)?;
    Ok(found.into_json().to_string())
}

fn reported<P: Exported>(json: &str) -> Result<String, Refusal> {
    let lines = Lines::parse(json, P::names())?;
    let mut report = Report::new(lines.lang());
    P::report(&lines, &mut report)?;
    Ok(report.into_json().to_string())
}

/// Code of a plugin on the row plane.
type OnRows = fn(&Units<'_>, &mut Columns<'_>) -> Result<(), PluginError>;

unsafe fn rows<P: Exported>(
    entry: &str,
    code: OnRows,
    batch: *const PhaseoutBatch,
    out: *mut PhaseoutColumns,
    sink: PhaseoutSink,
    ctx: *mut c_void,
) -> i32 {
    let work = || {
        let names = P::names();
        // SAFETY: the caller promises valid structs; what they say is checked inside.
        let (units, mut columns) = unsafe { (units(batch, names)?, columns(out, names)?) };
        if columns.measures.iter().any(|column| column.lo.len() != units.rows) {
            return broken("columns of another length than the batch");
        }
        code(&units, &mut columns)?;
        Ok(String::new())
    };
    // SAFETY: the caller promises that `sink` takes `ctx`.
    unsafe { answer::<P>(entry, sink, ctx, work) }
}

/// Does the work, sends the answer or the reason through the sink, and turns a panic into a status.
unsafe fn answer<P: Plugin>(
    entry: &str,
    sink: PhaseoutSink,
    ctx: *mut c_void,
    work: impl FnOnce() -> Result<String, Refusal>,
) -> i32 {
    let (status, text) = match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(text)) => (STATUS_OK, text),
        Ok(Err(Refusal(status, reason))) => {
            (status, format!("plugin {} {}, {entry}: {reason}", P::DATA.id, P::DATA.version))
        }
        Err(panic) => {
            let reason = panic_text(panic.as_ref());
            let (id, version) = (P::DATA.id, P::DATA.version);
            // What was thrown may itself panic when it is dropped.
            std::mem::forget(panic);
            (STATUS_PANIC, format!("plugin {id} {version} panicked in {entry}: {reason}"))
        }
    };
    if !text.is_empty() {
        // SAFETY: the caller promises that `sink` takes `ctx`; the text lives until the next line.
        unsafe { sink(ctx, text.as_ptr(), text.len() as u64) };
    }
    status
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no reason given".to_owned())
}

unsafe fn units<'a>(
    batch: *const PhaseoutBatch,
    names: &'static Names,
) -> Result<Units<'a>, Refusal> {
    // SAFETY: null or valid for the call, as the caller promises; alignment is checked.
    let Some(batch) = (unsafe { slice(batch, 1)? }).first() else { return broken("no batch") };
    if batch.struct_size < struct_size::<PhaseoutBatch>() {
        return broken("a batch of an older release");
    }
    if batch.measure_count != names.measures().len() as u64 {
        return broken("another number of measures than plugin.toml declares");
    }
    // SAFETY: the host promises as many columns as it counts, each with as many rows as it says.
    unsafe {
        let mut units = Units {
            names,
            rows: length(batch.rows)?,
            as_of_days: batch.as_of_days,
            texts: [Texts::default(); 2],
            numbers: [Numbers::default(); 4],
            kinds: slice(batch.kinds, batch.rows)?,
            measures: Vec::with_capacity(names.measures().len()),
        };
        let texts = slice(batch.texts, batch.text_count)?;
        for (column, given) in units.texts.iter_mut().zip(texts) {
            *column = text_column(given, batch.rows)?;
        }
        let numbers = slice(batch.numbers, batch.number_count)?;
        for (column, given) in units.numbers.iter_mut().zip(numbers) {
            *column = number_column(given, batch.rows)?;
        }
        for given in slice(batch.measures, batch.measure_count)? {
            units.measures.push(interval_column(given, batch.rows)?);
        }
        Ok(units)
    }
}

unsafe fn text_column<'a>(given: &PhaseoutText, rows: u64) -> Result<Texts<'a>, Refusal> {
    if given.rows != rows {
        return broken("a text column of another length than the batch");
    }
    // SAFETY: the host promises the lengths it states.
    unsafe {
        // A column of no rows may come without its one offset.
        let offsets = if rows == 0 { 0 } else { rows.saturating_add(1) };
        Ok(Texts {
            offsets: slice(given.offsets, offsets)?,
            text: utf8(slice(given.bytes, given.bytes_len)?)?,
            validity: validity(given.validity, rows)?,
        })
    }
}

unsafe fn number_column<'a>(given: &PhaseoutNumbers, rows: u64) -> Result<Numbers<'a>, Refusal> {
    if given.rows != rows {
        return broken("a number column of another length than the batch");
    }
    // SAFETY: the host promises the lengths it states.
    unsafe {
        let validity = validity(given.validity, rows)?;
        Ok(Numbers { values: slice(given.values, rows)?, validity })
    }
}

unsafe fn interval_column<'a>(given: &PhaseoutIntervals, rows: u64) -> Result<Spans<'a>, Refusal> {
    if given.rows != rows {
        return broken("a measure of another length than the batch");
    }
    // SAFETY: the host promises the lengths it states.
    unsafe {
        Ok(Spans {
            lo: slice(given.lo, rows)?,
            hi: slice(given.hi, rows)?,
            flags: slice(given.flags, rows)?,
            validity: validity(given.validity, rows)?,
        })
    }
}

unsafe fn columns<'a>(
    out: *mut PhaseoutColumns,
    names: &'static Names,
) -> Result<Columns<'a>, Refusal> {
    // SAFETY: null or valid for the call, as the caller promises; alignment is checked.
    let Some(out) = (unsafe { slice(out.cast_const(), 1)? }).first() else {
        return broken("no columns");
    };
    if out.struct_size < struct_size::<PhaseoutColumns>() {
        return broken("columns of an older release");
    }
    if out.count != names.measures().len() as u64 {
        return broken("another number of columns than plugin.toml declares");
    }
    let mut measures = Vec::with_capacity(names.measures().len());
    // SAFETY: the host promises as many columns as it counts.
    for given in unsafe { slice(out.measures.cast_const(), out.count)? } {
        // SAFETY: the host promises the lengths it states, and that no two buffers overlap.
        measures.push(unsafe { column_out(given)? });
    }
    Ok(Columns { names, measures })
}

unsafe fn column_out<'a>(given: &PhaseoutIntervalsOut) -> Result<Column<'a>, Refusal> {
    // SAFETY: as the caller promises.
    unsafe {
        Ok(Column {
            lo: slice_mut(given.lo, given.rows)?,
            hi: slice_mut(given.hi, given.rows)?,
            flags: slice_mut(given.flags, given.rows)?,
            validity: slice_mut(given.validity, given.rows.div_ceil(8))?,
        })
    }
}

unsafe fn validity<'a>(bits: *const u8, rows: u64) -> Result<Validity<'a>, Refusal> {
    if bits.is_null() {
        return Ok(None);
    }
    // SAFETY: the host promises one bit for each row.
    unsafe { slice(bits, rows.div_ceil(8)).map(Some) }
}

/// A column is checked once as a whole; a row is then a slice between two character boundaries.
fn utf8(bytes: &[u8]) -> Result<&str, Refusal> {
    str::from_utf8(bytes).map_err(|error| Refusal(STATUS_BAD_TEXT, error.to_string()))
}

fn length(len: u64) -> Result<usize, Refusal> {
    usize::try_from(len).or_else(|_| broken("more rows than memory"))
}

/// A host's buffer; null where nothing is in it.
///
/// # Safety
/// A buffer that is not null holds `len` values that nobody writes while the slice lives.
unsafe fn slice<'a, T>(start: *const T, len: u64) -> Result<&'a [T], Refusal> {
    if len == 0 {
        return Ok(&[]);
    }
    let len = fitting(start, len)?;
    // SAFETY: not null, aligned and no larger than memory, as just checked; the rest the caller.
    Ok(unsafe { std::slice::from_raw_parts(start, len) })
}

/// A host's buffer to be written.
///
/// # Safety
/// A buffer that is not null holds `len` values that nobody else touches while the slice lives.
unsafe fn slice_mut<'a, T>(start: *mut T, len: u64) -> Result<&'a mut [T], Refusal> {
    if len == 0 {
        return Ok(&mut []);
    }
    let len = fitting(start.cast_const(), len)?;
    // SAFETY: not null, aligned and no larger than memory, as just checked; the rest the caller.
    Ok(unsafe { std::slice::from_raw_parts_mut(start, len) })
}

fn fitting<T>(start: *const T, len: u64) -> Result<usize, Refusal> {
    let len = length(len)?;
    let bytes = len.checked_mul(size_of::<T>()).and_then(|bytes| isize::try_from(bytes).ok());
    if start.is_null() || !start.is_aligned() || bytes.is_none() {
        return broken("a null, crooked or endless buffer");
    }
    Ok(len)
}
