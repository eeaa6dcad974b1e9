//! Where the lines stand: totals are the sum of the rows, and place-holders are told from what was printed.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

mod kit;

use kit::{desk, ledger, on};
use phaseout_ledger::status::{Filter, Status};
use phaseout_ledger::{Ledger, State, SurveyRow};
use phaseout_model::RegionCode;
use proptest::prelude::*;
use std::path::Path;

fn office(code: &str) -> RegionCode {
    code.parse().unwrap()
}

fn survey(ledger: &mut Ledger, base: &Path, rows: &[SurveyRow]) {
    let mut recording = ledger.begin(&desk(base)).unwrap();
    for row in rows {
        recording.survey(row, on("2012-11-05")).unwrap();
    }
    recording.keep().unwrap();
}

fn row(
    name: &str,
    region: &str,
    industry: &str,
    capacity: &str,
    constructed: Option<&str>,
) -> SurveyRow {
    SurveyRow {
        name: name.to_owned(),
        region: (!region.is_empty()).then(|| region.to_owned()),
        industry: industry.to_owned(),
        label: "1#".to_owned(),
        equipment: "mechanised_shaft_kiln".to_owned(),
        capacity: capacity.to_owned(),
        constructed: constructed.map(str::to_owned),
        ..SurveyRow::default()
    }
}

/// A subdistrict counted "260余家", and put 15 on its list.
#[test]
fn there_are_at_least_260_and_exactly_15() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = ledger(folder.path());
    let firms = |count: usize, word: &str, kind: Option<&'static str>| -> Vec<SurveyRow> {
        (0..count).map(|at| row(&format!("{word}{at}"), "330112008", "", "**", kind)).collect()
    };
    survey(&mut ledger, folder.path(), &firms(245, "占位", Some("at_least")));
    survey(&mut ledger, folder.path(), &firms(15, "名单", Some("exact")));
    let status = ledger.book().status(office("330112008"), &Filter::default()).unwrap();
    let total = status.total().unwrap();
    assert_eq!(total.lines.to_string(), "≥260");
    assert_eq!((total.lines.number, total.lines.exact, total.lines.at_least), (260, 15, 245));
    assert_eq!(total.firms().to_string(), "≥260");
    assert_eq!(total.capacity.to_string(), "?×260", "withheld is not zero");
}

#[test]
fn a_prefecture_sees_its_counties() {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = ledger(folder.path());
    let rows = [
        row("耀华", "532323", "cement", "8万吨/年", None),
        row("光华", "532323", "cement", "5000吨/年", None),
        row("甲", "532301", "power", "2万千瓦", None),
        row("乙", "532300", "cement", "**", None),
        row("丙", "", "steel", "??", None),
        row("丁", "370116", "steel", "1万吨/年", None),
    ];
    survey(&mut ledger, folder.path(), &rows);
    let status = ledger.book().status(office("532300"), &Filter::default()).unwrap();
    let words: Vec<String> = status
        .by(|row| row.place)
        .unwrap()
        .into_iter()
        .map(|(place, tally)| {
            let name = place.name().unwrap_or("-");
            format!("{name} {} {} {}", tally.lines, tally.firms(), tally.capacity)
        })
        .collect();
    assert_eq!(
        words,
        [
            "楚雄市 1 1 2万千瓦",
            "牟定县 2 2 8.5万吨/年",
            "楚雄彝族自治州 1 1 ?×1",
            "莱芜区 1 1 1万吨/年",
            "- 1 1 ?×1",
        ]
    );
    let cement = Filter { industry: Some("cement".to_owned()), ..Filter::default() };
    let mouding = Filter { region: Some(office("532323")), ..Filter::default() };
    let closed = Filter { state: Some(State::Closed), ..Filter::default() };
    for (filter, lines) in [(cement, 3), (mouding, 2), (closed, 0)] {
        let status = ledger.book().status(office("532300"), &filter).unwrap();
        assert_eq!(status.total().unwrap().lines.number, lines, "{filter:?}");
    }
}

fn lines_of(status: &Status) -> u32 {
    status.rows.iter().map(|row| row.tally.lines.number).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// However the rows are joined, no line and no ton is lost, and no firm is counted twice.
    #[test]
    fn the_total_is_the_sum_of_the_rows(
        lines in prop::collection::vec((0..4usize, 0..3usize, 0..5usize, 0..900u32), 1..30)
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = ledger(folder.path());
        let regions = ["532301", "532323", "532300", ""];
        let industries = ["cement", "steel", ""];
        let rows: Vec<SurveyRow> = lines
            .iter()
            .enumerate()
            .map(|(at, (region, industry, firm, tons))| {
                let capacity = if tons % 7 == 0 { "**".to_owned() } else { format!("{tons}吨/年") };
                let kind = [None, Some("exact"), Some("at_least")][at % 3];
                let name = format!("企业{region}-{firm}");
                let mut row = row(&name, regions[*region], industries[*industry], &capacity, kind);
                row.label = format!("{at}#");
                row
            })
            .collect();
        survey(&mut ledger, folder.path(), &rows);
        let status = ledger.book().status(office("532300"), &Filter::default()).unwrap();
        let total = status.total().unwrap();
        let tons: u32 = lines.iter().map(|line| line.3).filter(|tons| tons % 7 != 0).sum();
        prop_assert_eq!(total.lines.number as usize, lines.len());
        prop_assert_eq!(lines_of(&status) as usize, lines.len());
        let known = total.capacity.known.first().map(|sum| sum.value.to_string());
        prop_assert_eq!(known.unwrap_or_else(|| "0".to_owned()), tons.to_string());
        for groups in [status.by(|row| format!("{:?}", row.place)), status.by(|row| row.industry.clone())] {
            let mut again = phaseout_ledger::status::Tally::default();
            for tally in groups.unwrap().values() {
                again.join(tally).unwrap();
            }
            prop_assert_eq!(again.lines, total.lines);
            prop_assert_eq!(again.firms(), total.firms());
            prop_assert_eq!(again.capacity.absent, total.capacity.absent);
        }
    }
}
