//! Capacity replacement (产能置换): capacity of a line that leaves is used for a new project.
//!
//! A ton that left is used once. One project may draw on several lines, so each event adds one line's part,
//! and whether the parts suffice is held when the project is said to be complete; until then it is shown as
//! short. Ratios and exclusions are data (`replacement_rules`), what projects come to is in
//! `replacement_book`.

use crate::amount::Amount;
use crate::book::Book;
use crate::day::OnDate;
use crate::event::Event;
use crate::fact::{Form, Needs, named};
use crate::fund_book;
use crate::json::Json;
use crate::kind::{EVIDENCE, Kind, NOTE, Subject, fact};
use crate::line::Line;
use crate::refusal::{LedgerError, Refusal, Result};
use crate::replacement_book::{self, Replacement};
use crate::replacement_project::{Coverage, Project, dismantled_by, stands_after};
use crate::replacement_rules::{EXCLUDED, Exclusion, InForce, SPECIAL, industry_id, known_of};
use crate::state::State;
use phaseout_model::{Decimal, RegionCode};

pub(crate) use crate::replacement_book::TABLES;

const NEEDS: Needs = &[&[&["project"]], &[&["used"]]];

pub(crate) const KIND: Kind = Kind {
    id: "replace",
    zh: "产能置换",
    subject: Subject::Line,
    step: None,
    facts: &[
        fact("project", "项目", Form::Text),
        fact("project_code", "项目代码", Form::Text),
        fact("industry", "行业", Form::Text),
        fact("region", "项目所在地", Form::Text),
        fact("key_area", "大气污染防治重点区域", Form::YesNo),
        fact("process", "工艺", Form::Text),
        fact("new_capacity", "新建产能", Form::Capacity),
        fact("used", "使用产能", Form::Capacity),
        fact("ratio", "置换比例", Form::Decimal),
        fact("special", "特殊情形", Form::Word(SPECIAL)),
        fact("excluded", "不得置换情形", Form::Word(EXCLUDED)),
        fact("investment", "总投资", Form::Money),
        fact("old_shut_on", "旧线关停日期", Form::Date),
        fact("new_start", "新线投产日期", Form::Date),
        fact("complete", "方案完备", Form::YesNo),
        EVIDENCE,
        NOTE,
    ],
    needs: NEEDS,
    apply,
};

fn apply(book: &Book<'_>, event: &Event) -> Result<()> {
    let line = book.line(&event.subject)?;
    let Some(using) = Replacement::of(event, line.as_ref()) else {
        if book.lenient {
            return Ok(());
        }
        return Err(Refusal::new("facts-missing", &event.subject)
            .with("step", KIND.id)
            .with("missing", "project (项目), used (使用产能)")
            .into());
    };
    let before = book.project(&using.project)?;
    let project = Project::after(before.as_ref(), event, line.as_ref(), &using);
    if !book.lenient {
        let Some(line) = &line else {
            return Err(Refusal::new("line-unknown", &event.subject).into());
        };
        let mut refusals = may_leave(book, line, event)?;
        refusals.extend(once(book, line, &using)?);
        refusals.extend(one_project(book, before.as_ref(), event)?);
        refusals.extend(own_industry(line, event));
        refusals.extend(at_ratio(&project, &using));
        refusals.extend(old_before_new(book, &project, line, event.on)?);
        refusals.extend(suffices(&project, &using));
        if !refusals.is_empty() {
            return Err(LedgerError::Refused(refusals));
        }
    }
    replacement_book::put(book, &project, &using)
}

/// The line is on its way out, and its capacity is of a kind that may be used.
fn may_leave(book: &Book<'_>, line: &Line, event: &Event) -> Result<Vec<Refusal>> {
    let mut refusals = Vec::new();
    let stays = [State::Surveyed, State::StruckOff, State::Retrofitted, State::Exempted];
    if stays.contains(&line.state) {
        refusals.push(Refusal::new("replace-line-stays", &line.id).with("state", line.state.id()));
    }
    let excluded = |code: &str, document: &str| {
        Refusal::new("replace-excluded", &line.id)
            .with("reason", named(EXCLUDED, code))
            .with("document", document)
    };
    if let Some(code) = event.text("excluded") {
        let document = InForce::on(event.on, &line.industry)
            .edition()
            .filter(|edition| edition.excluded.iter().any(|own| own.id == code))
            .map_or("-", |edition| edition.document.as_str());
        refusals.push(excluded(code, document));
    }
    for (exclusion, document) in exclusions(book, line, event.on)? {
        if exclusion.confirmed && event.text("excluded") != Some(&exclusion.id) {
            refusals.push(excluded(&exclusion.id, document));
        }
    }
    Ok(refusals)
}

