//! A figure held against the record: what it speaks of, what the record says of the same, whether they agree.

use super::figure::{Counted, Figure, Reading};
use super::record::{Firm, Known, Record, Stage, counted, of_targets, ratio, sum};
use super::topic::{Passage, Year};
use phaseout_ledger::{Line, Workers};
use phaseout_model::{Dimension, Quantity};
use rust_decimal::Decimal;

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Judgement {
    /// Nothing to hold it against.
    Open,
    /// The record says the same.
    Agreed,
    /// The record says otherwise.
    Contradicted(Box<Contradiction>),
}

/// A figure that the record contradicts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Contradiction {
    pub(super) about: About,
    pub(super) known: Known,
    /// Where the one is ten, a hundred or ten thousand times the other.
    pub(super) slip: Option<Decimal>,
}

/// What a figure of the record is about, in words of programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct About {
    pub(super) year: Option<i64>,
    pub(super) firm: Option<String>,
    pub(super) industry: Option<String>,
    /// A stage, or blank.
    pub(super) stage: &'static str,
    /// `capacity`, `firms`, `lines`, `industries`, `on_post`, `affected`, `settled`, `assets`, `money`.
    pub(super) measure: &'static str,
}

/// A figure of the record that may be meant.
type Candidate = (About, Known);

/// Judges a figure.
pub(super) fn judge(passage: &Passage<'_>, figure: &Figure) -> Judgement {
    let Some(quantity) = figure.quantity().or_else(|| industries(figure)) else {
        return Judgement::Open;
    };
    let candidates = candidates(passage, figure);
    let at_least = matches!(figure.reading, Reading::AtLeast(_));
    let verdicts: Vec<Option<bool>> =
        candidates.iter().map(|(_, known)| agrees(&quantity, at_least, known)).collect();
    if verdicts.contains(&Some(true)) {
        return Judgement::Agreed;
    }
    // What is withheld in the record contradicts nothing.
    if verdicts.contains(&None) {
        return Judgement::Open;
    }
    let Some((about, known)) = candidates.into_iter().next() else { return Judgement::Open };
    let slip = slip(&quantity, &known.quantity);
    Judgement::Contradicted(Box::new(Contradiction { about, known, slip }))
}

/// Whether a figure agrees with one of the record; none where that cannot be said.
fn agrees(said: &Quantity, at_least: bool, known: &Known) -> Option<bool> {
    if known.quantity.value.is_zero() && !said.value.is_zero() && !known.is_partial {
        return Some(false);
    }
    let ratio = ratio(said, &known.quantity)?;
    if ratio == Decimal::ONE || at_least && ratio <= Decimal::ONE {
        return Some(!known.is_partial || at_least);
    }
    if known.is_at_least && ratio > Decimal::ONE {
        return Some(true);
    }
    if known.is_partial { None } else { Some(false) }
}

fn slip(said: &Quantity, known: &Quantity) -> Option<Decimal> {
    let ratio = ratio(said, known)?;
    let factors = [10, 100, 1000, 10_000].map(Decimal::from);
    let inverse = Decimal::ONE.checked_div(ratio);
    factors.into_iter().find(|factor| ratio == *factor || inverse == Some(*factor))
}

fn industries(figure: &Figure) -> Option<Quantity> {
    match (&figure.unit, &figure.reading) {
        (Counted::Industries, Reading::Exact(value)) => {
            Some(Quantity { value: *value, unit: phaseout_model::Unit::parse("个")? })
        }
        _ => None,
    }
}

/// The figures of the record that may be meant, the likeliest first.
fn candidates(passage: &Passage<'_>, figure: &Figure) -> Vec<Candidate> {
    use Dimension::{
        ApparentEnergy, ApparentPower, Enterprises, Hides, Length, Mass, Money, People, Pieces,
        Power, Sheets, WeightCases,
    };
    let Year::Of(year) = passage.year_at(figure.range.start) else { return Vec::new() };
    let clause = passage.text.clause(figure.range.start);
    let whole_country = passage.text.has(&clause, &["全国"]);
    let of_others = passage.text.has(&clause, &["全省", "我省"])
        && passage.record.level != phaseout_ledger::Level::Province;
    if whole_country || of_others || passage.names_a_stranger(figure.range.start) {
        return Vec::new();
    }
    let asked = Asked { passage, figure, year, firm: passage.firm_at(figure.range.start) };
    if figure.unit == Counted::Industries {
        return asked.industries();
    }
    match figure.unit.dimension() {
        Some(People) => asked.people(),
        Some(Money) => asked.money(),
        Some(Enterprises) => asked.counts("户"),
        Some(Pieces) if passage.text.printed(&figure.range).ends_with('条') => asked.counts("条"),
        Some(
            dimension @ (Mass | WeightCases | Power | Hides | Sheets | Length | ApparentEnergy
            | ApparentPower),
        ) => asked.capacity(dimension),
        _ => Vec::new(),
    }
}

struct Asked<'p, 'a> {
    passage: &'p Passage<'a>,
    figure: &'p Figure,
    year: i64,
    firm: Option<&'a Firm>,
}

