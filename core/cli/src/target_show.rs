//! `phaseout target show`: what was asked for, split, planned, announced, shut down, dismantled and accepted,
//! side by side; for people as tables, for other programs as JSON and csv.

use crate::criteria::print;
use crate::fault::{Fault, Outcome};
use crate::session::{Output, Session};
use crate::target::TreeWord;
use crate::target_table::{tables, viewed_as};
use clap::Args;
use phaseout_ledger::{
    Book, Counted, Holder, Rest, Stage, Sum, TargetFigures, TargetFilter, TargetVersion, View,
};
use phaseout_model::{Quantity, Regions};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Which targets to show.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// One target and its parts
    #[arg(value_name = "ID")]
    target: Option<String>,
    /// Of one year
    #[arg(long, value_name = "YEAR")]
    year: Option<i64>,
    /// By region or by ownership group [default: both, where something was split by group]
    #[arg(long, value_name = "TREE")]
    tree: Option<TreeWord>,
    /// Of one industry
    #[arg(long, value_name = "INDUSTRY")]
    industry: Option<String>,
}

/// A target with what is printed beside its figures.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) figures: TargetFigures,
    pub(crate) holder: String,
    pub(crate) versions: Vec<TargetVersion>,
}

pub(crate) fn show(session: &Session, args: &Show) -> Result<Outcome, Fault> {
    let format =
        session.format_among(&[Output::Table, Output::Csv, Output::Json, Output::Jsonl])?;
    let ledger = session.ledger()?;
    let view = session.view()?;
    let viewed = ledger.view(view).map_err(|error| session.ledger_fault(&error))?;
    let book = viewed.book();
    let rows = rows(&book, args).map_err(|error| session.ledger_fault(&error))?;
    if let (Some(id), true) = (&args.target, rows.is_empty()) {
        return Err(Fault::refused("target-not-there").with("target", id));
    }
    let faults = book.target_imbalances().map_err(|error| session.ledger_fault(&error))?;
    let text = match format {
        Output::Json => format!("{:#}\n", all_json(view, &rows, faults.is_empty())),
        Output::Jsonl => rows.iter().fold(String::new(), |mut text, row| {
            let _ = writeln!(text, "{}", row_json(row));
            text
        }),
        Output::Csv => csv(&rows),
        Output::Table | Output::Xlsx => {
            format!("{}{}", viewed_as(&session.messages, view), tables(&session.messages, &rows))
        }
    };
    print(session, &text)?;
    if rows.is_empty() {
        session.note(&session.messages.word("target-none"));
    }
    match faults.first() {
        None => Ok(Outcome::Done),
        Some(fault) => Err(Fault::integrity("target-imbalance")
            .at(&fault.target)
            .with("tree", fault.tree.id())
            .with("law", fault.law)
            .with("detail", &fault.details)),
    }
}

fn rows(book: &Book<'_>, args: &Show) -> Result<Vec<Row>, phaseout_ledger::LedgerError> {
    let filter = TargetFilter {
        year: args.year,
        tree: args.tree.map(TreeWord::tree),
        industry: args.industry.clone(),
        id: args.target.clone(),
    };
    book.target_figures(&filter)?
        .into_iter()
        .map(|figures| {
            let holder = holder(book, &figures)?;
            let versions = book.target_versions(&figures.target.id)?;
            Ok(Row { figures, holder, versions })
        })
        .collect()
}

/// A region's name, a group, the firm of a line with the line's own number.
fn holder(
    book: &Book<'_>,
    figures: &TargetFigures,
) -> Result<String, phaseout_ledger::LedgerError> {
    let target = &figures.target;
    match target.holder_is {
        Holder::Region => {
            let region = target.holder.parse().ok().and_then(|code| Regions::known().get(code));
            Ok(region.map_or_else(|| target.holder.clone(), |region| region.name.clone()))
        }
        Holder::Group => Ok(target.holder.clone()),
        Holder::Line => {
            let Some(line) = book.line(&target.holder)? else { return Ok(target.holder.clone()) };
            let firm = book.enterprise(&line.enterprise)?.map(|firm| firm.name);
            Ok(format!("{} {}", firm.unwrap_or(line.id), line.label).trim_end().to_owned())
        }
    }
}

