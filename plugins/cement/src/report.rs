//! Report sections: lines by kiln type and diameter class, grinding lines by mill diameter. Every line
//! stands in one row of one table, so no ton is counted twice.

use crate::inspect::possible;
use phaseout_plugin::{Classes, Line, LineUnit, Lines, Report, Tally};

/// The limits of 国发〔2010〕7号: 2.5 m for hollow kilns, 3.0 m for shaft kilns.
const KILNS: Classes = Classes::below(&[2.5, 3.0], "m");
/// The steps of the plan of 营口 under 国发〔2010〕7号: 2.2, 2.5 and 3.0 m.
const MILLS: Classes = Classes::below(&[2.2, 2.5, 3.0], "m");

/// Kinds of kiln in the order of the report.
const ORDER: [&str; 10] = [
    "mechanised_shaft_kiln",
    "ordinary_shaft_kiln",
    "shaft_kiln",
    "earth_kiln",
    "dry_hollow_kiln",
    "wet_kiln",
    "lepol_kiln",
    "new_dry_kiln",
    "rotary_kiln",
    "cement_kiln",
];

pub(crate) fn write(lines: &Lines, report: &mut Report) {
    let (mut kilns, mut mills, mut others) = (Tally::default(), Tally::default(), Tally::default());
    for line in lines {
        let of_kilns: Vec<&LineUnit> = line.of_kind("cement_kiln").collect();
        let of_mills: Vec<&LineUnit> = line.of_kind("cement_mill").collect();
        if !of_kilns.is_empty() {
            by_kiln(lines, line, &of_kilns, &mut kilns);
        } else if !of_mills.is_empty() {
            let class = MILLS.of_all(of_mills.iter().map(|mill| possible(mill, "mill_diameter")));
            let label = MILLS.label(class, lines.lang());
            mills.add(&[class], &[&label], line.verdict, count(&of_mills), line.capacity);
        } else {
            let label = lines.say("窑、磨均未载明", "neither kiln nor mill is named");
            let units = line.units.iter().map(LineUnit::count).sum();
            others.add(&[0], &[label], line.verdict, units, line.capacity);
        }
    }
    let type_and_diameter = [("窑型", "kiln"), ("窑径", "diameter")];
    section(("按窑型和窑径", "By kiln and diameter"), &kilns, &type_and_diameter, lines, report);
    let diameter = [("磨机直径", "mill diameter")];
    section(("粉磨线按磨机直径", "Grinding lines by diameter"), &mills, &diameter, lines, report);
    let what = [("设备", "equipment")];
    section(("设备未载明", "Equipment not named"), &others, &what, lines, report);
    if !kilns.points().is_empty() {
        report.figure(
            ("淘汰产能按窑型和窑径", "capacity leaving, by kiln and diameter"),
            lines.capacity_unit(),
            ("淘汰", "eliminate"),
            kilns.points(),
        );
    }
}

fn section(
    heading: (&str, &str),
    tally: &Tally,
    classes: &[(&str, &str)],
    lines: &Lines,
    report: &mut Report,
) {
    if !tally.is_empty() {
        report.heading(heading.0, heading.1);
        tally.write(classes, lines, report);
    }
}

fn by_kiln(lines: &Lines, line: &Line, kilns: &[&LineUnit], tally: &mut Tally) {
    let class = KILNS.of_all(kilns.iter().map(|kiln| possible(kiln, "kiln_diameter")));
    let kind = kilns[0].kind();
    let one_kind = kilns.iter().all(|kiln| kiln.kind() == kind);
    let place = ORDER.iter().position(|id| Some(*id) == kind).filter(|_| one_kind);
    let several = lines.say("多种窑型", "several kinds");
    let name = if one_kind { &kilns[0].name } else { several };
    let label = KILNS.label(class, lines.lang());
    let order = [place.unwrap_or(ORDER.len()), class];
    tally.add(&order, &[name, &label], line.verdict, count(kilns), line.capacity);
}

fn count(units: &[&LineUnit]) -> u64 {
    units.iter().map(|unit| unit.count()).sum()
}
