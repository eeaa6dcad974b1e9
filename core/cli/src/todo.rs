//! `phaseout todo`: what is due or late, and by whom.

use crate::fault::{Fault, Outcome};
use crate::grid::{Answer, Grid};
use crate::messages::Messages;
use crate::record::kind_name;
use crate::render::fact;
use crate::session::{Output, Session};
use crate::status::{Which, industry};
use clap::Args;
use phaseout_host::Generation;
use phaseout_ledger::kind::kind;
use phaseout_ledger::milestones::Milestone;
use phaseout_ledger::said::name_of;
use phaseout_ledger::sanctions::Sanction;
use phaseout_ledger::todo::{Need, Task, TodoQuery};
use phaseout_ledger::{Level, Office};
use phaseout_model::Date;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What is due or late, by whom, and what it still needs.
#[derive(Debug, Args)]
pub(crate) struct Todo {
    #[command(flatten)]
    which: Which,
    /// Only what is late, or due within so many days
    #[arg(long, value_name = "DAYS")]
    within: Option<u16>,
    /// Only what is late
    #[arg(long)]
    late: bool,
    /// One row for each line, also where many have the same to do
    #[arg(long)]
    each: bool,
}

pub(crate) fn todo(session: &Session, args: &Todo) -> Result<Outcome, Fault> {
    let (_, office) = session.office()?;
    let ledger = session.ledger()?;
    let day = session.as_of()?;
    let until = args.within.map(|days| later(day, i32::from(days)));
    let fault = |error| session.ledger_fault(&error);
    let viewed = ledger.view(session.view()?).map_err(fault)?;
    let mut years = viewed.book().years().map_err(fault)?;
    years.push(i64::from(day.year()));
    years.sort_unstable();
    years.dedup();
    let local = session.local_dates(&office, &years)?;
    let (filter, office_region) = (args.which.filter()?, office.region);
    let query = TodoQuery { day, office: office_region, filter, until, local };
    let mut tasks = viewed.book().todo(&query).map_err(fault)?;
    if args.late {
        tasks.retain(|task| task.late);
    }
    let late = tasks.iter().any(|task| task.late);
    let asks = |task: &Task| task.needs.iter().any(|need| matches!(need, Need::Attribute(_)));
    // Plugins know what an attribute is called; without a question nobody has to ask them.
    let words = matches!(session.format()?, Output::Table | Output::Xlsx);
    let generation = (words && tasks.iter().any(asks)).then(|| session.load());
    let shown = Shown { session, office: &office, day, each: args.each, generation, tasks: &tasks };
    Answer {
        text: &|messages| Ok(shown.text(messages)),
        grid: &|messages| Ok(shown.flat(messages)),
        json: &|| shown.json(),
        lines: &|| shown.tasks.iter().map(task_json).collect(),
        sheet: "sheet-todo",
    }
    .print(session)?;
    Ok(session.finish(late))
}

/// What is due as words for other pages: late or not; day, what, about whom, by whom, what it needs, which of
/// the documents that follow sets the day.
pub(crate) fn words(
    session: &Session,
    office: &Office,
    day: Date,
    tasks: &[Task],
) -> (Vec<(bool, Vec<String>)>, Vec<String>) {
    let shown = Shown { session, office, day, each: false, generation: None, tasks };
    let messages = &session.messages;
    let mut documents = Vec::new();
    let groups = shown.groups(messages);
    let row = |group: &Vec<&Task>| {
        (group.iter().any(|task| task.late), shown.row(messages, group, &mut documents))
    };
    let rows = groups.iter().map(row).collect();
    (rows, documents)
}

fn later(day: Date, days: i32) -> Date {
    let mut day = day;
    for _ in 0..days {
        day = day.tomorrow().unwrap_or(day);
    }
    day
}

struct Shown<'a> {
    session: &'a Session,
    office: &'a Office,
    day: Date,
    each: bool,
    generation: Option<Generation>,
    tasks: &'a [Task],
}

/// So many lines of a group are named.
const NAMED: usize = 3;

