//! The C ABI, version 1, as Rust sees it: `include/phaseout_plugin.h` field by field.
//!
//! The header is where the contract is written down; here stand only the same structs, and the
//! compiler checks that they are laid out as on every platform the header is compiled for. The host
//! fills a [`PhaseoutBatch`], a plugin reads it through [`Units`](crate::Units).

use std::ffi::c_void;

/// `major << 16 | minor`. The host loads a plugin of its own major number only.
pub const PHASEOUT_ABI_VERSION: u32 = 0x0001_0000;

/// Name of the one exported symbol.
pub const ENTRY_SYMBOL: &str = "phaseout_plugin_v1";

/// The call did what it should.
pub const STATUS_OK: i32 = 0;
/// The plugin could not do it; the reason went through the sink.
pub const STATUS_ERROR: i32 = -1;
/// The host broke the contract: a null or too short buffer.
pub const STATUS_BAD_ARGUMENT: i32 = -2;
/// A text column is not UTF-8.
pub const STATUS_BAD_TEXT: i32 = -3;
/// The plugin panicked, and the panic was caught.
pub const STATUS_PANIC: i32 = -77;

/// Flag: the lower end does not belong to the interval.
pub const LO_OPEN: u32 = 1;
/// Flag: the upper end does not belong to the interval.
pub const HI_OPEN: u32 = 2;
/// Bits of the flags that hold a problem code.
pub const PROBLEM_MASK: u32 = 0xFF00;
/// How far the problem code is shifted in the flags.
pub const PROBLEM_SHIFT: u32 = 8;

/// Index of the equipment as printed in [`PhaseoutBatch::texts`].
pub const TEXT_EQUIPMENT: usize = 0;
/// Index of the specification as printed.
pub const TEXT_SPEC: usize = 1;
/// Index of the number of units in [`PhaseoutBatch::numbers`]. NaN in a valid row: a number is printed
/// that could not be read, or that contradicts another.
pub const NUMBER_QUANTITY: usize = 0;
/// Index of the capacity, in `capacity_unit` of `plugin.toml`.
pub const NUMBER_CAPACITY: usize = 1;
/// Index of the first day of commissioning, days since 1970-01-01.
pub const NUMBER_COMMISSIONED_FIRST: usize = 2;
/// Index of the last day of commissioning, days since 1970-01-01.
pub const NUMBER_COMMISSIONED_LAST: usize = 3;

/// Takes a piece of a reply; pieces of one call are joined in their order.
pub type PhaseoutSink = unsafe extern "C" fn(ctx: *mut c_void, bytes: *const u8, len: u64);

/// JSON out.
pub type DescribeFn = unsafe extern "C" fn(sink: PhaseoutSink, ctx: *mut c_void) -> i32;
/// Columns in, columns out.
pub type RowsFn = unsafe extern "C" fn(
    batch: *const PhaseoutBatch,
    out: *mut PhaseoutColumns,
    sink: PhaseoutSink,
    ctx: *mut c_void,
) -> i32;
/// JSON in, JSON out.
pub type JsonFn =
    unsafe extern "C" fn(json: *const u8, len: u64, sink: PhaseoutSink, ctx: *mut c_void) -> i32;
/// The exported symbol.
pub type EntryFn = unsafe extern "C" fn() -> *const PhaseoutPluginV1;

/// A column of texts: row i is `bytes[offsets[i]..offsets[i + 1]]`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct PhaseoutText {
    /// Number of rows.
    pub rows: u64,
    /// rows + 1 offsets, from 0, never falling.
    pub offsets: *const i32,
    /// UTF-8; null if `bytes_len` is 0.
    pub bytes: *const u8,
    /// Length of `bytes`.
    pub bytes_len: u64,
    /// One bit for each row, least significant first; null: all valid.
    pub validity: *const u8,
}

/// A column of numbers.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct PhaseoutNumbers {
    /// Number of rows.
    pub rows: u64,
    /// One value for each row.
    pub values: *const f64,
    /// As in [`PhaseoutText`]; a row without its bit is unknown.
    pub validity: *const u8,
}

/// A column of intervals, in the unit of their measure.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct PhaseoutIntervals {
    /// Number of rows.
    pub rows: u64,
    /// Lower ends; minus infinity where not known.
    pub lo: *const f64,
    /// Upper ends; infinity where not known.
    pub hi: *const f64,
    /// [`LO_OPEN`] and [`HI_OPEN`].
    pub flags: *const u32,
    /// As in [`PhaseoutText`]; a row without its bit is unknown.
    pub validity: *const u8,
}