/// The exclusions of the edition in force that the record knows to hold for a line, with the document.
pub(crate) fn exclusions(
    book: &Book<'_>,
    line: &Line,
    on: OnDate,
) -> Result<Vec<(&'static Exclusion, &'static str)>> {
    let Some(edition) = InForce::on(on, &line.industry).edition() else { return Ok(Vec::new()) };
    let subsidised = fund_book::other_claim(book, "", &[&line.id], &line.enterprise)?.is_some();
    let known = known_of(line, on, subsidised);
    Ok(edition
        .excluded
        .iter()
        .filter(|exclusion| known.contains(&exclusion.id.as_str()))
        .map(|exclusion| (exclusion, edition.document.as_str()))
        .collect())
}

/// A project takes the place of old capacity of its own industry: 不能等量调配, each industry has its own task.
fn own_industry(line: &Line, event: &Event) -> Option<Refusal> {
    let named = event.text("industry").filter(|_| !line.industry.is_empty())?;
    let named = industry_id(named);
    (named != line.industry).then(|| {
        Refusal::new("replace-industry", &line.id)
            .with("industry", named)
            .with("own", &line.industry)
    })
}

/// A ton is used once. Where the line's capacity, or what was used of it, is withheld, nobody can show that
/// a second use is of other tons.
fn once(book: &Book<'_>, line: &Line, using: &Replacement) -> Result<Vec<Refusal>> {
    let before = book.replacements(&line.id)?;
    if let Amount::Known(used) = &using.used
        && used.value <= Decimal::ZERO
    {
        return Ok(vec![Refusal::new("replace-nothing-used", &line.id).with("used", used)]);
    }
    let capacity = line.counted().clone();
    let units = |used: &Amount| {
        Refusal::new("replace-units", &line.id).with("used", used).with("capacity", &capacity)
    };
    if let (Amount::Known(capacity), Amount::Known(used)) = (&capacity, &using.used)
        && used.to(&capacity.unit).is_err()
    {
        return Ok(vec![units(&using.used)]);
    }
    let refused = |code| {
        let mut projects: Vec<&str> =
            before.uses.iter().map(|other| other.project.as_str()).collect();
        projects.dedup();
        Refusal::new(code, &line.id)
            .with("capacity", &capacity)
            .with("before", &before.used)
            .with("used", &using.used)
            .with("projects", projects.join("、"))
    };
    let mut sum = before.used.clone();
    if sum.add(&using.used).is_err() {
        return Ok(vec![units(&using.used)]);
    }
    let Amount::Known(whole) = &capacity else {
        let again = !before.uses.is_empty();
        return Ok(again.then(|| refused("replace-ton-unknown")).into_iter().collect());
    };
    if sum.absent > 0 {
        let again = !before.uses.is_empty();
        return Ok(again.then(|| refused("replace-ton-unknown")).into_iter().collect());
    }
    let fits = match sum.known.as_slice() {
        [sum] => sum.to(&whole.unit).is_ok_and(|sum| sum.value <= whole.value),
        _ => false,
    };
    Ok(if fits { Vec::new() } else { vec![refused("replace-ton-twice")] })
}

