//! Funds (资金): what came in from each source, what was allotted to a line, what was paid, what went back.
//!
//! The account of a source is the sum of its entries and nothing else (`fund_book`); what each source may
//! be spent on is data (`fund_rules`). Here stand the event and its guards. An amount that a paper withholds
//! is an entry like any other and never decides a guard.

use crate::amount::Amount;
use crate::book::Book;
use crate::event::Event;
use crate::fact::{Form, Needs, named};
use crate::fund_account::{self, Posting, Standing};
use crate::fund_book;
use crate::fund_rules::{FUND_ENTRIES, FUND_SOURCES, FundSource, PURPOSES, Use, counted};
use crate::kind::{EVIDENCE, Kind, NOTE, Subject, fact};
use crate::lifecycle::texts;
use crate::line::Line;
use crate::refusal::{LedgerError, Refusal, Result};
use crate::state::State;

pub(crate) use crate::fund_book::TABLES;

/// The subject of money that has no beneficiary.
const OFFICE: &str = "office";

const NEEDS: Needs =
    &[&[&["source"]], &[&["entry"]], &[&["amount"]], &[&["document"], &["evidence"]]];

pub(crate) const KIND: Kind = Kind {
    id: "fund",
    zh: "资金",
    subject: Subject::Any,
    step: None,
    facts: &[
        fact("source", "资金来源", Form::Word(FUND_SOURCES)),
        fact("entry", "收支", Form::Word(FUND_ENTRIES)),
        fact("amount", "金额", Form::Money),
        fact("purpose", "用途", Form::Word(PURPOSES)),
        fact("instalment", "期次", Form::Count),
        fact("year", "年度", Form::Year),
        fact("document", "文号", Form::Text),
        fact("proved_years", "正常生产年份", Form::Words),
        fact("approved", "批复产能", Form::Capacity),
        fact("mean_output", "年均实际产量", Form::Capacity),
        EVIDENCE,
        NOTE,
    ],
    needs: NEEDS,
    apply,
};

/// Whom an entry is for.
#[derive(Debug)]
pub(crate) enum Beneficiary {
    Line(Box<Line>),
    Enterprise,
    Office,
}

impl Beneficiary {
    fn of(book: &Book<'_>, subject: &str) -> Result<Option<Self>> {
        if subject == OFFICE {
            return Ok(Some(Self::Office));
        }
        if let Some(line) = book.line(subject)? {
            return Ok(Some(Self::Line(Box::new(line))));
        }
        Ok(fund_book::is_enterprise(book, subject)?.then_some(Self::Enterprise))
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Line(_) => "line",
            Self::Enterprise => "enterprise",
            Self::Office => OFFICE,
        }
    }

    fn line(&self) -> Option<&Line> {
        if let Self::Line(line) = self { Some(line) } else { None }
    }
}

fn apply(book: &Book<'_>, event: &Event) -> Result<()> {
    let (beneficiary, entry) = match (Beneficiary::of(book, &event.subject)?, Posting::of(event)?) {
        (Some(beneficiary), Some(entry)) => (beneficiary, entry),
        // The view leaves the survey of the line out; the money is shown all the same.
        (None, Some(entry)) if book.lenient => (Beneficiary::Enterprise, entry),
        (_, None) if book.lenient => return Ok(()),
        (None, _) => return Err(Refusal::new("fund-subject-unknown", &event.subject).into()),
        (_, None) => {
            return Err(Refusal::new("facts-missing", &event.subject)
                .with("step", KIND.id)
                .with("missing", "source (资金来源), entry (收支), amount (金额)")
                .into());
        }
    };
    if !book.lenient {
        let mut refusals = whom(entry.rules, &beneficiary, &entry);
        refusals.extend(what_for(&entry));
        refusals.extend(once(book, &entry, &beneficiary)?);
        refusals.extend(proofs(event, &beneficiary));
        if let Some(line) = beneficiary.line() {
            refusals.extend(award(book, &entry, line, event)?);
        }
        refusals.extend(account(book, &entry, &beneficiary)?);
        if !refusals.is_empty() {
            return Err(LedgerError::Refused(refusals));
        }
    }
    fund_account::put(book, &entry, event)?;
    if let Some(line) = beneficiary.line() {
        fund_book::put_proof(book, line, event)?;
    }
    if entry.rules.central && !matches!(beneficiary, Beneficiary::Office) {
        fund_book::claim(book, &event.subject, &entry)?;
    }
    Ok(())
}

