//! One pass over the lines for `todo`: what each state asks for next.

use crate::book::Book;
use crate::calendar::Calendar;
use crate::division::Division;
use crate::kind::kind;
use crate::line::Line;
use crate::milestones::Milestone;
use crate::place::contains;
use crate::publicity::OFFICE;
use crate::refusal::{Refusal, Result};
use crate::regime::regime;
use crate::sanctions::sanctions;
use crate::settled::Settled;
use crate::state::State;
use crate::target_show::TargetFilter;
use crate::target_tree::{ALL_INDUSTRIES, Holder, Tree};
use crate::todo::{Need, Task, TodoQuery};
use phaseout_model::Date;
use phaseout_model::date::days_since_epoch;
use std::collections::{BTreeMap, BTreeSet};

/// How many days the office looks ahead for what is not about a line.
const A_YEAR: i32 = 366;

/// One pass over the lines.
pub(crate) struct Round<'a> {
    book: Book<'a>,
    query: &'a TodoQuery,
    calendar: Calendar,
    names: BTreeMap<String, String>,
    questions: BTreeMap<String, Vec<String>>,
    settled: Settled<'a>,
    tasks: Vec<Task>,
    /// The years of the plans met.
    years: BTreeSet<i64>,
    /// Lines that should be gone, by division and year, with the first day missed.
    late: BTreeMap<(Division, i64), (u32, Date)>,
}

impl<'a> Round<'a> {
    pub(crate) fn new(
        book: Book<'a>,
        query: &'a TodoQuery,
        names: BTreeMap<String, String>,
        questions: BTreeMap<String, Vec<String>>,
    ) -> Result<Self> {
        let (calendar, settled) = (book.calendar_with(&query.local)?, Settled::of(book)?);
        let (tasks, years, late) = (Vec::new(), BTreeSet::new(), BTreeMap::new());
        Ok(Self { book, query, calendar, names, questions, settled, tasks, years, late })
    }

    /// Everything that was met, with what concerns more than one line.
    pub(crate) fn finish(mut self) -> Result<Vec<Task>> {
        self.targets()?;
        self.regions();
        self.office();
        Ok(self.tasks)
    }
}