/// A project is one thing: what was said of it is not said otherwise, and its code is its own.
fn one_project(book: &Book<'_>, before: Option<&Project>, event: &Event) -> Result<Vec<Refusal>> {
    let mut refusals = Vec::new();
    if let Some(region) = event.text("region")
        && region.parse::<RegionCode>().is_err()
    {
        refusals.push(Refusal::new("replace-region", &event.subject).with("region", region));
    }
    let name = event.text("project").unwrap_or_default();
    if let Some(code) = event.text("project_code")
        && let Some(other) = replacement_book::project_of_code(book, code, name)?
    {
        refusals.push(
            Refusal::new("replace-code-taken", &event.subject)
                .with("code", code)
                .with("project", name)
                .with("other", other),
        );
    }
    let Some(before) = before else { return Ok(refusals) };
    let differs = |key: &str, was: &str, now: &str| {
        Refusal::new("replace-project-differs", &event.subject)
            .with("project", name)
            .with("key", key)
            .with("was", was)
            .with("now", now)
    };
    let texts = [
        ("project_code", &before.code),
        ("industry", &before.industry),
        ("region", &before.region),
    ];
    for (key, was) in texts {
        if let (Some(was), Some(now)) = (was, event.text(key))
            && was != now
        {
            refusals.push(differs(key, was, now));
        }
    }
    if let (Some(was), Some(Json::Bool(now))) = (before.key_area, event.payload.get("key_area"))
        && was != *now
    {
        refusals.push(differs("key_area", &was.to_string(), &now.to_string()));
    }
    if let (Some(was), Some(now)) =
        (&before.new_capacity, event.text("new_capacity").and_then(Amount::capacity))
        && !same(was, &now)
    {
        refusals.push(differs("new_capacity", &was.to_string(), &now.to_string()));
    }
    Ok(refusals)
}

/// Whether two amounts are one, whatever their units.
fn same(a: &Amount, b: &Amount) -> bool {
    match (a, b) {
        (Amount::Known(a), Amount::Known(b)) => b.to(&a.unit).is_ok_and(|b| b.value == a.value),
        _ => a == b,
    }
}

/// A declared ratio is not below the one in force.
fn at_ratio(project: &Project, using: &Replacement) -> Option<Refusal> {
    let declared = using.ratio?;
    let (ratio, document) = project.rule_of(using)?;
    (ratio.confirmed && declared < ratio.value()).then(|| {
        Refusal::new("replace-ratio-low", &using.line)
            .with("project", &project.name)
            .with("declared", declared)
            .with("ratio", &ratio.ratio)
            .with("document", document)
    })
}

/// The old lines stand still before the new one starts, and are gone soon after.
fn old_before_new(
    book: &Book<'_>,
    project: &Project,
    line: &Line,
    on: OnDate,
) -> Result<Vec<Refusal>> {
    let mut refusals = Vec::new();
    let Some(start) = project.new_start else { return Ok(refusals) };
    for using in &project.uses {
        let other;
        let line = if using.line == line.id {
            line
        } else {
            other = book.line(&using.line)?;
            let Some(line) = &other else { continue };
            line
        };
        let refused =
            |code| Refusal::new(code, &line.id).with("project", &project.name).with("start", start);
        match using.stopped(line) {
            Some(stopped) if start.is_before(stopped) => {
                refusals.push(refused("replace-new-before-old").with("stopped", stopped));
            }
            // A start that is still to come is a plan; the old line may stop until then.
            None if !on.is_before(start) => {
                refusals.push(refused("replace-old-runs").with("state", line.state.id()));
            }
            _ => {}
        }
        if let Some((latest, document, true)) = dismantled_by(project, using)
            && stands_after(line, latest, on)
        {
            refusals.push(
                refused("replace-not-dismantled").with("latest", latest).with("document", document),
            );
        }
    }
    // Two uses of one line say the same.
    let mut told: Vec<Refusal> = Vec::new();
    for refusal in refusals {
        if !told.contains(&refusal) {
            told.push(refusal);
        }
    }
    Ok(told)
}

/// A project that is said to be complete has enough old capacity.
fn suffices(project: &Project, using: &Replacement) -> Option<Refusal> {
    if !project.complete {
        return None;
    }
    if project.new_capacity.is_none() && project.has_ratio() {
        return Some(
            Refusal::new("facts-missing", &using.line)
                .with("step", KIND.id)
                .with("missing", "new_capacity (新建产能)"),
        );
    }
    match &project.coverage {
        Coverage::Short { covers, lacking, confirmed: true } => Some(
            Refusal::new("replace-short", &using.line)
                .with("project", &project.name)
                .with(
                    "new_capacity",
                    project.new_capacity.as_ref().map(ToString::to_string).unwrap_or_default(),
                )
                .with("used", &project.used)
                .with("ratio", project.ratios())
                .with("covers", covers)
                .with("lacking", lacking),
        ),
        Coverage::Units => {
            Some(Refusal::new("replace-units", &using.line).with("used", &project.used).with(
                "capacity",
                project.new_capacity.as_ref().map(ToString::to_string).unwrap_or_default(),
            ))
        }
        _ => None,
    }
}
