//! Lines counted by class: the table that most industries' reports consist of.

use crate::amount::{Amount, Sum};
use crate::forms::Span;
use crate::lines::{Lang, Lines, Verdict};
use crate::report::Report;
use std::collections::BTreeMap;

/// Classes of size between edges. The wording of the documents decides where an edge belongs: plain 以下
/// leaves it above, 及以下 takes it below.
#[derive(Debug, Clone, Copy)]
pub struct Classes {
    edges: &'static [f64],
    unit: &'static str,
    edge_below: bool,
}

impl Classes {
    /// Classes for limits that say plain 以下: an edge opens the class above it.
    pub const fn below(edges: &'static [f64], unit: &'static str) -> Self {
        Self { edges, unit, edge_below: false }
    }

    /// Classes for limits that say 及以下: an edge closes the class below it.
    pub const fn up_to(edges: &'static [f64], unit: &'static str) -> Self {
        Self { edges, unit, edge_below: true }
    }

    /// The class of a size, from 0; the last one, [`Classes::unknown`], where the size is not stated or
    /// may lie in several.
    pub fn of(&self, size: Option<Span>) -> usize {
        let Some(size) = size else { return self.unknown() };
        let above = |edge: f64, end: f64, open: bool, upper: bool| match end.total_cmp(&edge) {
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Less => false,
            // An open end comes as near to the edge as one likes, from one side.
            std::cmp::Ordering::Equal if open => !upper,
            std::cmp::Ordering::Equal => !self.edge_below,
        };
        let class = |end: f64, open: bool, upper: bool| {
            self.edges.iter().take_while(|edge| above(**edge, end, open, upper)).count()
        };
        let (lo, hi) = (class(size.lo, size.lo_open, false), class(size.hi, size.hi_open, true));
        if lo == hi { lo } else { self.unknown() }
    }

    /// The class that all of these sizes lie in; the last one where there is none.
    pub fn of_all(&self, sizes: impl IntoIterator<Item = Option<Span>>) -> usize {
        let classes = sizes.into_iter().map(|size| self.of(size));
        classes.reduce(|a, b| if a == b { a } else { self.unknown() }).unwrap_or(self.unknown())
    }

    /// The class of sizes that are not known well enough.
    pub fn unknown(&self) -> usize {
        self.edges.len() + 1
    }

    /// The class in words.
    pub fn label(&self, class: usize, lang: Lang) -> String {
        let (unit, edges) = (self.unit, self.edges);
        let (less, least) = if self.edge_below { ("≤", ">") } else { ("<", "≥") };
        match (class.checked_sub(1).and_then(|below| edges.get(below)), edges.get(class)) {
            (None, Some(hi)) => format!("{less}{hi} {unit}"),
            (Some(lo), Some(hi)) => format!("{least}{lo} … {less}{hi} {unit}"),
            (Some(lo), None) => format!("{least}{lo} {unit}"),
            (None, None) => lang.choose("未载明或跨档", "not stated, or in several").to_owned(),
        }
    }
}

/// Counts and capacities of lines (or units) by class. One tally holds one unit of capacity.
#[derive(Debug, Default)]
pub struct Tally {
    rows: BTreeMap<(Vec<usize>, Vec<String>), Counts>,
    all: Counts,
}

#[derive(Debug, Default, Clone, Copy)]
struct Counts {
    lines: u64,
    units: u64,
    leaving: u64,
    verify: u64,
    capacity_leaving: Sum,
    capacity_verify: Sum,
}

impl Counts {
    fn add(&mut self, verdict: Verdict, units: u64, capacity: Option<Amount>) {
        self.lines += 1;
        self.units += units;
        match verdict {
            Verdict::Eliminate => {
                self.leaving += 1;
                self.capacity_leaving.add(capacity);
            }
            Verdict::Verify => {
                self.verify += 1;
                self.capacity_verify.add(capacity);
            }
            _ => {}
        }
    }

