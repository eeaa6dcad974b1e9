//! What a criterion says of a unit, and how it weighs: edges, doubt, places, exemptions, dates.
#![allow(clippy::unwrap_used, reason = "a test may stop anywhere")]

mod kit;

use kit::{criterion, vocabulary};
use phaseout_criteria::{Columns, Criterion, Program, Scratch};
use phaseout_model::{Date, Finding, Interval, OnUnknown, Operator, Outcome, Verdict};

const FURNACE: u16 = 1;
const BLAST_FURNACE: u16 = 2;
const CONVERTER: u16 = 4;
const VOLUME: usize = 0;

fn on(year: i16) -> Date {
    Date::constant(year, 7, 1)
}

/// A blast furnace of at most 400 m³, with an exemption.
fn law() -> Criterion {
    criterion(
        "\"blast_furnace\"",
        r#"when = "volume <= 400 m³"
exemption = [{ id = "foundry", text = { zh = "铸造铁企业除外", en = "foundries are excepted" },
  words = ["铸造"], evidence = { zh = "注册证明", en = "registration" }, confirmed = true }]"#,
    )
}

/// One unit by one criterion: its verdict and the finding.
fn judge(
    criterion: &Criterion,
    region: Option<&str>,
    fill: impl FnOnce(&mut Columns, u64),
) -> (Verdict, Option<Finding>) {
    let program = Program::compile(std::slice::from_ref(criterion), &vocabulary(), on(2013));
    let mut columns = Columns::new(&vocabulary());
    fill(&mut columns, program.place(region.map(|code| code.parse().unwrap())));
    let mut scratch = Scratch::new();
    program.evaluate(&columns, &mut scratch);
    (scratch.verdicts()[0], program.explain(&columns, 0).pop())
}

fn furnace(kind: u16, volume: Interval) -> impl FnOnce(&mut Columns, u64) {
    move |columns, place| {
        let row = columns.push_unit(kind, false, place);
        columns.set(row, VOLUME, &volume);
    }
}

fn between(lo: f64, hi: f64) -> Interval {
    Interval::new(lo, hi, false, false).unwrap()
}

const NONE: f64 = f64::NEG_INFINITY;

#[test]
fn the_size_and_the_kind_decide_together() {
    let cases: [(u16, Interval, Verdict, &[&str]); 8] = [
        (BLAST_FURNACE, between(400.0, 400.0), Verdict::Eliminate, &[]), // 及以下: the number itself
        (BLAST_FURNACE, between(450.0, 450.0), Verdict::Retain, &[]),
        (BLAST_FURNACE, between(NONE, 460.0), Verdict::Verify, &["volume"]), // 460立方米及以下
        (BLAST_FURNACE, Interval::WHOLE, Verdict::Verify, &["volume"]),
        (FURNACE, Interval::WHOLE, Verdict::Verify, &["equipment", "volume"]),
        (FURNACE, between(128.0, 128.0), Verdict::Verify, &["equipment"]),
        (FURNACE, between(450.0, 450.0), Verdict::Retain, &[]), // whatever the furnace, it is too large
        (CONVERTER, Interval::WHOLE, Verdict::Retain, &[]),
    ];
    for (kind, volume, expected, missing) in cases {
        let (verdict, finding) = judge(&law(), None, furnace(kind, volume));
        assert_eq!((verdict, &finding.unwrap().missing[..]), (expected, &missing.map_vec()[..]));
    }
}

trait MapVec {
    fn map_vec(&self) -> Vec<String>;
}

impl MapVec for &[&str] {
    fn map_vec(&self) -> Vec<String> {
        self.iter().map(|&text| text.to_owned()).collect()
    }
}

#[test]
fn the_witness_names_kind_and_size_as_the_criterion_writes_them() {
    let (_, finding) = judge(&law(), None, furnace(BLAST_FURNACE, between(300.0, 300.0)));
    let because = finding.unwrap().because;
    assert_eq!(because[0].operator, Operator::IsA);
    assert_eq!(because[0].threshold, "blast_furnace");
    assert_eq!(because[0].value.as_deref(), Some("blast_furnace"));
    let size = &because[1];
    assert_eq!((size.attribute.as_str(), size.operator), ("volume", Operator::LessOrEqual));
    assert_eq!((size.threshold.as_str(), size.unit.as_deref()), ("400", Some("m³")));
    assert_eq!(size.interval, Some(between(300.0, 300.0)));
}

#[test]
fn a_kind_with_a_word_left_over_is_asked_for() {
    let (verdict, finding) = judge(&law(), None, |columns, place| {
        let row = columns.push_unit(BLAST_FURNACE, true, place);
        columns.set(row, VOLUME, &between(300.0, 300.0));
    });
    assert_eq!((verdict, finding.unwrap().missing), (Verdict::Verify, vec!["equipment".into()]));
}

#[test]
fn an_unconfirmed_hit_is_a_hit_that_has_to_be_verified() {
    let unconfirmed = Criterion { confirmed: false, ..law() };
    let hit = || furnace(BLAST_FURNACE, between(300.0, 300.0));
    let (verdict, finding) = judge(&unconfirmed, None, hit());
    assert_eq!((verdict, finding.unwrap().outcome), (Verdict::Verify, Outcome::Hit));
    let noted = Criterion { on_unknown: OnUnknown::Note, ..unconfirmed };
    assert_eq!(judge(&noted, None, hit()).0, Verdict::Verify); // with the figure it decides like any other
    let confirmed = Criterion { confirmed: true, ..noted };
    assert_eq!(judge(&confirmed, None, hit()).0, Verdict::Eliminate);
    let open = furnace(BLAST_FURNACE, Interval::WHOLE);
    assert_eq!(judge(&confirmed, None, open).0, Verdict::Retain); // only a note
}