impl Shown<'_> {
    fn text(&self, messages: &Messages) -> String {
        if self.tasks.is_empty() {
            return format!("{}\n", messages.word("todo-none"));
        }
        let lines = |wanted: &dyn Fn(&Task) -> bool| -> String {
            self.tasks.iter().filter(|task| wanted(task)).count().to_string()
        };
        let soon =
            |task: &Task| !task.late && task.days.is_some_and(|days| (0..=30).contains(&days));
        let head = messages.say(
            "todo-head",
            &[
                ("office", &self.office.name),
                ("date", &self.day.to_string()),
                ("late", &lines(&|task| task.late)),
                ("soon", &lines(&soon)),
                ("rest", &lines(&|task| !task.late && !soon(task))),
            ],
        );
        let mut grid = Grid::new(&["deadline", "what", "subject", "who", "needs", "basis"], &[]);
        grid.whole = vec!["deadline", "basis"];
        let mut documents: Vec<String> = Vec::new();
        for group in self.groups(messages) {
            grid.row(self.row(messages, &group, &mut documents));
        }
        let mut text = format!("{head}\n{}", grid.text(messages));
        for (at, document) in (1..).zip(&documents) {
            let _ = writeln!(text, "[{at}] {document}");
        }
        for line in self.sanctions(messages) {
            text.push_str(&line);
            text.push('\n');
        }
        if self.tasks.iter().any(|task| task.milestone.as_ref().is_some_and(|it| !it.confirmed)) {
            text.push_str(&messages.word("todo-unconfirmed"));
            text.push('\n');
        }
        text
    }

    /// Tasks that ask the same of many lines stand together.
    fn groups(&self, messages: &Messages) -> Vec<Vec<&Task>> {
        let mut groups: Vec<Vec<&Task>> = Vec::new();
        let mut places: BTreeMap<(Option<Date>, String), usize> = BTreeMap::new();
        for task in self.tasks {
            if self.each {
                groups.push(vec![task]);
                continue;
            }
            let document = task.milestone.as_ref().map(|milestone| &milestone.document);
            let mine = self.needs(messages, task);
            let what = task.milestone.as_ref().map_or("", |milestone| milestone.id);
            let own =
                if matches!(task.ask, "region_late" | "target_open") { &task.subject } else { "" };
            let key = format!("{} {what} {own} {} {document:?} {mine}", task.ask, task.who);
            let at = *places.entry((task.due, key)).or_insert(groups.len());
            match groups.get_mut(at) {
                Some(group) => group.push(task),
                None => groups.push(vec![task]),
            }
        }
        groups
    }

    /// The basis stands below the table, once: a document's number is longer than any other cell.
    fn row(
        &self,
        messages: &Messages,
        group: &[&Task],
        documents: &mut Vec<String>,
    ) -> Vec<String> {
        let task = group[0];
        let due = match task.due {
            None => messages.word("todo-no-day"),
            Some(due) => format!("{due}\n{}", days(messages, task)),
        };
        let basis = basis(messages, task.milestone.as_ref());
        let number = basis.map(|basis| {
            let at = documents.iter().position(|known| *known == basis);
            let at = at.unwrap_or_else(|| {
                documents.push(basis);
                documents.len() - 1
            });
            format!("[{}]", at + 1)
        });
        vec![
            due,
            self.what(messages, task),
            self.subject(messages, group),
            self.who(messages, &task.who),
            self.needs(messages, task),
            number.unwrap_or_default(),
        ]
    }

    fn what(&self, messages: &Messages, task: &Task) -> String {
        match (task.ask, &task.milestone) {
            ("milestone", Some(milestone)) => {
                let year = milestone.year.to_string();
                let name = milestone_name(messages, milestone);
                messages.say("todo-of-year", &[("year", &year), ("what", &name)])
            }
            ("region_late", _) => messages.word("todo-region-late"),
            ("target_open", _) => messages.word("todo-target-open"),
            (ask, _) => kind_name(self.session, ask),
        }
    }

    fn subject(&self, messages: &Messages, group: &[&Task]) -> String {
        let task = group[0];
        match (task.ask, group) {
            ("milestone", _) => self.office.name.clone(),
            ("target_open", _) => task.subject.clone(),
            ("region_late", _) => {
                let name = region_name(task.region.as_deref());
                messages
                    .say("todo-lines-of", &[("name", &name), ("count", &task.lines.to_string())])
            }
            (_, [task]) => {
                format!("{}\n{}", task.subject, task.enterprise.as_deref().unwrap_or_default())
            }
            _ => {
                let first: Vec<&str> =
                    group.iter().take(NAMED).map(|task| task.subject.as_str()).collect();
                let count = messages.say("todo-lines", &[("count", &group.len().to_string())]);
                let more = if group.len() > NAMED { "\n…" } else { "" };
                format!("{count}\n{}{more}", first.join("\n"))
            }
        }
    }

    /// Who acts; a level above the office's own is told as such.
    fn who(&self, messages: &Messages, who: &str) -> String {
        let word = messages.word(&format!("who-{who}"));
        let level = Level::ALL.into_iter().find(|level| level.id() == who);
        match level {
            Some(level) if level == self.office.level => messages.word("who-office"),
            Some(level) if level < self.office.level => {
                messages.say("who-above-level", &[("who", &word)])
            }
            _ => word,
        }
    }

    fn needs(&self, messages: &Messages, task: &Task) -> String {
        if let Some(because) = &task.because {
            let arguments: Vec<(&str, &str)> =
                because.arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
            return messages.say(&format!("refusal-{}", because.code), &arguments);
        }
        let plugin = self.generation.as_ref().and_then(|generation| {
            generation.industries.iter().find(|plugin| plugin.id == task.industry)
        });
        let words: Vec<String> = task
            .needs
            .iter()
            .map(|need| match need {
                Need::AnyOf(sets) => {
                    let each: Vec<String> = sets
                        .iter()
                        .map(|keys| {
                            let names: Vec<&str> =
                                keys.iter().map(|key| fact_name(messages, task.ask, key)).collect();
                            names.join("+")
                        })
                        .collect();
                    each.join("/")
                }
                Need::Attribute(id) => fact(messages, plugin, id),
                Need::Parts(count) => messages.say("need-parts", &[("count", &count.to_string())]),
            })
            .collect();
        words.join(&messages.word("list-comma"))
    }

    /// What is possible because something is late: once for those against enterprises, once for all
    /// regions.
    fn sanctions(&self, messages: &Messages) -> Vec<String> {
        let mut lines = Vec::new();
        let mut put = |id: &str, name: &str, sanctions: &[&Sanction]| {
            let document = sanctions.first().map_or("", |own| own.document.as_str());
            lines.push(messages.say(id, &[("name", name), ("document", document)]));
            for own in sanctions {
                let who = messages.word(&format!("who-{}", own.who));
                let title = messages.choose(&own.title.zh, &own.title.en);
                lines.push(messages.say("sanction", &[("title", title), ("who", &who)]));
            }
        };
        let late: Vec<&Task> =
            self.tasks.iter().filter(|task| task.ask == "dismantle" && task.late).collect();
        if let Some(first) = late.first() {
            put("todo-sanctions", &late.len().to_string(), &first.sanctions);
        }
        let regions: Vec<&Task> =
            self.tasks.iter().filter(|task| task.ask == "region_late").collect();
        if let Some(first) = regions.first() {
            let mut names: Vec<String> =
                regions.iter().map(|task| region_name(task.region.as_deref())).collect();
            names.dedup();
            let names = names.join(&messages.word("list-comma"));
            put("todo-region-sanctions", &names, &first.sanctions);
        }
        lines
    }

    /// One row for each task.
    fn flat(&self, messages: &Messages) -> Grid {
        let columns = [
            "deadline",
            "days",
            "late",
            "what",
            "subject",
            "enterprise",
            "region",
            "industry",
            "who",
            "needs",
            "basis",
            "confirmed",
        ];
        let mut grid = Grid::new(&columns, &["days"]);
        for task in self.tasks {
            let milestone = task.milestone.as_ref();
            let yes = |is: bool| messages.word(if is { "yes" } else { "no" });
            grid.row(vec![
                task.due.map_or_else(String::new, |due| due.to_string()),
                task.days.map_or_else(String::new, |days| days.to_string()),
                yes(task.late),
                self.what(messages, task),
                task.subject.clone(),
                task.enterprise.clone().unwrap_or_default(),
                task.region.clone().unwrap_or_default(),
                industry(messages, &task.industry),
                self.who(messages, &task.who),
                self.needs(messages, task),
                milestone.map_or_else(String::new, |it| it.document.clone()),
                milestone.map_or_else(String::new, |it| yes(it.confirmed)),
            ]);
        }
        grid
    }

    fn json(&self) -> Value {
        json!({
            "schema": "phaseout.todo/1",
            "office": { "name": self.office.name, "region": self.office.region.to_string() },
            "day": self.day.to_string(), "known_at": self.session.common.known_at,
            "tasks": self.tasks.iter().map(task_json).collect::<Vec<_>>(),
        })
    }
}

