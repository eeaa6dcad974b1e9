//! Laws of surveys, tried on random lists: read in any order, with values changed and firms renamed in
//! between, a row stays one line, and no two codes become one firm.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

mod kit;

use kit::{ledger, organisation_code, record, request, row, set, unified_code};
use phaseout_ledger::{Ledger, SurveyRow, Verified};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Names of firms, with such as a list may take for each other.
const NAMES: [&str; 8] = [
    "耀华水泥有限责任公司",
    "耀华水泥有限公司",
    "莱芜泰禾生化有限公司",
    "莱芜泰和生化有限公司",
    "牟定县第一水泥厂",
    "牟定县第二水泥厂",
    "永登兰铁水泥有限公司",
    "渭阳水泥厂",
];

/// How a firm is printed: its name's place in the table, its code if any, its lines.
#[derive(Clone, Debug)]
struct Firm {
    name: usize,
    code: Code,
    lines: Vec<Unit>,
    /// The name given by an act, and whether lists print it.
    renamed: Option<(String, bool)>,
}

#[derive(Clone, Copy, Debug)]
enum Code {
    None,
    Organisation,
    Unified,
    /// 2012 lists print the organisation code, later ones the unified code that holds it.
    Both,
}

#[derive(Clone, Debug)]
struct Unit {
    labelled: bool,
    mill: bool,
    /// A second row that says the same: two lines that nothing tells apart.
    twin: bool,
    capacity: u32,
    oxygen: u32,
}

#[derive(Clone, Debug)]
enum Act {
    /// Reads the list in an order.
    Read(u64),
    /// Changes a value of a row.
    Change { firm: usize, line: usize, capacity: bool },
    /// Renames a firm; lists go on to print the old name or take the new one.
    Rename { firm: usize, printed: bool },
}

fn unit() -> impl Strategy<Value = Unit> {
    (any::<bool>(), any::<bool>(), prop::bool::weighted(0.2))
        .prop_map(|(labelled, mill, twin)| Unit { labelled, mill, twin, capacity: 8, oxygen: 100 })
}

fn firms() -> impl Strategy<Value = Vec<Firm>> {
    let code = prop_oneof![
        Just(Code::None),
        Just(Code::Organisation),
        Just(Code::Unified),
        Just(Code::Both)
    ];
    let firm = (0..NAMES.len(), code, prop::collection::vec(unit(), 1..4))
        .prop_map(|(name, code, lines)| Firm { name, code, lines, renamed: None });
    prop::collection::vec(firm, 1..6).prop_map(|mut firms| {
        // One name may be borne by two firms only where codes tell them apart.
        let mut named: BTreeMap<usize, bool> = BTreeMap::new();
        firms.retain(|firm| {
            let coded = !matches!(firm.code, Code::None);
            match named.get(&firm.name) {
                Some(other) if !(*other && coded) => false,
                _ => {
                    named.insert(firm.name, coded);
                    true
                }
            }
        });
        firms
    })
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        3 => any::<u64>().prop_map(Act::Read),
        2 => (0..6usize, 0..4usize, any::<bool>())
            .prop_map(|(firm, line, capacity)| Act::Change { firm, line, capacity }),
        1 => (0..6usize, any::<bool>()).prop_map(|(firm, printed)| Act::Rename { firm, printed }),
    ];
    prop::collection::vec(act, 1..8)
}

/// A row with what it is in the world: firm and line. Twins have one key.
type Printed = ((usize, usize), SurveyRow);

/// The list as it is printed now.
fn list(firms: &[Firm], readings: usize) -> Vec<Printed> {
    let mut rows = Vec::new();
    for (at, firm) in firms.iter().enumerate() {
        let number = u32::try_from(at).unwrap() + 1;
        let name = match &firm.renamed {
            Some((name, true)) => name,
            _ => NAMES[firm.name],
        };
        for (place, unit) in firm.lines.iter().enumerate() {
            let specification = format!("Φ{}×11m", place + 2);
            let mut printed = row(&[
                ("name", name),
                ("equipment", if unit.mill { "cement_mill" } else { "mechanised_shaft_kiln" }),
                ("specification", &specification),
                ("capacity", &format!("{}万吨/年", unit.capacity)),
                ("@cod", &unit.oxygen.to_string()),
            ]);
            if unit.labelled {
                set(&mut printed, "label", &format!("{}#", place + 1));
            }
            match firm.code {
                Code::None => {}
                Code::Both if readings > 0 => {
                    set(&mut printed, "credit_code", &unified_code(number));
                }
                Code::Unified => set(&mut printed, "credit_code", &unified_code(number)),
                Code::Organisation | Code::Both => {
                    set(&mut printed, "organisation_code", &organisation_code(number));
                }
            }
            for _ in 0..=usize::from(unit.twin) {
                rows.push(((at, place), printed.clone()));
            }
        }
    }
    rows
}

/// Another order, another file.
fn shuffle(rows: &mut [Printed], mut seed: u64, readings: usize) {
    for at in (1..rows.len()).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        rows.swap(at, usize::try_from(seed >> 33).unwrap() % (at + 1));
    }
    for (at, (_, row)) in rows.iter_mut().enumerate() {
        row.file = format!("list{readings}.csv");
        row.row = i64::try_from(at).unwrap() + 2;
        row.list_id = format!("{}::{}", row.file, row.row);
    }
}

