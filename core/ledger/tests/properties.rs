//! Whatever an office tries to record, in whatever order: what the guards promise holds afterwards.
//!
//! Requests are made from the table of kinds itself, so a new kind and a new fact take part by themselves.
//! What adds up is listed in [`TOTALS`]: a new projection with a sum adds a line there.
#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]

mod kit;
#[path = "kit/proof.rs"]
mod proof;

use kit::{desk, on};
use phaseout_ledger::fact::{Fact, Form};
use phaseout_ledger::kind::{Arrival, KINDS, Kind, Subject, kind};
use phaseout_ledger::status::{Filter, Status};
use phaseout_ledger::{
    Book, Desk, Event, Judged, Ledger, LedgerError, Line, Recording, Request, State, Sum,
    SurveyRow, Verified, View,
};
use proof::{Numbers, nightly};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use std::collections::BTreeMap;
use std::path::Path;

/// One thing that somebody tries.
#[derive(Debug, Clone)]
enum Act {
    /// A survey row: of this firm, with this label and so many 万吨.
    Row { firm: u8, label: u8, tons: u8 },
    /// A request of the kind of this number, its facts chosen by the seed.
    Record { kind: usize, line: usize, date: usize, seed: u64 },
    /// A correction of an event.
    Correct { event: usize, seed: u64 },
}

fn act() -> impl Strategy<Value = Act> {
    let any_kind = 0..KINDS.len();
    let a_step = 0..KINDS.iter().filter(|kind| kind.step.is_some()).count();
    let record = |kinds: std::ops::Range<usize>| {
        (kinds, 0..8_usize, 0..DATES.len(), any::<u64>())
            .prop_map(|(kind, line, date, seed)| Act::Record { kind, line, date, seed })
    };
    prop_oneof![
        2 => (0..4_u8, 0..3_u8, 0..9_u8).prop_map(|(firm, label, tons)| Act::Row { firm, label, tons }),
        8 => record(a_step),
        4 => record(any_kind),
        1 => (0..40_usize, any::<u64>()).prop_map(|(event, seed)| Act::Correct { event, seed }),
    ]
}

/// The office's moment: late enough for every regime.
fn office(base: &Path) -> Desk {
    Desk { now: "2018-03-01T02:00:00Z".parse().unwrap(), ..desk(base) }
}

/// Dates as papers give them; many are late enough for whatever came before.
const DATES: [&str; 16] = [
    "2012-11-05",
    "2013-01-15",
    "2013",
    "..2013-06-30",
    "unknown",
    "2013-07-27",
    "2013-12-31",
    "2014-01",
    "2014-02-28",
    "2017-06",
    "2018-01-15",
    "2018-01-31",
    "2018-02",
    "2018-02-28",
    "2018-02-28",
    "2019-01-01", // has not come yet
];

/// Steps that end a line's life early: left out where a likely step is looked for.
const LEAVING: [&str; 4] = ["strike_off", "retrofit", "convert", "exempt"];

/// A step that the line's state allows, most of the time.
fn likely(kind: &'static Kind, state: State, numbers: &mut Numbers) -> &'static Kind {
    let open: Vec<&'static Kind> = KINDS
        .iter()
        .filter(|kind| kind.step.as_ref().is_some_and(|step| step.from.contains(&state)))
        .filter(|kind| !LEAVING.contains(&kind.id))
        .collect();
    if kind.step.is_none() || open.is_empty() || numbers.below(4) == 0 {
        return kind;
    }
    open[numbers.below(open.len())]
}

fn one<'t>(numbers: &mut Numbers, of: &[&'t str]) -> &'t str {
    of[numbers.below(of.len())]
}