    fn cells(&self) -> [String; 7] {
        [
            self.lines.to_string(),
            self.units.to_string(),
            self.leaving.to_string(),
            self.capacity_leaving.figure(),
            self.verify.to_string(),
            self.capacity_verify.figure(),
            (self.capacity_leaving.unknown + self.capacity_verify.unknown).to_string(),
        ]
    }
}

impl Tally {
    /// Counts one line in the row of a class. Rows stand in the order of `order`; `labels` are their
    /// first cells. `units` is how many units it stands for.
    pub fn add(
        &mut self,
        order: &[usize],
        labels: &[&str],
        verdict: Verdict,
        units: u64,
        capacity: Option<Amount>,
    ) {
        let labels = labels.iter().map(|label| (*label).to_owned()).collect();
        self.rows.entry((order.to_vec(), labels)).or_default().add(verdict, units, capacity);
        self.all.add(verdict, units, capacity);
    }

    /// Nothing was counted.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What leaves, over all rows.
    pub fn leaving(&self) -> Sum {
        self.all.capacity_leaving
    }

    /// (labels, capacity leaving) of the rows where some is known: points of a figure.
    pub fn points(&self) -> Vec<(String, String)> {
        let known = self.rows.iter().filter(|(_, counts)| counts.capacity_leaving.known > 0);
        known
            .map(|((_, labels), counts)| (labels.join(" "), counts.capacity_leaving.figure()))
            .collect()
    }

    /// Writes the table, a total in the last row. `classes` head the first columns.
    pub fn write(&self, classes: &[(&str, &str)], lines: &Lines, report: &mut Report) {
        let unit = lines.capacity_unit();
        let named = |zh: &str, en: &str| (format!("{zh}({unit})"), format!("{en} ({unit})"));
        let leaving = named("淘汰产能", "capacity leaving");
        let verify = named("待核实产能", "capacity to verify");
        let mut columns = classes.to_vec();
        columns.extend([
            ("条数", "lines"),
            ("台(座)数", "units"),
            ("淘汰", "eliminate"),
            (&leaving.0, &leaving.1),
            ("待核实", "verify"),
            (&verify.0, &verify.1),
            ("两者中产能不明", "of both, capacity not known"),
        ]);
        let mut rows: Vec<Vec<String>> = self
            .rows
            .iter()
            .map(|((_, labels), counts)| labels.iter().cloned().chain(counts.cells()).collect())
            .collect();
        let mut last = vec![String::new(); classes.len()];
        if let Some(first) = last.first_mut() {
            lines.say("合计", "total").clone_into(first);
        }
        last.extend(self.all.cells());
        rows.push(last);
        report.table(&columns, rows);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_stands_where_the_wording_puts_it() {
        let kilns = Classes::below(&[2.5, 3.0], "m");
        let furnaces = Classes::up_to(&[300.0, 400.0], "m³");
        let class = |classes: &Classes, span| classes.of(Some(span));
        assert_eq!(class(&kilns, Span::exactly(2.5)), 1);
        assert_eq!(class(&kilns, Span::exactly(3.0)), 2); // Φ3×11m is not below 3.0
        assert_eq!(class(&kilns, Span { lo: 2.5, hi: 3.0, lo_open: false, hi_open: true }), 1);
        assert_eq!(class(&kilns, Span::between(2.5, 3.0)), kilns.unknown());
        assert_eq!(class(&kilns, Span::below(3.0, true)), kilns.unknown()); // 直径3米以下
        assert_eq!(class(&furnaces, Span::exactly(400.0)), 1); // 400立方米 is 及以下
        assert_eq!(
            class(&furnaces, Span { lo: 300.0, hi: 400.0, lo_open: true, hi_open: false }),
            1
        );
        assert_eq!(class(&furnaces, Span::exactly(450.0)), 2);
        assert_eq!(kilns.of(None), kilns.unknown());
        assert_eq!(kilns.label(0, Lang::Zh), "<2.5 m");
        assert_eq!(furnaces.label(1, Lang::Zh), ">300 … ≤400 m³");
        assert_eq!(kilns.label(kilns.unknown(), Lang::Zh), "未载明或跨档");
    }
}