/// What is known of the world: the lines of each row, so far.
#[derive(Default)]
struct Known(BTreeMap<(usize, usize), BTreeSet<String>>);

impl Known {
    fn hold(&mut self, found: Vec<((usize, usize), Option<String>)>) -> Result<(), TestCaseError> {
        let mut lines: BTreeMap<(usize, usize), BTreeSet<String>> = BTreeMap::new();
        for (key, line) in found {
            if let Some(line) = line {
                let is_new = lines.entry(key).or_default().insert(line.clone());
                prop_assert!(is_new, "two rows of one list are {line}");
            } else {
                prop_assert!(!self.0.contains_key(&key), "{key:?} was no question before");
            }
        }
        for (key, lines) in lines {
            if let Some(before) = self.0.get(&key) {
                prop_assert_eq!(before, &lines, "{:?} is another line now", key);
                continue;
            }
            let taken = self.0.values().any(|other| !other.is_disjoint(&lines));
            prop_assert!(!taken, "{key:?} is a line of another row: {lines:?}");
            self.0.insert(key, lines);
        }
        Ok(())
    }

    fn count(&self) -> usize {
        self.0.values().map(BTreeSet::len).sum()
    }
}

/// Reads the list, and once more: the second time nothing is recorded.
fn read(
    ledger: &mut Ledger,
    base: &Path,
    rows: &[Printed],
    known: &mut Known,
) -> Result<(), TestCaseError> {
    let lists: Vec<SurveyRow> = rows.iter().map(|(_, row)| row.clone()).collect();
    for time in 0..2 {
        let mut recording = ledger.begin(&kit::desk(base)).unwrap();
        let outcomes = recording.survey_all(&lists, kit::on("2014-01")).unwrap();
        let recorded = recording.keep().unwrap();
        prop_assert!(time == 0 || recorded.is_empty(), "read again: {recorded:?}");
        let found = rows.iter().zip(outcomes).map(|((key, _), outcome)| {
            (*key, outcome.ok().map(|surveyed| surveyed.line().to_owned()))
        });
        known.hold(found.collect())?;
    }
    Ok(())
}

/// No firm is known under two codes, and every line stands once.
fn holds(ledger: &Ledger, known: &Known) -> Result<(), TestCaseError> {
    for enterprise in ledger.book().enterprises().unwrap() {
        let unified: Vec<&String> =
            enterprise.codes.iter().filter(|code| code.len() == 18).collect();
        prop_assert!(unified.len() <= 1, "{enterprise:?}");
        let organisations: BTreeSet<&str> = enterprise
            .codes
            .iter()
            .map(|code| if code.len() == 18 { &code[8..17] } else { code.as_str() })
            .collect();
        prop_assert!(organisations.len() <= 1, "{enterprise:?}");
    }
    prop_assert_eq!(ledger.book().lines().unwrap().len(), known.count());
    Ok(())
}

/// Renames the firm of a line on record.
fn rename(ledger: &mut Ledger, base: &Path, known: &Known, firm: usize, name: &str) -> bool {
    let line = known.0.iter().find(|((at, _), _)| *at == firm).and_then(|(_, lines)| lines.first());
    let Some(line) = line else { return false };
    let enterprise = ledger.book().line(line).unwrap().unwrap().enterprise;
    record(ledger, base, request("rename", &enterprise, "2013-12-01", &[("name", name)])).unwrap();
    true
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_row_stays_one_line_and_codes_stay_apart(mut firms in firms(), acts in acts()) {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path();
        let mut ledger = ledger(base);
        let mut known = Known::default();
        let mut readings = 0;
        for act in acts.into_iter().chain([Act::Read(1), Act::Read(2)]) {
            match act {
                Act::Read(seed) => {
                    let mut rows = list(&firms, readings);
                    shuffle(&mut rows, seed, readings);
                    read(&mut ledger, base, &rows, &mut known)?;
                    holds(&ledger, &known)?;
                    readings += 1;
                }
                Act::Change { firm, line, capacity } => {
                    let unit = firms.get_mut(firm).and_then(|firm| firm.lines.get_mut(line));
                    // Of two that nothing tells apart a change is a question, see `survey.rs`.
                    if let Some(unit) = unit.filter(|unit| !unit.twin) {
                        if capacity { unit.capacity += 1 } else { unit.oxygen += 1 }
                    }
                }
                Act::Rename { firm, printed } => {
                    let Some(renamed) = firms.get_mut(firm) else { continue };
                    if renamed.renamed.is_none() {
                        let name = format!("滇中{}实业公司", ["甲", "乙", "丙", "丁", "东", "西"][firm]);
                        if rename(&mut ledger, base, &known, firm, &name) {
                            renamed.renamed = Some((name, printed));
                        }
                    }
                }
            }
        }
        prop_assert!(ledger.compare().unwrap().is_same());
        let whole = matches!(ledger.verify(None).unwrap(), Verified::Whole { .. });
        prop_assert!(whole);
    }
}
