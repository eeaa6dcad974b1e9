//! The door from the host's side: raw batches through the exported table, good ones and broken ones.
#![allow(unsafe_code, reason = "the test plays the host, which calls through raw pointers")]

use std::ffi::c_void;
use std::ptr::null;

use phaseout_plugin::abi::{
    HI_OPEN, PHASEOUT_ABI_VERSION, PhaseoutBatch, PhaseoutColumns, PhaseoutIntervals,
    PhaseoutIntervalsOut, PhaseoutPluginV1, PhaseoutText, RowsFn, STATUS_BAD_ARGUMENT,
    STATUS_BAD_TEXT, STATUS_ERROR, STATUS_OK, STATUS_PANIC, struct_size,
};
use phaseout_plugin::forms::Span;
use phaseout_plugin::{
    Columns, Contradictions, Data, Lines, Plugin, PluginError, Units, export_plugin,
};

export_plugin!(Lime: read, derive, inspect);

struct Lime;

impl Plugin for Lime {
    const DATA: Data = Data {
        id: "lime",
        version: "0.1.0",
        plugin_toml: "[[kind]]\nid = 'kiln'\n[[attribute]]\nid = 'size'\ntype = 'measure'\n",
        criteria: &[("lime/a.toml", "x = \"石灰\"")],
    };

    /// The length of the printed specification, below which the size lies.
    fn read(units: &Units<'_>, out: &mut Columns<'_>) -> Result<(), PluginError> {
        for unit in units.iter() {
            match unit.spec() {
                Some("panic") => panic!("a kiln fell over in row {}", unit.row()),
                Some("fail") => return Err(PluginError::new("no kiln here")),
                Some(spec) => {
                    let letters = u32::try_from(spec.chars().count()).unwrap_or(u32::MAX);
                    out.set("size", unit.row(), Span::below(f64::from(letters), true))?;
                }
                None => {}
            }
        }
        Ok(())
    }

    /// Hands back what was read.
    fn derive(units: &Units<'_>, out: &mut Columns<'_>) -> Result<(), PluginError> {
        let sizes = units.measure("size")?;
        for unit in units.of_kind("kiln") {
            if let Some(span) = sizes.get(unit.row()) {
                out.set("size", unit.row(), span)?;
            }
        }
        Ok(())
    }

    fn inspect(lines: &Lines, found: &mut Contradictions) -> Result<(), PluginError> {
        for line in lines {
            found.add(line, 0, "too-hot", "size", &[("t", "9")], ("太热", "too \"hot\""));
        }
        Ok(())
    }
}

unsafe extern "C" {
    fn phaseout_plugin_v1() -> *const PhaseoutPluginV1;
}

unsafe extern "C" fn sink(ctx: *mut c_void, bytes: *const u8, len: u64) {
    // SAFETY: `ctx` is the Vec of the calling test, and `bytes` holds `len` bytes for this call.
    unsafe {
        let reply = &mut *ctx.cast::<Vec<u8>>();
        reply.extend_from_slice(std::slice::from_raw_parts(
            bytes,
            usize::try_from(len).unwrap_or(0),
        ));
    }
}

fn table() -> &'static PhaseoutPluginV1 {
    // SAFETY: the symbol is exported above, and its table is a static.
    unsafe { &*phaseout_plugin_v1() }
}

/// A batch over columns that live as long as it.
struct Host {
    offsets: Vec<i32>,
    bytes: Vec<u8>,
    texts: [PhaseoutText; 2],
    kinds: Vec<i32>,
    measure: (Vec<f64>, Vec<f64>, Vec<u32>, Vec<u8>),
    out: (Vec<f64>, Vec<f64>, Vec<u32>, Vec<u8>),
}

impl Host {
    fn with(specs: &[&str]) -> Self {
        let rows = specs.len();
        let (mut offsets, mut bytes) = (vec![0], Vec::new());
        for spec in specs {
            bytes.extend_from_slice(spec.as_bytes());
            offsets.push(i32::try_from(bytes.len()).expect("a short text"));
        }
        let blank = || (vec![0.0; rows], vec![0.0; rows], vec![0; rows], vec![0; rows.div_ceil(8)]);
        let empty = PhaseoutText {
            rows: rows as u64,
            offsets: null(),
            bytes: null(),
            bytes_len: 0,
            validity: null(),
        };
        let texts = [empty, empty];
        let kinds = vec![0; rows];
        Self { offsets, bytes, texts, kinds, measure: blank(), out: blank() }
    }