/// What somebody writes for a fact: as its form asks, now and then not.
fn text(fact: &Fact, numbers: &mut Numbers, lines: &[Line]) -> String {
    let line = |numbers: &mut Numbers| {
        lines.get(numbers.below(lines.len().max(1))).map_or("532300-1", |line| &line.id).to_owned()
    };
    if numbers.below(25) == 0 {
        return one(numbers, &["", "??", "很多", "-1", "1.5.2"]).to_owned();
    }
    let by_key = match fact.key {
        "target" => Some(one(numbers, &["none", "2013-cement", "2014-cement"]).to_owned()),
        "parent" | "carried_over" => Some("2013-cement".to_owned()),
        "holder" => Some(one(numbers, &["532300", "532323"]).to_owned()),
        "industry" => Some("cement".to_owned()),
        "notice" | "earlier_notice" | "list" => {
            Some(one(numbers, &["公告1号", "公告2号"]).to_owned())
        }
        "replaced_by" | "replaces" | "lines" => Some(line(numbers)),
        "absorbed" => lines.last().map(|line| line.enterprise.clone()),
        "parties" => Some("532300、532323".to_owned()),
        "parts" => Some("锅炉、汽轮机".to_owned()),
        "departments" => Some(one(numbers, &["工信、环保", "工信"]).to_owned()),
        "attribute" => Some("kiln_diameter".to_owned()),
        _ => None,
    };
    by_key.unwrap_or_else(|| match fact.form {
        Form::Text => one(numbers, &["甲", "乙", "\"引号\"\n"]).to_owned(),
        Form::Date => one(numbers, &DATES).to_owned(),
        Form::Year => one(numbers, &["2013", "2014年", "2018"]).to_owned(),
        Form::Count => one(numbers, &["0", "5", "90", "70人"]).to_owned(),
        Form::Decimal => one(numbers, &["1", "1.25"]).to_owned(),
        Form::Capacity => one(numbers, &["8万吨", "3万吨/年", "**", "500吨"]).to_owned(),
        Form::Money => one(numbers, &["15万元", "8000元", "??万元"]).to_owned(),
        Form::YesNo => one(numbers, &["是", "否"]).to_owned(),
        Form::Word(words) | Form::Reason(words) => words[numbers.below(words.len())].0.to_owned(),
        Form::Words => one(numbers, &["甲、乙", "甲"]).to_owned(),
        Form::Evidence => one(numbers, &["现场检查记录", "p.jpg"]).to_owned(),
        Form::Files => one(numbers, &["p.jpg", "p.jpg", "missing.jpg"]).to_owned(),
    })
}

/// Everything that the kind needs, by one of the ways that it allows, and a fact beside it now and then.
fn facts(kind: &Kind, numbers: &mut Numbers, lines: &[Line]) -> Vec<(String, String)> {
    let mut keys: Vec<&str> = Vec::new();
    for alternatives in kind.needs {
        keys.extend(alternatives[numbers.below(alternatives.len())]);
    }
    for fact in kind.facts {
        if numbers.below(4) == 0 {
            keys.push(fact.key);
        }
    }
    if numbers.below(20) == 0 {
        keys.pop();
    }
    keys.sort_unstable();
    keys.dedup();
    keys.into_iter()
        .filter_map(|key| kind.fact(key))
        .map(|fact| (fact.key.to_owned(), text(fact, numbers, lines)))
        .collect()
}

fn request(act: &Act, book: &Book<'_>, events: i64) -> Option<Request> {
    let lines = book.lines().unwrap();
    match *act {
        Act::Row { .. } => None,
        Act::Record { kind, line, date, seed } => {
            let mut numbers = Numbers(seed | 1);
            let line = lines.get(line % lines.len().max(1))?;
            let kind = likely(&KINDS[kind], line.state, &mut numbers);
            let subject = match kind.subject {
                Subject::Line => line.id.clone(),
                Subject::Enterprise => line.enterprise.clone(),
                Subject::Any => {
                    one(&mut numbers, &["office", &line.id, &line.enterprise]).to_owned()
                }
                Subject::Target => one(&mut numbers, &["2013-cement", "2014-cement"]).to_owned(),
                Subject::Event => return None,
            };
            let verdict = one(&mut numbers, &["eliminate", "eliminate", "verify"]).to_owned();
            let judged = (kind.id == "identify" && numbers.below(2) == 0).then(|| Judged {
                verdict,
                as_of: "2013-01-01".parse().unwrap(),
                criteria: vec!["cement/catalogue-2011/mechanised-shaft-kiln".to_owned()],
                missing: Vec::new(),
            });
            let facts = facts(kind, &mut numbers, &lines);
            Some(Request { kind: kind.id.to_owned(), subject, on: on(DATES[date]), facts, judged })
        }
        Act::Correct { event, seed } => {
            let mut numbers = Numbers(seed | 1);
            let event = numbers.below(2).min(1) * event + 1;
            let mut facts = vec![("reason".to_owned(), "误录".to_owned())];
            match numbers.below(4) {
                0 => facts.push(("on".to_owned(), one(&mut numbers, &DATES).to_owned())),
                1 => facts.push(("subject".to_owned(), lines.first()?.id.clone())),
                2 => facts.push(("note".to_owned(), "更正后".to_owned())),
                _ => {}
            }
            let subject = (i64::try_from(event).unwrap() % events.max(1) + 1).to_string();
            let kind = "correct".to_owned();
            Some(Request { kind, subject, on: on("2014-02-01"), facts, judged: None })
        }
    }
}