fn all_json(view: View, rows: &[Row], balanced: bool) -> Value {
    json!({
        "schema": "phaseout.target/1",
        "as_of": view.as_of.map(|day| day.to_string()),
        "known_at": view.known_at.map(|day| day.to_string()),
        "balanced": balanced,
        "targets": rows.iter().map(row_json).collect::<Vec<_>>(),
    })
}

fn row_json(row: &Row) -> Value {
    let figures = &row.figures;
    let target = &figures.target;
    let mut json = json!({
        "type": "target", "target": target.id, "tree": figures.tree.id(), "depth": figures.depth,
        "parent": target.parent, "root": target.root, "year": target.year, "industry": target.industry,
        "holder": target.holder, "holder_is": target.holder_is.id(), "holder_name": row.holder,
        "amount": target.amount.as_ref().map(ToString::to_string), "firms": target.firms,
        "notice": target.notice, "deadline": target.deadline, "reason": target.reason,
        "on_date": target.on.to_string(), "seq": target.seq,
        "versions": row.versions.iter().map(version_json).collect::<Vec<_>>(),
        "split": {
            "capacity": sum_json(&figures.split.capacity), "firms": figures.split.firms,
            "firms_unknown": figures.split.firms_unknown,
        },
        "open": rest_json(&figures.open),
        "less_plan": rest_json(&figures.less_plan),
        "less_accepted": rest_json(&figures.less_accepted),
        "constructed": figures.constructed,
        "lines": figures.lines,
    });
    for stage in Stage::ALL {
        let Counted { capacity, lines, firms } = figures.at(stage);
        json[stage.id()] =
            json!({ "capacity": sum_json(capacity), "lines": lines, "firms": firms });
    }
    json
}

fn version_json(version: &TargetVersion) -> Value {
    json!({
        "seq": version.seq, "on_date": version.on.to_string(),
        "amount": version.amount.as_ref().map(ToString::to_string), "firms": version.firms,
        "notice": version.notice, "reason": version.reason,
    })
}

fn known_json(known: &[Quantity]) -> Vec<Value> {
    known
        .iter()
        .map(|quantity| {
            json!({
                "value": quantity.value.normalize().to_string(), "unit": quantity.unit.as_str(),
            })
        })
        .collect()
}

fn sum_json(sum: &Sum) -> Value {
    json!({ "text": sum.to_string(), "known": known_json(&sum.known), "unknown": sum.absent })
}

fn rest_json(rest: &Rest) -> Value {
    let capacity = rest.capacity.as_ref().map(|left| {
        json!({
            "text": left.to_string(), "known": known_json(&left.known), "unknown": left.absent,
            "target_unknown": left.of_unknown,
        })
    });
    json!({
        "capacity": capacity, "firms": rest.firms, "firms_unknown": rest.firms_unknown,
        "beyond": rest.is_beyond(),
    })
}

fn csv(rows: &[Row]) -> String {
    let mut text =
        "tree,target,parent,year,industry,holder,holder_name,amount,firms,split,split_firms,open,\
                    open_firms"
            .to_owned();
    for stage in Stage::ALL {
        let id = stage.id();
        let _ = write!(text, ",{id},{id}_lines,{id}_firms");
    }
    text.push_str(",less_plan,less_accepted\n");
    for row in rows {
        let figures = &row.figures;
        let target = &figures.target;
        let optional =
            |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        let left =
            |rest: &Rest| rest.capacity.as_ref().map(ToString::to_string).unwrap_or_default();
        let mut cells = vec![
            figures.tree.id().to_owned(),
            target.id.clone(),
            target.parent.clone().unwrap_or_default(),
            target.year.to_string(),
            target.industry.clone(),
            target.holder.clone(),
            row.holder.clone(),
            target.amount.as_ref().map(ToString::to_string).unwrap_or_default(),
            optional(target.firms),
            figures.split.capacity.to_string(),
            figures.split.firms.to_string(),
            left(&figures.open),
            optional(figures.open.firms),
        ];
        for stage in Stage::ALL {
            let Counted { capacity, lines, firms } = figures.at(stage);
            cells.extend([capacity.to_string(), lines.to_string(), firms.to_string()]);
        }
        cells.extend([left(&figures.less_plan), left(&figures.less_accepted)]);
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        let _ = writeln!(text, "{}", cells.join(","));
    }
    text
}

/// A csv cell, in quotes where it has to be.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
