//! Report sections: compliance, which decides, and the COD and waste water that lists print beside it.

use phaseout_plugin::{Line, LineUnit, Lines, Report, Tally};

/// Waste water per ton of product, t/t. Seen in the press only (公告2002年第92号 and what followed it),
/// not in the standard's own text: it sorts a table here and decides nothing.
pub(crate) const WASTE_WATER_T: f64 = 80.0;

pub(crate) fn write(lines: &Lines, report: &mut Report) {
    let mut tally = Tally::default();
    let mut measured = Vec::new();
    for line in lines {
        let (order, label) = match complies(line) {
            Some(false) => (0, lines.say("不达标", "does not comply")),
            Some(true) => (1, lines.say("达标", "complies")),
            None => (2, lines.say("未载明", "not stated")),
        };
        let units = line.units.iter().map(LineUnit::count).sum();
        tally.add(&[order], &[label], line.verdict, units, line.capacity);
        for unit in &line.units {
            if unit.measure("cod").is_some() || unit.measure("waste_water").is_some() {
                measured.push(vec![
                    line.id.clone(),
                    line.enterprise.clone(),
                    label.to_owned(),
                    unit.printed("cod"),
                    unit.printed("waste_water"),
                    beside_the_limit(lines, unit).to_owned(),
                ]);
            }
        }
    }
    if tally.is_empty() {
        return;
    }
    report.heading("环保达标情况", "Compliance");
    tally.write(&[("环保达标", "discharge")], lines, report);
    report.heading("化学需氧量和废水", "COD and waste water");
    if measured.is_empty() {
        report.paragraph(
            "名单没有载明化学需氧量和吨产品废水量。",
            "The lists print neither COD nor waste water.",
        );
        return;
    }
    let columns = [
        ("序号", "line"),
        ("企业", "enterprise"),
        ("环保达标", "discharge"),
        ("化学需氧量(mg/L)", "COD (mg/L)"),
        ("吨产品废水量(t/t)", "waste water (t/t)"),
        ("对80 t/t", "against 80 t/t"),
    ];
    report.table(&columns, measured);
    report.paragraph(
        "80 t/t 见于报刊,未核对标准原文;只作对照,不作判定依据。",
        "80 t/t was seen in the press, not in the standard itself; it is for comparison and decides nothing.",
    );
}

/// One unit that does not comply makes the line; all have to comply.
fn complies(line: &Line) -> Option<bool> {
    let said = |unit: &LineUnit| unit.yes_no("discharge_compliant");
    if line.units.iter().any(|unit| said(unit) == Some(false)) {
        return Some(false);
    }
    let all = !line.units.is_empty() && line.units.iter().all(|unit| said(unit) == Some(true));
    all.then_some(true)
}

fn beside_the_limit<'a>(lines: &'a Lines, unit: &LineUnit) -> &'a str {
    match unit.measure("waste_water") {
        Some(water) if water.lo > WASTE_WATER_T => lines.say("超过", "above"),
        Some(water) if water.hi <= WASTE_WATER_T => lines.say("不超过", "within"),
        Some(_) => lines.say("不能确定", "cannot be told"),
        None => "—",
    }
}