impl<'a> Asked<'_, 'a> {
    fn record(&self) -> &'a Record {
        self.passage.record
    }

    fn says(&self, words: &[&str]) -> bool {
        self.passage.text.has(&self.passage.text.clause(self.figure.range.start), words)
    }

    fn about(&self, stage: &'static str, measure: &'static str) -> About {
        About {
            year: self.firm.is_none().then_some(self.year),
            firm: self.firm.map(|firm| firm.name.clone()),
            industry: None,
            stage,
            measure,
        }
    }

    /// The industry in words, where the record has it; none of them where the text names another.
    fn industry(&self) -> Result<Option<&'static str>, ()> {
        let Some(id) = self.passage.industry_at(&self.figure.range) else { return Ok(None) };
        let known = self.record().lines.iter().any(|line| line.industry == id)
            || self.record().targets.iter().any(|target| target.industry == id);
        if known { Ok(Some(id)) } else { Err(()) }
    }

    fn is_known_year(&self) -> bool {
        self.record().years().contains(&self.year)
    }

    fn capacity(&self, dimension: Dimension) -> Vec<Candidate> {
        if self.says(&[
            "产量",
            "销售",
            "产值",
            "煤",
            "二氧化碳",
            "粉尘",
            "投资",
            "新建",
            "新上",
            "力争",
        ]) {
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
            all.extend(known.map(|known| (about, known)));
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
    fn counts(&self, unit: &str) -> Vec<Candidate> {
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
            all.extend(self.record().count(&lines, stage, unit).map(|known| (about, known)));
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

    fn industries(&self) -> Vec<Candidate> {
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

    fn people(&self) -> Vec<Candidate> {
        let measure = if self.says(&["安置", "再就业"]) {
            "settled"
        } else if self.says(&["涉及", "分流"]) {
            "affected"
        } else if self.says(&["在岗", "现有", "职工", "员工"]) {
            "on_post"
        } else {
            return Vec::new();
        };
        if self.firm.is_none() && (!self.is_known_year() || measure == "on_post") {
            return Vec::new();
        }
        if self.passage.is_duty_alone(self.figure.range.start) || self.says(&["未", "待", "尚"])
        {
            return Vec::new();
        }
        let lines: Vec<&Line> = match self.firm {
            Some(firm) => self.record().lines_of(firm, self.year),
            None => self.record().at(Stage::Planned, self.year, self.industry().unwrap_or(None)),
        };
        let workers: Vec<&Workers> =
            lines.iter().filter_map(|line| self.record().workers.get(&line.id)).collect();
        let is_partial = workers.len() < lines.len();
        let number: Option<i64> = match measure {
            "settled" => Some(workers.iter().map(|it| settled(it)).sum()),
            "affected" => Some(workers.iter().map(|it| it.affected).sum()),
            // The headcount on post is the firm's, written beside each of its lines.
            _ => workers.iter().filter_map(|it| it.on_post).max(),
        };
        let known = number.filter(|_| !workers.is_empty()).and_then(|number| counted(number, "人"));
        let Some(mut known) = known else { return Vec::new() };
        known.is_partial = is_partial && measure != "on_post";
        known.events = workers.iter().map(|it| it.seq).collect();
        vec![(self.about("", measure), known)]
    }

    fn money(&self) -> Vec<Candidate> {
        if let (Some(firm), true) = (self.firm, self.says(&["净值", "净资产", "资产"])) {
            let lines = self.record().lines_of(firm, self.year);
            let said: Vec<&(i64, Quantity)> =
                lines.iter().filter_map(|line| self.record().assets.get(&line.id)).collect();
            let amounts = said.iter().map(|(_, quantity)| Some(quantity.clone()));
            let Some(mut known) = sum(amounts, Dimension::Money) else { return Vec::new() };
            known.events = said.iter().map(|(seq, _)| *seq).collect();
            return vec![(self.about("", "assets"), known)];
        }
        let sources = [
            ("central_award", &["奖励资金", "奖励", "中央财政"][..]),
            ("working_money", &["工作经费"][..]),
            ("central_closure", &["关闭小企业"][..]),
            ("provincial", &["省级"][..]),
        ];
        let Some((source, _)) = sources.iter().find(|(_, words)| self.says(words)) else {
            return Vec::new();
        };
        ["received", "allotted", "paid"]
            .into_iter()
            .filter_map(|entry| self.funds(source, entry))
            .map(|known| (self.about("", "money"), known))
            .collect()
    }

    fn funds(&self, source: &str, entry: &str) -> Option<Known> {
        let firm_lines = self.firm.map(|firm| {
            let lines = self.record().lines_of(firm, self.year);
            lines.iter().map(|line| line.id.as_str()).collect::<Vec<&str>>()
        });
        let of_firm = |subject: &str| match (&firm_lines, self.firm) {
            (Some(lines), Some(firm)) => lines.contains(&subject) || firm.id == subject,
            _ => true,
        };
        let found: Vec<_> = self
            .record()
            .funds
            .iter()
            .filter(|it| it.source == source && it.entry == entry && of_firm(&it.subject))
            .filter(|it| it.year.is_none_or(|year| year == self.year))
            .collect();
        let amounts = found.iter().map(|it| it.amount.known().cloned());
        let mut known = sum(amounts, Dimension::Money)?;
        known.events = found.iter().map(|it| it.seq).collect();
        Some(known)
    }
}

fn settled(it: &Workers) -> i64 {
    it.placed_inside + it.retrained_placed + it.compensated + it.retired + it.settled_unspecified
}

/// Nothing, in the unit of what was said.
fn nothing(said: Quantity) -> Known {
    let quantity = Quantity { value: Decimal::ZERO, unit: said.unit };
    Known { quantity, is_partial: false, is_at_least: false, events: Vec::new() }
}