fn days(messages: &Messages, task: &Task) -> String {
    let Some(days) = task.days else { return String::new() };
    let count = days.unsigned_abs().to_string();
    let id = match days {
        ..0 if task.late => "days-late",
        ..0 => "days-over",
        0 => "days-today",
        1.. => "days-left",
    };
    messages.say(id, &[("count", &count)])
}

fn basis(messages: &Messages, milestone: Option<&Milestone>) -> Option<String> {
    let milestone = milestone?;
    let event = milestone.seq.map(|seq| seq.to_string());
    Some(match (milestone.confirmed, event) {
        (true, None) => milestone.document.clone(),
        (true, Some(seq)) => {
            messages.say("basis-own", &[("document", &milestone.document), ("seq", &seq)])
        }
        (false, _) => messages.say("basis-unconfirmed", &[("document", &milestone.document)]),
    })
}

pub(crate) fn milestone_name(messages: &Messages, milestone: &Milestone) -> String {
    let en = messages.word(&format!("milestone-{}", milestone.id));
    messages.choose(milestone.zh, &en).to_owned()
}

fn fact_name<'m>(messages: &Messages, ask: &str, key: &'m str) -> &'m str {
    messages.choose(name_of(kind(ask), key).unwrap_or(key), key)
}

fn region_name(code: Option<&str>) -> String {
    let code = code.unwrap_or_default();
    let region = code.parse().ok().and_then(|code| phaseout_model::Regions::known().nearest(code));
    region.map_or_else(|| code.to_owned(), |region| region.name.clone())
}

