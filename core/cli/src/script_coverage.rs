//! Which functions the tests have called: as tables, and for other programs.

use crate::grid::Grid;
use crate::messages::Messages;
use crate::script_errors::path;
use phaseout_workflow::{Coverage, Covered};
use serde_json::{Value, json};

/// A file's share: how many functions it has, and how many of them were called.
struct Share {
    script: String,
    functions: usize,
    called: usize,
}

impl Share {
    /// In whole percent, downwards: 100 means all of them.
    fn percent(&self) -> usize {
        (self.called * 100).checked_div(self.functions).unwrap_or(100)
    }
}

fn shares(functions: &[Covered]) -> Vec<Share> {
    let mut shares: Vec<Share> = Vec::new();
    for function in functions {
        if shares.last().is_none_or(|last| last.script != function.script) {
            shares.push(Share { script: function.script.clone(), functions: 0, called: 0 });
        }
        if let Some(last) = shares.last_mut() {
            last.functions += 1;
            last.called += usize::from(function.times > 0);
        }
    }
    shares
}

fn place(function: &Covered) -> String {
    format!("{}:{}", path(&function.script), function.line)
}

pub(crate) fn text(messages: &Messages, coverage: &Coverage) -> String {
    let functions = coverage.functions();
    if functions.is_empty() {
        return format!("\n{}\n", messages.word("script-coverage-none"));
    }
    let mut each = Grid::new(&["function", "at", "calls"], &["calls"]);
    for function in &functions {
        let calls = match function.times {
            0 => messages.word("script-coverage-never"),
            times => times.to_string(),
        };
        each.row(vec![function.name.clone(), place(function), calls]);
    }
    let mut files = Grid::new(
        &["script", "functions", "called", "percent"],
        &["functions", "called", "percent"],
    );
    for share in shares(&functions) {
        let percent = format!("{}%", share.percent());
        let (all, called) = (share.functions.to_string(), share.called.to_string());
        files.row(vec![path(&share.script), all, called, percent]);
    }
    let heading = messages.word("script-coverage");
    format!("\n{heading}\n{}{}", each.text(messages), files.text(messages))
}

pub(crate) fn json(coverage: &Coverage) -> Value {
    let functions = coverage.functions();
    let of_file = |share: &Share| {
        json!({
            "path": path(&share.script), "functions": share.functions, "called": share.called,
            "percent": share.percent(),
        })
    };
    let of_function = |function: &Covered| {
        json!({
            "name": function.name, "path": path(&function.script), "line": function.line,
            "parameters": function.parameters, "calls": function.times,
        })
    };
    json!({
        "files": shares(&functions).iter().map(of_file).collect::<Vec<_>>(),
        "functions": functions.iter().map(of_function).collect::<Vec<_>>(),
    })
}