    /// Calls an entry; `spoil` may break the contract first. Returns the status and what was said.
    fn call(
        &mut self,
        entry: Option<RowsFn>,
        spoil: impl FnOnce(&mut PhaseoutBatch, &mut PhaseoutColumns),
    ) -> (i32, String) {
        let rows = self.kinds.len() as u64;
        let zeros = vec![0; self.offsets.len()];
        self.texts[0].offsets = zeros.as_ptr();
        self.texts[1].offsets = self.offsets.as_ptr();
        self.texts[1].bytes = self.bytes.as_ptr();
        self.texts[1].bytes_len = self.bytes.len() as u64;
        let (lo, hi, flags, validity) = &self.measure;
        let measure = PhaseoutIntervals {
            rows,
            lo: lo.as_ptr(),
            hi: hi.as_ptr(),
            flags: flags.as_ptr(),
            validity: validity.as_ptr(),
        };
        let (lo, hi, flags, validity) = &mut self.out;
        let mut out = PhaseoutIntervalsOut {
            rows,
            lo: lo.as_mut_ptr(),
            hi: hi.as_mut_ptr(),
            flags: flags.as_mut_ptr(),
            validity: validity.as_mut_ptr(),
        };
        let mut batch = PhaseoutBatch {
            struct_size: struct_size::<PhaseoutBatch>(),
            as_of_days: 0,
            rows,
            text_count: 2,
            texts: self.texts.as_ptr(),
            number_count: 0,
            numbers: null(),
            kinds: self.kinds.as_ptr(),
            measure_count: 1,
            measures: &raw const measure,
        };
        let mut columns = PhaseoutColumns {
            struct_size: struct_size::<PhaseoutColumns>(),
            reserved: 0,
            count: 1,
            measures: &raw mut out,
        };
        spoil(&mut batch, &mut columns);
        let mut reply: Vec<u8> = Vec::new();
        let entry = entry.expect("the plugin exports it");
        let ctx = (&raw mut reply).cast();
        // SAFETY: all columns above live until the end of this function.
        let status = unsafe { entry(&raw const batch, &raw mut columns, sink, ctx) };
        (status, String::from_utf8_lossy(&reply).into_owned())
    }
}

fn as_it_is(_: &mut PhaseoutBatch, _: &mut PhaseoutColumns) {}

#[test]
fn the_table_names_what_the_plugin_fills() {
    let table = table();
    assert_eq!(table.abi_version, PHASEOUT_ABI_VERSION);
    assert_eq!(table.struct_size as usize, size_of::<PhaseoutPluginV1>());
    let filled = [table.read.is_some(), table.derive.is_some(), table.inspect.is_some()];
    assert_eq!((filled, table.report.is_none()), ([true; 3], true));
}

#[test]
fn describe_and_inspect_answer_through_the_sink() {
    let mut reply: Vec<u8> = Vec::new();
    let ctx: *mut c_void = (&raw mut reply).cast();
    // SAFETY: the sink takes the Vec behind `ctx`, and the texts live through the calls.
    let statuses = unsafe {
        let json = r#"{"schema":1,"lang":"zh","lines":[{"line":"L1","verdict":"retain"}]}"#;
        [
            table().describe.unwrap()(sink, ctx),
            table().inspect.unwrap()(json.as_ptr(), json.len() as u64, sink, ctx),
            table().inspect.unwrap()(null(), 0, sink, ctx),
            table().inspect.unwrap()(b"\xFF".as_ptr(), 1, sink, ctx),
        ]
    };
    assert_eq!(statuses, [STATUS_OK, STATUS_OK, STATUS_ERROR, STATUS_BAD_TEXT]);
    let reply = String::from_utf8(reply).unwrap();
    assert!(reply.starts_with("{\"id\":\"lime\",\"version\":\"0.1.0\","), "{reply}");
    assert!(reply.contains("{\"path\":\"lime/a.toml\",\"text\":\"x = \\\"石灰\\\"\"}]}"));
    assert!(reply.contains("[{\"line\":\"L1\",\"unit\":0,\"code\":\"too-hot\""), "{reply}");
    assert!(reply.contains("plugin lime 0.1.0, inspect: "), "{reply}");
}