fn task_json(task: &Task) -> Value {
    let needs: Vec<Value> = task
        .needs
        .iter()
        .map(|need| match need {
            Need::AnyOf(sets) => json!({ "any_of": sets }),
            Need::Attribute(id) => json!({ "attribute": id }),
            Need::Parts(count) => json!({ "parts": count }),
        })
        .collect();
    let because = task.because.as_ref().map(|because| {
        let arguments: serde_json::Map<String, Value> = because
            .arguments
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        json!({ "code": because.code, "arguments": arguments })
    });
    let milestone = task.milestone.as_ref().map(|it| {
        json!({
            "id": it.id, "year": it.year, "date": it.date.to_string(), "document": it.document,
            "source": it.source, "confirmed": it.confirmed, "seq": it.seq,
        })
    });
    let sanctions: Vec<Value> = task
        .sanctions
        .iter()
        .map(|own| {
            json!({
                "id": own.id, "title": own.title.zh, "who": own.who, "document": own.document,
                "source": own.source, "confirmed": own.confirmed,
            })
        })
        .collect();
    json!({
        "ask": task.ask, "subject": task.subject, "enterprise": task.enterprise,
        "region": task.region, "industry": task.industry, "constructed": task.constructed,
        "due": task.due.map(|due| due.to_string()), "days": task.days, "late": task.late,
        "who": task.who, "needs": needs, "because": because, "milestone": milestone,
        "sanctions": sanctions, "lines": task.lines,
    })
}
