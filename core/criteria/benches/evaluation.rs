//! Judging a million units by 32 criteria: the program against two loops written by hand.
//!
//! Both loops do the same criteria over the same columns and must give the same verdicts: one goes
//! criterion by criterion over a block of rows, as a columnar query would; the other goes row by row
//! and branches on the kind. `cargo bench -p phaseout-criteria` prints the figures.
#![expect(clippy::print_stdout, reason = "the figures are what a benchmark is for")]

mod by_hand;

use criterion::{Criterion as Bench, Throughput};
use phaseout_criteria::{Columns, Criterion, Program, Scratch, SourceFile, parse_criterion};
use phaseout_model::{
    Attribute, AttributeValue, Date, Interval, Kind, KindIndex, Unit, Verdict, Vocabulary,
};
use std::hint::black_box;
use std::time::Instant;

const ROWS: usize = 1_000_000;
const BATCH: usize = 4096;

/// (kind, its general kind); the first of each industry's branch is the industry.
const KINDS: &[(&str, &str)] = &[
    ("all", ""),
    ("cement_kiln", "all"),
    ("shaft_kiln", "cement_kiln"),
    ("mechanised_shaft_kiln", "shaft_kiln"),
    ("ordinary_shaft_kiln", "shaft_kiln"),
    ("earth_kiln", "cement_kiln"),
    ("rotary_kiln", "cement_kiln"),
    ("dry_hollow_kiln", "rotary_kiln"),
    ("wet_kiln", "rotary_kiln"),
    ("lepol_kiln", "rotary_kiln"),
    ("cement_mill", "all"),
    ("blast_furnace", "all"),
    ("special_blast_furnace", "all"),
    ("converter", "all"),
    ("electric_furnace", "all"),
    ("induction_furnace", "all"),
    ("thermal_unit", "all"),
    ("condensing_unit", "thermal_unit"),
    ("oil_unit", "all"),
    ("gas_unit", "all"),
    ("citric_acid_line", "all"),
];

/// (attribute, unit or empty for yes/no, the greatest value that is generated).
const ATTRIBUTES: &[(&str, &str, f64)] = &[
    ("kiln_diameter", "m", 5.0),
    ("mill_diameter", "m", 5.0),
    ("volume", "m³", 1500.0),
    ("tonnage", "t", 120.0),
    ("unit_capacity", "MW", 400.0),
    ("years_in_service", "years", 40.0),
    ("coal_rate_over_province", "%", 20.0),
    ("coal_rate_over_nation", "%", 25.0),
    ("design_life_expired", "", 1.0),
    ("in_main_grid", "", 1.0),
    ("discharge_compliant", "", 1.0),
    ("on_verified_list", "", 1.0),
];

/// (kinds, condition, class and whether confirmed and what an unknown weighs).
const CRITERIA: &[(&str, &str, &str)] = &[
    ("mechanised_shaft_kiln", "kiln_diameter < 3.0 m", ""),
    ("dry_hollow_kiln", "kiln_diameter < 2.5 m", ""),
    ("wet_kiln", "", ""),
    ("cement_mill", "mill_diameter < 3.0 m", ""),
    ("earth_kiln ordinary_shaft_kiln", "", ""),
    ("dry_hollow_kiln", "", ""),
    ("cement_mill", "mill_diameter < 2.6 m", ""),
    ("shaft_kiln", "", ""),
    ("lepol_kiln", "", ""),
    ("wet_kiln", "kiln_diameter <= 4.0 m", ""),
    ("blast_furnace", "volume <= 300 m³", ""),
    ("blast_furnace", "volume <= 400 m³", ""),
    ("converter", "tonnage <= 20 t", ""),
    ("converter", "tonnage <= 30 t", ""),
    ("electric_furnace", "tonnage <= 20 t", ""),
    ("electric_furnace", "tonnage <= 30 t", ""),
    ("blast_furnace", "volume <= 450 m³", "unconfirmed"),
    ("special_blast_furnace", "volume <= 200 m³", ""),
    ("converter", "tonnage <= 35 t", "unconfirmed"),
    ("electric_furnace", "tonnage <= 35 t", "unconfirmed"),
    ("induction_furnace", "", ""),
    ("blast_furnace", "volume > 400 m³ and volume < 1200 m³", "restrict"),
    ("converter", "tonnage > 30 t and tonnage < 100 t", "restrict"),
    ("thermal_unit", "unit_capacity < 50 MW", ""),
    ("thermal_unit", "unit_capacity < 100 MW and years_in_service >= 20 years", ""),
    ("thermal_unit oil_unit gas_unit", "unit_capacity < 200 MW and design_life_expired", ""),
    ("thermal_unit", "coal_rate_over_province >= 10 % or coal_rate_over_nation >= 15 %", "note"),
    ("thermal_unit", "in_main_grid and unit_capacity < 100 MW", "unconfirmed"),
    ("thermal_unit", "unit_capacity <= 60 MW", "unconfirmed"),
    ("oil_unit", "", ""),
    ("citric_acid_line", "not discharge_compliant", ""),
    ("citric_acid_line", "not on_verified_list", "note"),
];