/// What became of the acts that were tried.
#[derive(Debug, Default)]
struct Tried {
    /// How often each kind was taken.
    taken: BTreeMap<String, u32>,
    /// How often each was refused, and why.
    refused: BTreeMap<(String, &'static str), u32>,
}

impl Tried {
    fn refused(&mut self, request: &Request, error: &LedgerError) {
        let LedgerError::Refused(refusals) = error else { return };
        for refusal in refusals {
            *self.refused.entry((request.kind.clone(), refusal.code)).or_default() += 1;
        }
    }
}

/// Tries an act. What is refused leaves no trace; what is taken moves the line as the table says.
fn attempt(
    recording: &mut Recording<'_>,
    act: &Act,
    events: i64,
    tried: &mut Tried,
) -> Result<bool, TestCaseError> {
    if let Act::Row { firm, label, tons } = act {
        let row = SurveyRow {
            name: format!("第{firm}水泥厂"),
            region: Some("532323".to_owned()),
            industry: if firm % 2 == 0 { "cement" } else { "power" }.to_owned(),
            label: format!("{label}#"),
            equipment: "mechanised_shaft_kiln".to_owned(),
            capacity: if *tons == 0 { "**".to_owned() } else { format!("{tons}万吨/年") },
            file: "survey.csv".to_owned(),
            ..SurveyRow::default()
        };
        let before = recording.book().fingerprint().unwrap();
        match recording.survey(&row, on("2012-11-05")) {
            Ok(_) => return Ok(true),
            Err(error) => is_refusal(&error)?,
        }
        prop_assert_eq!(recording.book().fingerprint().unwrap(), before);
        return Ok(false);
    }
    let Some(request) = request(act, &recording.book(), events) else { return Ok(false) };
    let fingerprint = recording.book().fingerprint().unwrap();
    let before = recording.book().line(&request.subject).unwrap();
    if let Err(error) = recording.record(&request) {
        is_refusal(&error)?;
        tried.refused(&request, &error);
        let after = recording.book().fingerprint().unwrap();
        prop_assert_eq!(after, fingerprint, "refused, with a trace: {:?}", request);
        return Ok(false);
    }
    let after = recording.book().line(&request.subject).unwrap();
    moved(&request, before.as_ref(), after.as_ref())?;
    if request.kind == "replace" {
        used_once(&recording.book(), &request)?;
    }
    *tried.taken.entry(request.kind).or_default() += 1;
    Ok(true)
}

fn is_refusal(error: &LedgerError) -> Result<(), TestCaseError> {
    prop_assert!(matches!(error, LedgerError::Refused(_)), "{:?}", error);
    Ok(())
}

/// The state is one that the table leads to from the one before, and the dates are in order.
fn moved(
    request: &Request,
    before: Option<&Line>,
    after: Option<&Line>,
) -> Result<(), TestCaseError> {
    let kind = kind(&request.kind).unwrap();
    let (Some(before), Some(after)) = (before, after) else { return Ok(()) };
    let Some(step) = &kind.step else {
        prop_assert_eq!(before.state, after.state, "{:?}", request);
        return Ok(());
    };
    prop_assert!(step.from.contains(&before.state), "{:?} from {:?}", request, before.state);
    prop_assert_eq!(after.state, step.to.after(before.state), "{:?}", request);
    let moves = after.state != before.state || step.to == Arrival::Running;
    if let (true, Some(acted)) = (moves, before.acted_on) {
        prop_assert!(!request.on.is_before(acted), "{:?} before {acted}", request);
    }
    Ok(())
}

/// No ton is used twice. A later survey may find that the line never had so many: that is no use, and the
/// rest shows it.
fn used_once(book: &Book<'_>, request: &Request) -> Result<(), TestCaseError> {
    let own = book.replacements(&request.subject).unwrap();
    let less = own.rest.known().is_some_and(|rest| rest.value.is_sign_negative());
    prop_assert!(!less, "{} used of {}: {:?}", own.used, own.capacity, request);
    Ok(())
}

/// A sum, and what is said where it is none.
type Total = (&'static str, fn(&Book<'_>) -> Result<(), String>);

