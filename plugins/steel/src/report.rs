//! Report sections: furnaces by size class, iron and steel apart. A row that names furnaces of both has one
//! capacity that nobody can divide, so it stands in a table of its own.

use crate::inspect::possible;
use phaseout_plugin::{Classes, Line, LineUnit, Lines, Report, Tally};

/// 200 m³ for special furnaces, 300 and 400 m³ of 国发〔2010〕7号, 1200 m³ of the restricted class; all 及以下.
const VOLUMES: Classes = Classes::up_to(&[200.0, 300.0, 400.0, 1200.0], "m³");
/// 20 and 30 t of 国发〔2010〕7号, 100 t of the restricted class; all 及以下.
const TONNAGES: Classes = Classes::up_to(&[20.0, 30.0, 100.0], "t");

/// Kinds that make iron.
const IRON: [&str; 2] = ["blast_furnace", "special_blast_furnace"];
/// Kinds that make steel.
const STEEL: [&str; 5] = [
    "converter",
    "electric_furnace",
    "casting_electric_furnace",
    "induction_furnace",
    "cupola_steelmaking",
];

#[derive(Default)]
struct Tallies {
    iron: Tally,
    steel: Tally,
    both: Tally,
    others: Tally,
}

pub(crate) fn write(lines: &Lines, report: &mut Report) {
    let mut tallies = Tallies::default();
    for line in lines {
        tallies.add(lines, line);
    }
    let furnace_and = |size| [("设备", "furnace"), size];
    let sections: [(_, _, Vec<_>, &Tally); 4] = [
        (
            "炼铁:高炉按炉容",
            "Iron: blast furnaces by volume",
            furnace_and(("炉容", "volume")).to_vec(),
            &tallies.iron,
        ),
        (
            "炼钢:转炉、电炉按吨位",
            "Steel: furnaces by tonnage",
            furnace_and(("吨位", "tonnage")).to_vec(),
            &tallies.steel,
        ),
        (
            "炼铁、炼钢合列一行",
            "Iron and steel in one row",
            vec![("设备", "furnaces")],
            &tallies.both,
        ),
        ("其他设备", "Other equipment", vec![("设备", "equipment")], &tallies.others),
    ];
    for (zh, en, columns, tally) in sections {
        if !tally.is_empty() {
            report.heading(zh, en);
            tally.write(&columns, lines, report);
        }
    }
    for (zh, en, tally) in [
        ("炼铁淘汰产能按炉容", "iron capacity leaving, by volume", &tallies.iron),
        ("炼钢淘汰产能按吨位", "steel capacity leaving, by tonnage", &tallies.steel),
    ] {
        if !tally.points().is_empty() {
            report.figure((zh, en), lines.capacity_unit(), ("淘汰", "eliminate"), tally.points());
        }
    }
}

impl Tallies {
    fn add(&mut self, lines: &Lines, line: &Line) {
        let of = |kinds: &[&str]| -> Vec<&LineUnit> {
            let any = |unit: &&LineUnit| kinds.iter().any(|kind| unit.is_a(kind));
            line.units.iter().filter(any).collect()
        };
        let (iron, steel) = (of(&IRON), of(&STEEL));
        match (iron.is_empty(), steel.is_empty()) {
            (false, true) => {
                by_size(lines, line, &iron, &IRON, (VOLUMES, "volume"), &mut self.iron);
            }
            (true, false) => {
                by_size(lines, line, &steel, &STEEL, (TONNAGES, "tonnage"), &mut self.steel);
            }
            (false, false) => {
                let label = lines.say("产能无法分开", "the capacity cannot be divided");
                let units = count(&iron) + count(&steel);
                self.both.add(&[0], &[label], line.verdict, units, line.capacity);
            }
            (true, true) => {
                let unknown = lines.say("设备未载明", "not named");
                let kind = line.units.iter().find(|unit| unit.kind().is_some());
                let label = kind.map_or(unknown, |unit| unit.name.as_str());
                let units = line.units.iter().map(LineUnit::count).sum();
                self.others.add(&[], &[label], line.verdict, units, line.capacity);
            }
        }
    }
}

fn by_size(
    lines: &Lines,
    line: &Line,
    furnaces: &[&LineUnit],
    kinds: &[&str],
    (classes, attribute): (Classes, &str),
    tally: &mut Tally,
) {
    let class = classes.of_all(furnaces.iter().map(|unit| possible(unit, attribute)));
    let place = |unit: &LineUnit| kinds.iter().position(|kind| unit.is_a(kind));
    let first = place(furnaces[0]);
    let one_kind = furnaces.iter().all(|unit| place(unit) == first);
    let same_name = furnaces.iter().all(|unit| unit.name == furnaces[0].name);
    let several = lines.say("多种", "several kinds");
    let name = if same_name { &furnaces[0].name } else { several };
    let place = first.filter(|_| one_kind && same_name).unwrap_or(kinds.len());
    let label = classes.label(class, lines.lang());
    tally.add(&[place, class], &[name, &label], line.verdict, count(furnaces), line.capacity);
}

fn count(units: &[&LineUnit]) -> u64 {
    units.iter().map(|unit| unit.count()).sum()
}
