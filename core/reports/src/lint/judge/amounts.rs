//! Counts and capacities: of firms, lines and industries, by stage and year.

use super::{Asked, Candidate};
use crate::lint::record::{Firm, Known, Stage, counted, of_targets, sum};
use phaseout_model::{Dimension, Quantity};
use rust_decimal::Decimal;

/// Words of amounts that are no capacity of old lines.
const NO_CAPACITIES: [&str; 10] =
    ["产量", "销售", "产值", "煤", "二氧化碳", "粉尘", "投资", "新建", "新上", "力争"];

impl Asked<'_, '_> {
    pub(super) fn capacity(&self, dimension: Dimension) -> Vec<Candidate> {
        if self.says(&NO_CAPACITIES) {
            return Vec::new();
        }
        let stages = self.passage.stages_at(self.figure.range.start);
        let sentence = self.passage.text.sentence(self.figure.range.start);
        let speaks = self.passage.text.has(&sentence, &["产能", "能力", "淘汰", "装机"]);
        if let Some(firm) = self.firm {
            return if speaks { self.firm_capacity(firm, dimension) } else { Vec::new() };
        }
        let (Ok(industry), true) = (self.industry(), self.is_known_year()) else {
            return Vec::new();
        };
        let mut all = Vec::new();
        for stage in stages {
            let mut about = self.about(stage.id(), "capacity");
            about.industry = industry.map(str::to_owned);
            let lines = self.record().at(stage, self.year, industry);
            let known = if stage == Stage::Target {
                of_targets(&self.record().targets_of(self.year, industry), dimension)
            } else if lines.is_empty() {
                self.figure.quantity().map(nothing)
            } else {
                self.record().capacity(&lines, dimension, stage)
            };
            all.extend(known.map(|known| (about, self.of_its_stage(stage, known))));
        }
        all
    }

    /// A firm's capacity: of all its lines, or of one of them.
    fn firm_capacity(&self, firm: &Firm, dimension: Dimension) -> Vec<Candidate> {
        let lines = self.record().lines_of(firm, self.year);
        let mut all = Vec::new();
        let stage = Stage::Surveyed;
        let mut put = |known: Option<Known>| {
            all.extend(known.map(|known| (self.about("", "capacity"), known)));
        };
        put(self.record().capacity(&lines, dimension, stage));
        for line in &lines {
            put(self.record().capacity(&[*line], dimension, stage));
            let surveyed = std::iter::once(line.capacity.known().cloned());
            put(sum(surveyed, dimension));
        }
        all
    }

    /// Counts of firms (户) or lines (条).
    pub(super) fn counts(&self, unit: &str) -> Vec<Candidate> {
        let measure = if unit == "户" { "firms" } else { "lines" };
        if unit == "条"
            && !self.says(&["生产线", "窑", "机组", "产能", "淘汰", "关停", "拆除", "设备"])
        {
            return Vec::new();
        }
        if let Some(firm) = self.firm.filter(|_| unit == "条") {
            let lines = self.record().lines_of(firm, self.year);
            let known = self.record().count(&lines, Stage::Surveyed, unit);
            return known.map(|known| (self.about("", measure), known)).into_iter().collect();
        }
        let (Ok(industry), true) = (self.industry(), self.firm.is_none()) else {
            return Vec::new();
        };
        let mut all = Vec::new();
        for stage in self.passage.stages_at(self.figure.range.start) {
            if !matches!(stage, Stage::Surveyed | Stage::Identified) && !self.is_known_year() {
                continue;
            }
            let mut about = self.about(stage.id(), measure);
            about.industry = industry.map(str::to_owned);
            if stage == Stage::Target && unit == "户" {
                all.extend(self.target_firms(industry).map(|known| (about.clone(), known)));
            }
            let lines = self.record().at(stage, self.year, industry);
            let known = self.record().count(&lines, stage, unit);
            all.extend(known.map(|known| (about, self.of_its_stage(stage, known))));
        }
        all
    }

    fn target_firms(&self, industry: Option<&str>) -> Option<Known> {
        let targets = self.record().targets_of(self.year, industry);
        let firms: Option<Vec<i64>> = targets.iter().map(|target| target.firms).collect();
        let mut known = counted(firms.filter(|firms| !firms.is_empty())?.iter().sum(), "户")?;
        known.events = targets.iter().map(|target| target.seq).collect();
        Some(known)
    }

    pub(super) fn industries(&self) -> Vec<Candidate> {
        let targets = self.record().targets_of(self.year, None);
        let names: std::collections::BTreeSet<&str> =
            targets.iter().map(|target| target.industry.as_str()).collect();
        let open = names.is_empty() || names.contains(phaseout_ledger::ALL_INDUSTRIES);
        let stages = self.passage.stages_at(self.figure.range.start);
        if open || !stages.contains(&Stage::Target) {
            return Vec::new();
        }
        let number = i64::try_from(names.len()).unwrap_or(i64::MAX);
        let Some(mut known) = counted(number, "个") else { return Vec::new() };
        known.events = targets.iter().map(|target| target.seq).collect();
        vec![(self.about("target", "industries"), known)]
    }

    /// Of a target the month is when it was set; of a plan it is that only in prose.
    fn of_its_stage(&self, stage: Stage, known: Known) -> Known {
        match stage {
            Stage::Target | Stage::Surveyed | Stage::Identified => known,
            Stage::Planned if !self.passage.in_cell => known,
            _ => self.of_its_time(known),
        }
    }
}

/// Nothing, in the unit of what was said.
fn nothing(said: Quantity) -> Known {
    let quantity = Quantity { value: Decimal::ZERO, unit: said.unit };
    Known { quantity, is_partial: false, is_at_least: false, is_most: false, events: Vec::new() }
}