#[test]
fn rows_go_in_and_intervals_come_out() {
    let mut host = Host::with(&["Φ3×11m", "", "450立方米"]);
    assert_eq!(host.call(table().read, as_it_is), (STATUS_OK, String::new()));
    let (lo, hi, flags, validity) = &host.out;
    assert_eq!(hi, &[6.0, 0.0, 6.0]);
    assert!(lo.iter().all(|lo| *lo < 0.0 && lo.is_infinite()));
    assert!(flags.iter().all(|flags| flags & HI_OPEN != 0));
    assert_eq!(validity, &[0b111]);

    host.measure = std::mem::replace(&mut host.out, Host::with(&["", "", ""]).out);
    host.measure.3 = vec![0b101];
    host.kinds = vec![0, 0, -1];
    assert_eq!(host.call(table().derive, as_it_is), (STATUS_OK, String::new()));
    assert_eq!(host.out.3, [0b001], "row 1 is not valid, row 2 has no kind");
}

#[test]
fn no_rows_are_no_trouble() {
    let mut host = Host::with(&[]);
    let all_null = |batch: &mut PhaseoutBatch, _: &mut PhaseoutColumns| {
        (batch.texts, batch.text_count) = (null(), 0);
        batch.kinds = null();
    };
    assert_eq!(host.call(table().read, as_it_is), (STATUS_OK, String::new()));
    assert_eq!(host.call(table().derive, all_null), (STATUS_OK, String::new()));
}

#[test]
fn an_error_and_a_panic_name_the_plugin() {
    let (status, said) = Host::with(&["fail"]).call(table().read, as_it_is);
    assert_eq!((status, said.as_str()), (STATUS_ERROR, "plugin lime 0.1.0, read: no kiln here"));
    let (status, said) = Host::with(&["x", "panic"]).call(table().read, as_it_is);
    let expected = "plugin lime 0.1.0 panicked in read: a kiln fell over in row 1";
    assert_eq!((status, said.as_str()), (STATUS_PANIC, expected));
}

/// Breaks one promise of the contract.
type Breach = fn(&mut PhaseoutBatch, &mut PhaseoutColumns);

#[test]
fn a_broken_contract_is_refused_before_any_row_is_read() {
    let breaches: [(&str, Breach); 9] = [
        ("an older batch", |batch, _| batch.struct_size -= 1),
        ("older columns", |_, out| out.struct_size = 0),
        ("too few measures", |batch, _| batch.measure_count = 0),
        ("too many columns", |_, out| out.count = 2),
        ("no columns", |_, out| out.measures = std::ptr::null_mut()),
        ("no kinds", |batch, _| batch.kinds = null()),
        ("another length", |batch, _| batch.rows = 1),
        ("endless rows", |batch, _| batch.rows = u64::MAX),
        ("no numbers", |batch, _| batch.number_count = 1),
    ];
    for (name, breach) in breaches {
        let mut host = Host::with(&["a", "b"]);
        let (status, said) = host.call(table().read, breach);
        assert_eq!(status, STATUS_BAD_ARGUMENT, "{name}: {said}");
        assert!(said.starts_with("plugin lime 0.1.0, read: the host passed "), "{name}: {said}");
        assert_eq!(host.out.3, [0], "{name}");
    }
    let mut reply: Vec<u8> = Vec::new();
    // SAFETY: null is what the function has to refuse; the sink takes the Vec.
    let status = unsafe {
        let ctx = (&raw mut reply).cast();
        table().read.unwrap()(null(), std::ptr::null_mut(), sink, ctx)
    };
    assert_eq!(status, STATUS_BAD_ARGUMENT);
}

#[test]
fn crooked_texts_are_blank_or_refused() {
    let mut host = Host::with(&["水泥", "窑"]);
    host.offsets = vec![0, 4, 2]; // inside a character, and falling
    assert_eq!(host.call(table().read, as_it_is).0, STATUS_OK);
    assert_eq!(host.out.3, [0]);
    host.bytes[0] = 0xFF;
    assert_eq!(host.call(table().read, as_it_is).0, STATUS_BAD_TEXT);
}