#[test]
fn a_local_criterion_speaks_only_of_its_place() {
    let local = Criterion { region: Some("210800".parse().unwrap()), ..law() };
    let hit = || furnace(BLAST_FURNACE, between(300.0, 300.0));
    let (verdict, finding) = judge(&local, Some("210811"), hit());
    assert_eq!((verdict, finding.unwrap().note_only), (Verdict::Eliminate, false));
    assert_eq!(judge(&local, Some("330100"), hit()), (Verdict::Retain, None));
    for region in [Some("210000"), None] {
        let (verdict, finding) = judge(&local, region, hit());
        let finding = finding.unwrap();
        assert_eq!((verdict, finding.outcome), (Verdict::Retain, Outcome::Unknown));
        assert_eq!((finding.missing, finding.note_only), (vec!["region".to_owned()], true));
    }
    let clear = furnace(BLAST_FURNACE, between(500.0, 500.0));
    assert_eq!(judge(&local, None, clear).1.unwrap().outcome, Outcome::Clear);
}

#[test]
fn regions_beyond_32_are_notes_not_lost() {
    let local = |n: u32| Criterion {
        region: Some((110_100 + n * 100).to_string().parse().unwrap()),
        ..law()
    };
    let criteria: Vec<Criterion> = (0..40).map(local).collect();
    let program = Program::compile(&criteria, &vocabulary(), on(2013));
    let mut columns = Columns::new(&vocabulary());
    for region in ["110100", "114000"] {
        let row = columns.push_unit(BLAST_FURNACE, false, program.place(region.parse().ok()));
        columns.set(row, VOLUME, &between(300.0, 300.0));
    }
    let mut scratch = Scratch::new();
    program.evaluate(&columns, &mut scratch);
    assert_eq!(scratch.verdicts(), [Verdict::Eliminate, Verdict::Retain]);
    let notes = program.explain(&columns, 1);
    assert!(notes.iter().any(|f| f.criterion == 39 && f.note_only));
}

#[test]
fn an_exemption_holds_only_with_evidence() {
    let claimed = |accepted, evidence: Option<&str>| {
        let evidence = evidence.map(str::to_owned);
        judge(&law(), None, move |columns, place| {
            let row = columns.push_unit(BLAST_FURNACE, false, place);
            columns.set(row, VOLUME, &between(300.0, 300.0));
            columns.claim(row, 0, 0, accepted, evidence);
        })
    };
    let (verdict, finding) = claimed(true, Some("注册证明"));
    let finding = finding.unwrap();
    assert_eq!((verdict, finding.outcome), (Verdict::Retain, Outcome::Exempt));
    assert_eq!(finding.exemptions[0].evidence.as_deref(), Some("注册证明"));
    // A caller that accepts without evidence is not believed.
    for (accepted, evidence) in [(false, None), (true, None), (false, Some("口头说明"))] {
        let (verdict, finding) = claimed(accepted, evidence);
        let finding = finding.unwrap();
        assert_eq!((verdict, finding.outcome), (Verdict::Verify, Outcome::Unknown));
        assert_eq!(finding.missing, ["evidence"]);
        assert!(finding.exemptions[0].claimed && !finding.exemptions[0].accepted);
    }
    let mut unconfirmed = law();
    unconfirmed.exemptions[0].confirmed = false;
    let (verdict, _) = judge(&unconfirmed, None, |columns, place| {
        let row = columns.push_unit(BLAST_FURNACE, false, place);
        columns.set(row, VOLUME, &between(300.0, 300.0));
        columns.claim(row, 0, 0, true, Some("注册证明".to_owned()));
    });
    assert_eq!(verdict, Verdict::Verify);
}

#[test]
fn only_what_is_in_force_is_compiled() {
    let mut ended = law();
    ended.basis.until = phaseout_model::PartialDate::parse("2011-05");
    let criteria = [law(), ended, law()];
    let in_force = |year| Program::compile(&criteria, &vocabulary(), on(year)).criteria().to_vec();
    assert_eq!(in_force(2009), [0usize; 0]);
    assert_eq!(in_force(2010), [0, 1, 2]);
    assert_eq!(in_force(2012), [0, 2]);
}

#[test]
fn nothing_is_asked_for_under_a_settled_part() {
    let law = criterion(
        "\"converter\"",
        "when = \"tonnage < 30 t and (years >= 20 years or compliant)\"",
    );
    let missing = |tonnage: Interval, compliant: Option<u16>| {
        let (_, finding) = judge(&law, None, move |columns, place| {
            let row = columns.push_unit(CONVERTER, false, place);
            columns.set(row, 1, &tonnage);
            if let Some(code) = compliant {
                columns.set_code(row, 5, code);
            }
        });
        finding.unwrap().missing
    };
    assert_eq!(missing(between(20.0, 20.0), None), ["years", "compliant"]);
    assert_eq!(missing(between(20.0, 20.0), Some(0)), ["years"]);
    assert_eq!(missing(between(20.0, 20.0), Some(1)), [""; 0]);
    assert_eq!(missing(between(40.0, 40.0), None), [""; 0]); // too large whatever its age
    assert_eq!(missing(Interval::WHOLE, Some(1)), ["tonnage"]);
}