fn vocabulary() -> Vocabulary {
    let index = |id: &str| (0..).zip(KINDS).find_map(|(i, (kind, _))| (*kind == id).then_some(i));
    Vocabulary {
        industry: "all".into(),
        zh: String::new(),
        en: String::new(),
        printed: vec![],
        plant_words: vec![],
        fillers: vec![],
        kinds: KINDS
            .iter()
            .map(|(id, parent)| Kind {
                id: (*id).into(),
                zh: String::new(),
                en: String::new(),
                printed: vec![],
                parent: index(parent),
            })
            .collect(),
        attributes: ATTRIBUTES
            .iter()
            .map(|(id, unit, _)| Attribute {
                id: (*id).into(),
                zh: String::new(),
                en: String::new(),
                printed: vec![],
                value: Unit::parse(unit).map_or(AttributeValue::YesNo, |unit| {
                    AttributeValue::Measure { unit, positive: true, default_unit: false }
                }),
                kinds: vec![],
            })
            .collect(),
    }
}

fn criteria(vocabulary: &Vocabulary) -> Vec<Criterion> {
    let file = |(index, (kinds, when, how)): (usize, &(&str, &str, &str))| {
        let id = format!("all/made-for-speed/{index}");
        let class = if *how == "restrict" { "restrict" } else { "eliminate" };
        let on_unknown = if *how == "note" { "note" } else { "verify" };
        let confirmed = *how != "unconfirmed";
        let when = if when.is_empty() { String::new() } else { format!("when = \"{when}\"") };
        let kinds = kinds.replace(' ', "\", \"");
        let text = format!(
            r#"
            id = "{id}"
            title = {{ zh = "一", en = "one" }}
            class = "{class}"
            kinds = ["{kinds}"]
            {when}
            on_unknown = "{on_unknown}"
            confirmed = {confirmed}
            basis = {{ document = "一", from = "2010", wording = "一", source = ["constructed"] }}
            explain = {{ zh = "一", en = "one" }}
            case = [
              {{ expect = "hit", source = "constructed" }},
              {{ expect = "clear", source = "constructed" }},
              {{ expect = "unknown", source = "constructed" }},
            ]"#
        );
        let file = SourceFile { path: id.clone(), id, text };
        parse_criterion(&file, vocabulary).expect("the criteria above are good")
    };
    CRITERIA.iter().enumerate().map(file).collect()
}

/// A small generator, so that the rows are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// Units of all kinds with every attribute, 15 % of the values missing, some known as bounds.
fn units(vocabulary: &Vocabulary, rows: usize, seed: u64) -> Columns {
    let mut random = Random(seed);
    let mut columns = Columns::new(vocabulary);
    for row in 0..rows {
        let kind = KindIndex::try_from(random.below(KINDS.len() as u64)).unwrap_or(0);
        columns.push_unit(kind, random.below(100) == 0, 0);
        for (attribute, (_, unit, greatest)) in ATTRIBUTES.iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let part = random.below(1000) as f64 / 1000.0;
            let how = random.below(100);
            if how < 15 {
                continue;
            }
            if unit.is_empty() {
                columns.set_code(row, attribute, u16::from(part < 0.5));
                continue;
            }
            let value = (part * greatest * 10.0).round() / 10.0;
            let lo = if how < 20 { f64::NEG_INFINITY } else { value };
            let interval = Interval::new(lo, value, false, false).expect("not empty");
            columns.set(row, attribute, &interval);
        }
    }
    columns
}