/// The office's own money has no line; money for lines is given to one.
fn whom(rules: &FundSource, beneficiary: &Beneficiary, entry: &Posting<'_>) -> Vec<Refusal> {
    let refused = |code| {
        Refusal::new(code, entry.subject)
            .with("source", named(FUND_SOURCES, entry.source))
            .with("document", &rules.document)
            .with("entry", named(FUND_ENTRIES, entry.entry))
    };
    let word = beneficiary.word();
    if rules.is_for(word) {
        return Vec::new();
    }
    match beneficiary {
        _ if rules.is_for(OFFICE) => vec![refused("fund-no-line")],
        // What the office received or sends back is not yet, or no longer, anybody's.
        Beneficiary::Office if matches!(entry.entry, "received" | "returned") => Vec::new(),
        Beneficiary::Office => vec![refused("fund-no-beneficiary")],
        _ => vec![refused("fund-line-only")],
    }
}

/// Amounts are not negative, and are paid for something that the source allows.
fn what_for(entry: &Posting<'_>) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if let Amount::Known(quantity) = &entry.amount
        && quantity.value.is_sign_negative()
    {
        refusals.push(Refusal::new("fund-negative", entry.subject).with("amount", quantity));
    }
    match entry.purpose {
        None if entry.entry == "paid" => refusals.push(
            Refusal::new("facts-missing", entry.subject)
                .with("step", KIND.id)
                .with("missing", "purpose (用途)"),
        ),
        Some(purpose) if entry.rules.permits(purpose) == Use::Refused => refusals.push(
            Refusal::new("fund-use-refused", entry.subject)
                .with("purpose", named(PURPOSES, purpose))
                .with("source", named(FUND_SOURCES, entry.source))
                .with("document", &entry.rules.document)
                .with(
                    "permitted",
                    entry
                        .rules
                        .permitted
                        .iter()
                        .map(|word| named(PURPOSES, word))
                        .collect::<Vec<_>>()
                        .join("、"),
                ),
        ),
        _ => {}
    }
    refusals
}

/// A line gets money from one central fund, and an instalment is entered once.
fn once(book: &Book<'_>, entry: &Posting<'_>, beneficiary: &Beneficiary) -> Result<Vec<Refusal>> {
    let mut refusals = Vec::new();
    if entry.rules.central {
        let other = match beneficiary {
            Beneficiary::Office => None,
            Beneficiary::Line(line) => {
                fund_book::other_claim(book, entry.source, &[&line.id], &line.enterprise)?
            }
            Beneficiary::Enterprise => {
                let lines = book.lines_of(entry.subject)?;
                let lines: Vec<&str> = lines.iter().map(|line| line.id.as_str()).collect();
                fund_book::other_claim(book, entry.source, &lines, entry.subject)?
            }
        };
        if let Some((holder, other)) = other {
            refusals.push(
                Refusal::new("fund-two-central", entry.subject)
                    .with("source", named(FUND_SOURCES, entry.source))
                    .with("other", named(FUND_SOURCES, &other))
                    .with("holder", holder),
            );
        }
    }
    if let Some(seq) = fund_book::same_instalment(book, entry)? {
        refusals.push(
            Refusal::new("fund-instalment-twice", entry.subject)
                .with("instalment", entry.instalment.unwrap_or(0))
                .with("source", named(FUND_SOURCES, entry.source))
                .with("entry", named(FUND_ENTRIES, entry.entry))
                .with("event", seq),
        );
    }
    Ok(refusals)
}

/// Years are years, are proved by papers, and capacities convert.
fn proofs(event: &Event, beneficiary: &Beneficiary) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let years = texts(event, "proved_years");
    let given = ["proved_years", "approved", "mean_output"];
    if beneficiary.line().is_none() && given.iter().any(|key| event.payload.contains_key(*key)) {
        refusals.push(Refusal::new("fund-proof-without-line", &event.subject));
    }
    for text in &years {
        if fund_book::year_of(text).is_none() {
            refusals.push(
                Refusal::new("fact-no-year", &event.subject)
                    .with("key", "proved_years")
                    .with("zh", "正常生产年份")
                    .with("value", text),
            );
        }
    }
    if !years.is_empty() && !event.payload.contains_key("evidence") {
        refusals.push(Refusal::new("fund-proof-without-evidence", &event.subject));
    }
    refusals
}