impl Round<'_> {
    pub(crate) fn line(&mut self, line: &Line) -> Result<()> {
        if line.suspended && line.state.is_open() {
            self.push(line, "resume", None, "office");
        }
        match line.state {
            State::Surveyed => self.surveyed(line),
            State::Identified => {
                let due = self.proposal(line);
                self.push(line, "plan", due, "");
            }
            State::Planned | State::ShutDown | State::Dismantled | State::Sealed => {
                self.planned(line)?;
            }
            State::Accepted => self.accepted(line)?,
            _ => {}
        }
        Ok(())
    }

    fn surveyed(&mut self, line: &Line) {
        let missing = match line.verdict.as_deref() {
            Some("eliminate") => Vec::new(),
            Some("verify") => self.questions.get(&line.id).cloned().unwrap_or_default(),
            _ => return,
        };
        let due = self.proposal(line);
        // Where no fact would settle the verdict, people decide.
        let ask = if missing.is_empty() { "identify" } else { "determine" };
        let task = self.push(line, ask, due, "");
        // The attributes are what is asked for; that a value and its evidence belong to them is known.
        if !missing.is_empty() {
            task.needs = missing.into_iter().map(Need::Attribute).collect();
        }
    }

    /// The first proposal of a plan that the line could have been, or can be, part of.
    fn proposal(&mut self, line: &Line) -> Option<Milestone> {
        let since = line.state_on.latest()?;
        let year = i64::from(since.year());
        (year..=year + 1).find_map(|year| {
            self.calendar
                .milestones(year, line.region.as_deref(), &line.industry)
                .iter()
                .find(|milestone| milestone.id == "proposal" && milestone.date >= since)
                .cloned()
        })
    }

    fn planned(&mut self, line: &Line) -> Result<()> {
        let year = line.year.unwrap_or_else(|| i64::from(self.query.day.year()));
        let due = self.calendar.of_line(line, year);
        let find = |id: &str| due.iter().find(|milestone| milestone.id == id).cloned();
        if line.year.is_some() {
            self.years.insert(year);
            if line.notice.is_none() {
                self.push(line, "announce", find("publication"), "office");
            }
        }
        match line.state {
            State::Planned => {
                let gone = find("dismantle");
                let stop = find("shut_down").or_else(|| gone.clone());
                self.push(line, "shut_down", stop, "enterprise");
                if gone.as_ref().is_some_and(|gone| gone.date < self.query.day) {
                    self.gone(line, gone, year);
                }
            }
            State::ShutDown => self.gone(line, find("dismantle"), year),
            // A line that went of its own will may be closed without an acceptance.
            _ if line.year.is_none() && line.decision.as_deref() == Some("voluntary") => {
                self.settled(line)?;
                return Ok(());
            }
            _ => {
                self.push(line, "accept", find("acceptance"), "office");
            }
        }
        if line.state != State::Planned {
            self.unsettled(line, self.settled.unsettled(&line.id));
        }
        Ok(())
    }

    /// The line has to be gone; what is possible when it is not.
    fn gone(&mut self, line: &Line, due: Option<Milestone>, year: i64) {
        let (day, office) = (self.query.day, self.query.office);
        let regime = regime(crate::day::OnDate::day(day), &line.industry, line.region.as_deref());
        let task = self.push(line, "dismantle", due, "enterprise");
        if let Some(parts) = regime.map(|regime| regime.parts).filter(|parts| *parts > 0) {
            task.needs.push(Need::Parts(parts));
        }
        if let (true, Some(missed)) = (task.late, task.due) {
            task.sanctions = sanctions("enterprise", missed);
            let place = Division::seen_from(office, line.region.as_deref());
            let (count, first) = self.late.entry((place, year)).or_insert((0, missed));
            *count += 1;
            *first = (*first).min(missed);
        }
    }

    fn accepted(&mut self, line: &Line) -> Result<()> {
        if let Some(year) = line.year {
            self.years.insert(year);
        }
        self.settled(line)
    }

    /// What stands between the line and its closure, else the closure.
    fn settled(&mut self, line: &Line) -> Result<()> {
        let workers = self.settled.unsettled(&line.id);
        let funds = self.settled.unbalanced(&line.id)?;
        if workers.is_none() && funds.is_none() {
            self.push(line, "close", None, "office");
        }
        self.unsettled(line, workers);
        if let Some(because) = funds {
            self.push(line, "fund", None, "office").because = Some(because);
        }
        Ok(())
    }

    fn unsettled(&mut self, line: &Line, because: Option<Refusal>) {
        if let Some(because) = because {
            let who = if because.code == "workers-unrecorded" { "office" } else { "enterprise" };
            self.push(line, "workers", None, who).because = Some(because);
        }
    }

    /// Adds a task about a line. Who acts is what the milestone says, else `who`; where that is blank it is
    /// the office, whatever level the milestone speaks to.
    fn push(
        &mut self,
        line: &Line,
        ask: &'static str,
        milestone: Option<Milestone>,
        who: &str,
    ) -> &mut Task {
        let needs = kind(ask).map(|kind| kind.needs).unwrap_or_default();
        let mut task = self.task(ask, line.id.clone(), milestone, who);
        if who.is_empty() {
            OFFICE.clone_into(&mut task.who);
        }
        task.needs = needs.iter().map(|alternatives| Need::AnyOf(alternatives)).collect();
        task.enterprise =
            Some(self.names.get(&line.enterprise).unwrap_or(&line.enterprise).clone());
        task.region.clone_from(&line.region);
        task.industry.clone_from(&line.industry);
        task.constructed.clone_from(&line.constructed);
        self.tasks.push(task);
        self.tasks.last_mut().expect("a task was added")
    }

    fn task(
        &self,
        ask: &'static str,
        subject: String,
        milestone: Option<Milestone>,
        who: &str,
    ) -> Task {
        let due = milestone.as_ref().map(|milestone| milestone.date);
        let days = due.map(|due| days_since_epoch(due) - days_since_epoch(self.query.day));
        let confirmed = milestone.as_ref().is_some_and(|milestone| milestone.confirmed);
        let says = milestone.as_ref().map(|milestone| milestone.who.as_str());
        Task {
            ask,
            subject,
            enterprise: None,
            region: None,
            industry: String::new(),
            constructed: None,
            due,
            days,
            late: confirmed && days.is_some_and(|days| days < 0),
            who: says.filter(|who| !who.is_empty()).unwrap_or(who).to_owned(),
            milestone,
            needs: Vec::new(),
            because: None,
            sanctions: Vec::new(),
            lines: 1,
        }
    }

    /// Targets of which a rest is not yet split to regions, groups or lines.
    fn targets(&mut self) -> Result<()> {
        let years = self.years.clone();
        let ours = i64::from(self.query.day.year());
        let own = TargetFilter { tree: Some(Tree::Region), ..TargetFilter::default() };
        for figures in self.book.target_figures(&own)? {
            let target = &figures.target;
            let current = target.year >= ours || years.contains(&target.year);
            let filter = &self.query.filter;
            let meant = filter.year.is_none_or(|year| year == target.year)
                && filter.industry.as_ref().is_none_or(|own| target.is_for(own))
                && filter.region.is_none_or(|own| contains(&own.to_string(), &target.holder));
            let Some(rest) = figures.open.words() else { continue };
            if !current || !meant || target.holder_is == Holder::Line {
                continue;
            }
            let industry =
                if target.industry == ALL_INDUSTRIES { "" } else { target.industry.as_str() };
            let due = self.calendar.milestones(target.year, Some(&target.holder), industry);
            let due = due.iter().find(|milestone| milestone.id == "publication").cloned();
            let mut task = self.task("target_open", target.id.clone(), due, OFFICE);
            task.region = (target.holder_is == Holder::Region).then(|| target.holder.clone());
            industry.clone_into(&mut task.industry);
            task.because = Some(Refusal::new("target-open", &target.id).with("rest", rest));
            task.lines = 0;
            OFFICE.clone_into(&mut task.who);
            self.tasks.push(task);
        }
        Ok(())
    }

    /// Divisions with lines past the day by which they had to be gone.
    fn regions(&mut self) {
        for ((place, year), (lines, missed)) in std::mem::take(&mut self.late) {
            let code = place.code().unwrap_or(self.query.office).to_string();
            let mut task = self.task("region_late", code.clone(), None, "above");
            task.due = Some(missed);
            task.days = Some(days_since_epoch(missed) - days_since_epoch(self.query.day));
            task.late = true;
            task.region = Some(code);
            task.sanctions = sanctions("region", missed);
            task.lines = lines;
            self.years.insert(year);
            self.tasks.push(task);
        }
    }

    /// What the office and those above it owe for the years of the plans, and for this one: what lies ahead
    /// within a year. Whether what lies behind was done, the record does not say.
    fn office(&mut self) {
        const OWN: [&str; 6] = [
            "target",
            "completed_list",
            "department_letters",
            "self_check",
            "annual_report",
            "assessment",
        ];
        let (day, office) = (self.query.day, self.query.office.to_string());
        self.years.insert(i64::from(day.year()));
        for year in self.years.clone() {
            let due = self.calendar.milestones(year, Some(&office), "").to_vec();
            for milestone in due {
                let ahead = days_since_epoch(milestone.date) - days_since_epoch(day);
                if OWN.contains(&milestone.id) && (0..=A_YEAR).contains(&ahead) {
                    let mut task =
                        self.task("milestone", OFFICE.to_owned(), Some(milestone), "office");
                    task.lines = 0;
                    self.tasks.push(task);
                }
            }
        }
    }
}
