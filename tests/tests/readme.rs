//! What the README shows is what the program does: its commands, its output, its list of what is not
//! confirmed.

use phaseout_tests::{Answer, Call, project};

fn readme() -> String {
    std::fs::read_to_string(project().join("README.md")).expect("the project has a README")
}

fn phaseout(arguments: &[&str]) -> Answer {
    Call::new().inside(project()).args(arguments).run()
}

/// The texts of the fenced blocks of a kind, in order.
fn blocks(kind: &str) -> Vec<String> {
    let readme = readme();
    let mut blocks = Vec::new();
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        if line == format!("```{kind}") {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push(block.join("\n"));
        }
    }
    blocks
}

/// Every line of a block stands in the output, in the same order; `…` stands for what was left out.
fn stands_in(block: &str, output: &str) {
    let mut rest = output.lines();
    for line in block.lines().filter(|line| !line.trim().is_empty() && line.trim() != "…") {
        assert!(
            rest.any(|other| other.trim_end() == line.trim_end()),
            "the README shows a line that the program does not print here:\n{line}"
        );
    }
}

#[test]
fn the_screen_that_is_shown_is_what_the_first_command_prints() {
    let answer = phaseout(&[
        "screen",
        "examples/published/lines.csv",
        "--as-of",
        "2013-07-01",
        "--lang",
        "zh",
    ]);
    stands_in(&blocks("text")[0], &format!("{}{}", answer.text(), answer.err));
}

#[test]
fn the_card_that_is_shown_is_what_explain_prints() {
    let answer = phaseout(&[
        "explain",
        "examples/published/lines.csv",
        "--line",
        "RL001",
        "--as-of",
        "2013-07-01",
        "--lang",
        "en",
    ]);
    stands_in(&blocks("text")[1], answer.text());
}

#[test]
fn the_table_of_what_is_not_confirmed_is_complete() {
    let answer = phaseout(&["criteria", "list", "--format", "json"]);
    let readme = readme();
    let criteria = answer.json()["criteria"].as_array().unwrap().clone();
    let unconfirmed: Vec<String> = criteria
        .iter()
        .filter(|criterion| criterion["confirmed"] == false)
        .map(|criterion| criterion["id"].as_str().unwrap().to_owned())
        .collect();
    assert!(unconfirmed.len() > 20, "the list is read: {unconfirmed:?}");
    let listed: usize = readme
        .lines()
        .filter(|line| {
            line.starts_with("| `") && line.contains('/') && line.matches('|').count() == 4
        })
        .map(|line| line.matches('`').count() / 2 - 1)
        .sum();
    for id in &unconfirmed {
        let (group, name) = id.rsplit_once('/').unwrap();
        let row = readme.lines().find(|line| line.starts_with(&format!("| `{group}` ")));
        assert!(
            row.is_some_and(|row| row.contains(&format!("`{name}`"))),
            "{id} is not in the table"
        );
    }
    assert_eq!(listed, unconfirmed.len(), "the table lists what is confirmed by now");
}