/// What adds up, each said of the projections as they stand.
const TOTALS: [Total; 5] = [
    ("status: groups are made of lines", status_is_the_sum_of_lines),
    ("workers: affected are settled or pending", workers_are_conserved),
    ("funds: a balance equals its entries", balances_equal_entries),
    ("targets: both trees balance", targets_balance),
    ("replacement: what was used is made of uses", uses_add_up),
];

fn same<T: PartialEq + std::fmt::Debug>(left: &T, right: &T) -> Result<(), String> {
    if left == right { Ok(()) } else { Err(format!("{left:?} is not {right:?}")) }
}

fn status_is_the_sum_of_lines(book: &Book<'_>) -> Result<(), String> {
    let status: Status = book.status("532300".parse().unwrap(), &Filter::default()).unwrap();
    let lines = book.lines().unwrap();
    let total = status.total().unwrap();
    same(&total.lines.number, &u32::try_from(lines.len()).unwrap())?;
    let mut capacity = Sum::default();
    for line in &lines {
        capacity.add(line.counted()).unwrap();
    }
    same(&in_any_order(&total.capacity), &in_any_order(&capacity))?;
    let suspended = lines.iter().filter(|line| line.suspended).count();
    same(&total.suspended, &u32::try_from(suspended).unwrap())
}

/// The parts of a sum, whichever came first; a part of nothing is none.
fn in_any_order(sum: &Sum) -> (Vec<String>, u32) {
    let base = |unit: &phaseout_model::Unit| {
        let first = unit.spellings()[0].0;
        let base = phaseout_model::Unit::parse(first).unwrap();
        if unit.is_annual() { base.per_year() } else { base }
    };
    let mut parts: Vec<String> = sum
        .known
        .iter()
        .filter(|known| !known.value.is_zero())
        .map(|known| known.to(&base(&known.unit)).unwrap().value.normalize().to_string())
        .collect();
    parts.sort();
    (parts, sum.absent)
}

fn workers_are_conserved(book: &Book<'_>) -> Result<(), String> {
    let all = book.all_workers().unwrap();
    let mut affected = 0;
    for workers in &all {
        same(&workers.affected, &(workers.settled() + workers.pending))?;
        affected += workers.affected;
    }
    let total = book.workers_total(|_| true).unwrap();
    same(&total.affected, &affected)?;
    let settled = total.placed_inside
        + total.retrained_placed
        + total.compensated
        + total.retired
        + total.settled_unspecified;
    same(&total.affected, &(settled + total.pending))?;
    same(&usize::try_from(total.lines).unwrap(), &all.len())
}

fn balances_equal_entries(book: &Book<'_>) -> Result<(), String> {
    let entries = book.fund_entries(None).unwrap();
    let balances = book.balances().unwrap();
    let sources: std::collections::BTreeSet<&str> =
        entries.iter().map(|entry| entry.source.as_str()).collect();
    same(&balances.len(), &sources.len())?;
    for balance in &balances {
        let own = || entries.iter().filter(|entry| entry.source == balance.source);
        same(&usize::try_from(balance.entries).unwrap(), &own().count())?;
        let sides = [
            ("received", &balance.received),
            ("allotted", &balance.allotted),
            ("paid", &balance.paid),
            ("returned", &balance.returned),
            ("recovered", &balance.recovered),
        ];
        for (word, side) in sides {
            let mut sum = Sum::default();
            for entry in own().filter(|entry| entry.entry == word) {
                sum.add(&entry.amount).unwrap();
            }
            same(&in_any_order(side), &in_any_order(&sum))?;
        }
    }
    Ok(())
}

fn targets_balance(book: &Book<'_>) -> Result<(), String> {
    same(&book.target_imbalances().unwrap(), &Vec::new())
}

fn uses_add_up(book: &Book<'_>) -> Result<(), String> {
    for line in book.lines().unwrap() {
        let own = book.replacements(&line.id).unwrap();
        let mut used = Sum::default();
        for using in &own.uses {
            used.add(&using.used).unwrap();
        }
        same(&in_any_order(&own.used), &in_any_order(&used))?;
    }
    Ok(())
}