/// What the central award asks: on the plan when it is allotted; when it is paid, years of production
/// proved, and the line gone within the plan's year.
///
/// Money may be allotted before the line is gone and the proofs are in; it may not be paid.
fn award(book: &Book<'_>, entry: &Posting<'_>, line: &Line, event: &Event) -> Result<Vec<Refusal>> {
    let mut refusals = Vec::new();
    let Some(award) = &entry.rules.award else { return Ok(refusals) };
    let proof = book.fund_proof(&line.id)?;
    if let (approved, Some(output)) = fund_book::capacities(line, &proof, event)
        && counted(award, &approved, &output).is_err()
    {
        refusals.push(
            Refusal::new("fund-capacity-units", &line.id)
                .with("approved", approved)
                .with("output", output),
        );
    }
    let refused = |code| Refusal::new(code, &line.id).with("document", &entry.rules.document);
    if !matches!(entry.entry, "allotted" | "paid") {
        return Ok(refusals);
    }
    let planned = !matches!(
        line.state,
        State::Surveyed
            | State::Identified
            | State::StruckOff
            | State::Retrofitted
            | State::Converted
            | State::Exempted
    );
    let Some(year) = line.year.filter(|_| planned) else {
        refusals.push(refused("fund-not-planned").with("state", line.state.id()));
        return Ok(refusals);
    };
    if entry.entry == "paid" {
        let mut proved = proof.years;
        proved.extend(texts(event, "proved_years").into_iter().filter_map(fund_book::year_of));
        let missing: Vec<String> = (year - i64::from(award.production_years)..year)
            .filter(|year| !proved.contains(year))
            .map(|year| year.to_string())
            .collect();
        if !missing.is_empty() {
            refusals.push(
                refused("fund-years-unproved")
                    .with("missing", missing.join("、"))
                    .with("years", award.production_years),
            );
        }
        match line.dismantled_on {
            None => refusals.push(refused("fund-not-dismantled").with("state", line.state.id())),
            Some(on) if on.earliest().is_some_and(|day| i64::from(day.year()) > year) => {
                refusals.push(refused("fund-dismantled-late").with("date", on).with("year", year));
            }
            Some(_) => {}
        }
    }
    Ok(refusals)
}

/// Nothing is paid that is not there, nor more to a line than it was allotted; a closed line stays balanced.
fn account(
    book: &Book<'_>,
    entry: &Posting<'_>,
    beneficiary: &Beneficiary,
) -> Result<Vec<Refusal>> {
    let mut refusals = Vec::new();
    let whole = Standing::after(book, None, entry)?;
    if matches!(entry.entry, "paid" | "returned")
        && let Some(lacking) = whole.overdrawn()
    {
        refusals.push(
            Refusal::new("fund-overdrawn", entry.subject)
                .with("source", named(FUND_SOURCES, entry.source))
                .with("entry", named(FUND_ENTRIES, entry.entry))
                .with("amount", &entry.amount)
                .with("received", whole.received())
                .with("lacking", lacking),
        );
    }
    if matches!(beneficiary, Beneficiary::Office) {
        return Ok(refusals);
    }
    let own = Standing::after(book, Some(entry.subject), entry)?;
    if let Some(more) = own.more_than_allotted() {
        refusals.push(
            Refusal::new("fund-more-than-allotted", entry.subject)
                .with("source", named(FUND_SOURCES, entry.source))
                .with("amount", &entry.amount)
                .with("allotted", own.allotted())
                .with("more", more),
        );
    }
    if let Some(more) = own.more_recovered_than_paid() {
        refusals.push(
            Refusal::new("fund-more-recovered", entry.subject)
                .with("source", named(FUND_SOURCES, entry.source))
                .with("amount", &entry.amount)
                .with("paid", own.paid())
                .with("more", more),
        );
    }
    if beneficiary.line().is_some_and(|line| line.state == State::Closed)
        && let Some(open) = own.open()
    {
        refusals.push(
            Refusal::new("fund-line-closed", entry.subject)
                .with("source", named(FUND_SOURCES, entry.source))
                .with("amount", open),
        );
    }
    Ok(refusals)
}

/// Why a line's funds are not balanced; `None` where they are. Money allotted to the line has been paid or
/// sent back; an amount that is withheld stays shown and does not block.
pub(crate) fn unbalanced(book: &Book<'_>, line: &str) -> Result<Option<Refusal>> {
    let mut open = Vec::new();
    for (source, standing) in Standing::of_all_sources(book, line)? {
        if let Some(amount) = standing.open() {
            open.push(format!("{} {amount}", named(FUND_SOURCES, source)));
        }
    }
    if open.is_empty() {
        return Ok(None);
    }
    Ok(Some(Refusal::new("fund-unbalanced", line).with("open", open.join("; "))))
}