/// The shortest of several runs, in ns a row.
fn nanoseconds(rows: usize, mut run: impl FnMut()) -> f64 {
    let mut shortest = f64::INFINITY;
    for _ in 0..7 {
        let begin = Instant::now();
        run();
        shortest = shortest.min(begin.elapsed().as_secs_f64());
    }
    #[expect(clippy::cast_precision_loss, reason = "a million rows")]
    let rows = rows as f64;
    shortest * 1e9 / rows
}

fn main() {
    let vocabulary = vocabulary();
    let criteria = criteria(&vocabulary);
    let program = Program::compile(&criteria, &vocabulary, Date::constant(2013, 7, 1));
    assert_eq!(program.criteria().len(), CRITERIA.len());
    let columns = units(&vocabulary, ROWS, 1);
    let (mut scratch, mut by_column, mut by_row) = (Scratch::new(), Vec::new(), Vec::new());

    program.evaluate(&columns, &mut scratch);
    by_hand::by_column(&columns, &mut by_column);
    by_hand::by_row(&columns, &mut by_row);
    for verdict in [Verdict::Eliminate, Verdict::Verify, Verdict::Restrict, Verdict::Retain] {
        println!("{}: {}", verdict.id(), by_row.iter().filter(|&&v| v == verdict).count());
    }
    assert!(scratch.verdicts() == by_row, "the program and the rows by hand agree");
    assert!(by_column == by_row, "both loops by hand agree");

    let mut bench = Bench::default().sample_size(20).configure_from_args();
    let mut group = bench.benchmark_group("evaluation of 32 criteria, 1,000,000 units");
    group.throughput(Throughput::Elements(ROWS as u64));
    group.bench_function("program", |b| b.iter(|| program.evaluate(&columns, &mut scratch)));
    group.bench_function("by hand, by column", |b| {
        b.iter(|| by_hand::by_column(black_box(&columns), &mut by_column));
    });
    group.bench_function("by hand, by row", |b| {
        b.iter(|| by_hand::by_row(black_box(&columns), &mut by_row));
    });
    group.finish();

    let judged = nanoseconds(ROWS, || program.evaluate(&columns, &mut scratch));
    let column = nanoseconds(ROWS, || by_hand::by_column(&columns, &mut by_column));
    let row = nanoseconds(ROWS, || by_hand::by_row(&columns, &mut by_row));
    println!("ns a unit, one thread: program {judged:.1}, by column {column:.1}, by row {row:.1}");
    println!("program against the faster loop: {:.2}", judged / column.min(row));

    // A list is judged in batches, whose columns are still in the cache when they are judged.
    let batch = units(&vocabulary, BATCH, 4);
    let runs = ROWS / BATCH;
    let warm = nanoseconds(runs * BATCH, || {
        (0..runs).for_each(|_| program.evaluate(black_box(&batch), &mut scratch));
    });
    let warm_row = nanoseconds(runs * BATCH, || {
        (0..runs).for_each(|_| by_hand::by_row(black_box(&batch), &mut by_row));
    });
    println!("ns a unit in batches of {BATCH}: program {warm:.1}, by row {warm_row:.1}");

    let mut halves = [2, 3].map(|seed| (units(&vocabulary, ROWS / 2, seed), Scratch::new()));
    let two = nanoseconds(ROWS, || {
        std::thread::scope(|scope| {
            for (columns, scratch) in &mut halves {
                let program = &program;
                scope.spawn(move || program.evaluate(columns, scratch));
            }
        });
    });
    println!("ns a unit, two threads: program {two:.1}");

    program.evaluate(&columns, &mut scratch);
    let mut words = Vec::new();
    let situations = nanoseconds(ROWS, || {
        black_box(scratch.situations(&mut words));
    });
    println!("ns a unit for its situation, where it is asked for: {situations:.1}");
}