fn adds_up(ledger: &Ledger) -> Result<(), TestCaseError> {
    for (name, total) in TOTALS {
        if let Err(difference) = total(&ledger.book()) {
            let said = |event: Event| {
                let payload = phaseout_ledger::json::canonical(&event.payload);
                format!("\n{} {} {} {} {payload}", event.seq, event.kind, event.subject, event.on)
            };
            let events: String = ledger.events().unwrap().into_iter().map(said).collect();
            return Err(TestCaseError::fail(format!("{name}: {difference}{events}")));
        }
    }
    Ok(())
}

/// What holds of a ledger whenever nobody is writing.
fn holds(ledger: &Ledger) -> Result<(), TestCaseError> {
    let verified = ledger.verify(None).unwrap();
    prop_assert!(matches!(verified, Verified::Whole { .. }), "{:?}", verified);
    let compared = ledger.compare().map_err(|error| TestCaseError::fail(format!("{error:?}")))?;
    prop_assert!(compared.is_same(), "a rebuild comes to something else");
    adds_up(ledger)?;
    // Whoever asks about a far day sees what stands.
    let far = "2100-01-01".parse().ok();
    let all = View { as_of: far, known_at: far };
    let plain = ledger.history(View::default()).unwrap();
    prop_assert_eq!(ledger.history(all).unwrap(), plain);
    let viewed = ledger.view(all).unwrap().book().fingerprint().unwrap();
    prop_assert_eq!(viewed, ledger.book().fingerprint().unwrap());
    // On any day some of it had happened, and that can be asked as well.
    for day in ["2012-12-31", "2013-06-30", "2014-01-31"] {
        let view = View { as_of: day.parse().ok(), known_at: None };
        let viewed = ledger.view(view).unwrap();
        prop_assert!(viewed.book().lines().unwrap().len() <= ledger.book().lines().unwrap().len());
    }
    Ok(())
}

/// Records acts in transactions of a few; a correction ends its transaction.
fn live(folder: &Path, acts: &[Vec<Act>], tried: &mut Tried) -> Result<(), TestCaseError> {
    std::fs::write(folder.join("p.jpg"), "p").unwrap();
    let mut ledger = kit::ledger(folder);
    for few in acts {
        let (head, before) = (ledger.head().unwrap(), ledger.book().fingerprint().unwrap());
        let mut recording = ledger.begin(&office(folder)).unwrap();
        for act in few {
            let done = attempt(&mut recording, act, head.seq, tried)?;
            if done && matches!(act, Act::Correct { .. }) {
                break;
            }
        }
        if let Err(error) = recording.keep() {
            // A correction that takes the ground from a later event takes the whole transaction along.
            is_refusal(&error)?;
            prop_assert_eq!(ledger.head().unwrap(), head);
            prop_assert_eq!(ledger.book().fingerprint().unwrap(), before);
        }
        adds_up(&ledger)?;
    }
    holds(&ledger)
}

fn cases() -> u32 {
    if nightly() { 3_000 } else { 40 }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_the_guards_promise_holds_whatever_is_tried(
        acts in prop::collection::vec(prop::collection::vec(act(), 1..12), 1..10),
    ) {
        let folder = tempfile::tempdir().unwrap();
        // Something to be about.
        let mut acts = acts;
        let row = |firm| Act::Row { firm, label: 1, tons: 8 };
        acts.insert(0, vec![row(0), row(1), row(2)]);
        live(folder.path(), &acts, &mut Tried::default())?;
    }
}

/// The requests are not all refused: over some thousand acts every step is taken, and most kinds beside.
#[test]
fn the_acts_that_are_tried_reach_every_step() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = prop::collection::vec(prop::collection::vec(act(), 8..12), 40..41);
    let mut tried = Tried::default();
    for _ in 0..6 {
        let folder = tempfile::tempdir().unwrap();
        let acts = strategy.new_tree(&mut runner).unwrap().current();
        live(folder.path(), &acts, &mut tried).unwrap();
    }
    for kind in KINDS.iter().map(|kind| kind.id).filter(|kind| *kind != "survey") {
        let why = tried.refused.iter().filter(|((own, _), _)| own == kind);
        assert!(tried.taken.contains_key(kind), "{kind}: {:?}", why.collect::<Vec<_>>());
    }
}