/// A column of intervals to be written. Validity and flags are 0 when the call begins.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct PhaseoutIntervalsOut {
    /// Number of rows.
    pub rows: u64,
    /// Lower ends.
    pub lo: *mut f64,
    /// Upper ends.
    pub hi: *mut f64,
    /// Open ends, and a problem code in bits 8 to 15.
    pub flags: *mut u32,
    /// Set the row's bit to give a value.
    pub validity: *mut u8,
}

/// A batch: one row for each unit of one industry.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct PhaseoutBatch {
    /// Size of this struct as the host knows it.
    pub struct_size: u32,
    /// The day of the judgement, days since 1970-01-01.
    pub as_of_days: i32,
    /// Number of rows of every column.
    pub rows: u64,
    /// Number of text columns.
    pub text_count: u64,
    /// Text columns: [`TEXT_EQUIPMENT`], [`TEXT_SPEC`].
    pub texts: *const PhaseoutText,
    /// Number of number columns.
    pub number_count: u64,
    /// Number columns: [`NUMBER_QUANTITY`] and the following.
    pub numbers: *const PhaseoutNumbers,
    /// Index of the kind in the order of `plugin.toml`, -1: unknown.
    pub kinds: *const i32,
    /// Number of measures, as many as `plugin.toml` declares.
    pub measure_count: u64,
    /// Measures as read so far.
    pub measures: *const PhaseoutIntervals,
}

/// Where a plugin writes what it knows: the measures, in the same order.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct PhaseoutColumns {
    /// Size of this struct as the host knows it.
    pub struct_size: u32,
    /// Zero.
    pub reserved: u32,
    /// Number of measures, as many as `plugin.toml` declares.
    pub count: u64,
    /// One column for each measure.
    pub measures: *mut PhaseoutIntervalsOut,
}

/// The table that the entry symbol returns. Every function but `describe` may be null.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct PhaseoutPluginV1 {
    /// [`PHASEOUT_ABI_VERSION`] as the plugin knows it.
    pub abi_version: u32,
    /// Size of this struct as the plugin knows it.
    pub struct_size: u32,
    /// Id, version, `plugin.toml` and criteria, as one JSON object.
    pub describe: Option<DescribeFn>,
    /// Texts and numbers into measures.
    pub read: Option<RowsFn>,
    /// Measures into measures.
    pub derive: Option<RowsFn>,
    /// Judged lines into contradictions.
    pub inspect: Option<JsonFn>,
    /// Judged lines into report sections.
    pub report: Option<JsonFn>,
}

/// The `struct_size` of a struct of this ABI.
pub const fn struct_size<T>() -> u32 {
    let size = size_of::<T>();
    assert!(size <= 0xFFFF, "no struct of the ABI is that large");
    #[expect(clippy::cast_possible_truncation, reason = "checked in the line above")]
    let size = size as u32;
    size
}

/// The layout is part of the contract; a field that moves must not compile.
#[cfg(target_pointer_width = "64")]
mod layout {
    use super::{
        PhaseoutBatch, PhaseoutColumns, PhaseoutIntervals, PhaseoutIntervalsOut, PhaseoutNumbers,
        PhaseoutPluginV1, PhaseoutText,
    };
    use std::mem::offset_of;

    const _: () = {
        assert!(size_of::<PhaseoutText>() == 40 && offset_of!(PhaseoutText, validity) == 32);
        assert!(size_of::<PhaseoutNumbers>() == 24 && offset_of!(PhaseoutNumbers, validity) == 16);
        assert!(size_of::<PhaseoutIntervals>() == 40);
        assert!(offset_of!(PhaseoutIntervals, flags) == 24);
        assert!(size_of::<PhaseoutIntervalsOut>() == size_of::<PhaseoutIntervals>());
        assert!(offset_of!(PhaseoutIntervalsOut, validity) == 32);
        assert!(size_of::<PhaseoutBatch>() == 72 && offset_of!(PhaseoutBatch, as_of_days) == 4);
        assert!(offset_of!(PhaseoutBatch, kinds) == 48);
        assert!(offset_of!(PhaseoutBatch, measures) == 64);
        assert!(size_of::<PhaseoutColumns>() == 24 && offset_of!(PhaseoutColumns, measures) == 16);
        assert!(size_of::<PhaseoutPluginV1>() == 48);
        assert!(offset_of!(PhaseoutPluginV1, describe) == 8);
        assert!(offset_of!(PhaseoutPluginV1, report) == 40);
    };
}
