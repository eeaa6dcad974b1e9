//! What is read from equipment and specification cells: the forms stand in
//! `published/specifications.md`, one row each.

use phaseout_tests::{Desk, Row, published};
use serde_json::Value;
use std::fmt::Write as _;

/// The unit of a row as the table writes it, from the program's answer.
fn written(unit: &Value, with_capacity: bool) -> String {
    let mut text = unit["equipment"].as_str().unwrap_or_default().to_owned();
    if let Some(quantity) = unit["quantity"].as_u64() {
        let _ = write!(text, " ×{quantity}");
    }
    if let Some(number) = unit["number"].as_str() {
        let _ = write!(text, " #{number}");
    }
    let attributes = unit["attributes"].as_object().into_iter().flatten();
    let mut values: Vec<String> = attributes
        .filter(|(attribute, _)| with_capacity || attribute.as_str() != "capacity")
        .map(|(attribute, value)| format!("{attribute} = {}", interval(value)))
        .collect();
    values.sort();
    if !values.is_empty() {
        let _ = write!(text, ": {}", values.join(" · "));
    }
    text
}

fn interval(value: &Value) -> String {
    let unit = value["unit"].as_str().unwrap_or_default();
    let number = |bound: &Value| bound.as_f64().map(|bound| bound.to_string());
    let text = match (number(&value["lo"]), number(&value["hi"])) {
        (Some(lo), Some(hi)) if lo == hi => lo,
        (lo, hi) => {
            let open = |flag: &Value, bound: &Option<String>| flag == true || bound.is_none();
            let (left, right) = (open(&value["lo_open"], &lo), open(&value["hi_open"], &hi));
            format!(
                "{}{}, {}{}",
                if left { '(' } else { '[' },
                lo.as_deref().unwrap_or("-∞"),
                hi.as_deref().unwrap_or("∞"),
                if right { ')' } else { ']' }
            )
        }
    };
    format!("{text} {unit}")
}

/// The unit of a row as the table says it, its attributes in order.
fn expected(part: &str) -> String {
    let Some((kind, values)) = part.split_once(": ") else { return part.to_owned() };
    let mut values: Vec<&str> = values.split(" · ").collect();
    values.sort_unstable();
    format!("{kind}: {}", values.join(" · "))
}

fn quoted(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\"").replace("<br>", "\n"))
}

/// One list with all rows of the table.
fn list(rows: &[Row]) -> String {
    let mut text = "序号,行业,设备名称,规格型号,数量,产能\n".to_owned();
    for (number, row) in (1..).zip(rows) {
        let cells = ["Industry", "Equipment", "Specification", "Quantity", "Capacity"]
            .map(|header| quoted(row.cell(header)));
        let _ = writeln!(text, "T{number},{}", cells.join(","));
    }
    text
}

fn difference(row: &Row, line: &Value) -> Option<String> {
    let expected: Vec<String> = row.parts("Read").into_iter().map(expected).collect();
    let with_capacity =
        row.cell("Read").contains("capacity = ") && row.cell("Read").contains("万吨/年");
    let units: Vec<String> = line["units"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|unit| written(unit, with_capacity))
        .collect();
    let problems = line["problems"].as_array().cloned().unwrap_or_default();
    let codes: Vec<&str> = problems.iter().filter_map(|problem| problem["code"].as_str()).collect();
    let fits = match row.cell("Problem") {
        "" => codes.is_empty(),
        "*" => !codes.is_empty(),
        code => codes.contains(&code),
    };
    if (units == expected || row.cell("Read") == "*") && fits {
        return None;
    }
    Some(format!(
        "{} {} | {}: expected {} and problem {:?}, read {} with {codes:?}\n",
        row.place,
        row.cell("Equipment"),
        row.cell("Specification"),
        expected.join(" + "),
        row.cell("Problem"),
        units.join(" + "),
    ))
}

#[test]
fn every_form_is_read_as_the_table_says() {
    let rows = published("specifications.md");
    let desk = Desk::new();
    let answer = desk.screen("list.csv", list(&rows), &["--as-of", "2013-07-01"]).json();
    let lines = answer["lines"].as_array().expect("lines is an array");
    assert_eq!(lines.len(), rows.len(), "one line for each row");
    let failures: String =
        rows.iter().zip(lines).filter_map(|(row, line)| difference(row, line)).collect();
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn a_problem_names_its_column_and_what_to_do() {
    let desk = Desk::new();
    let line = desk
        .screen("list.csv", "序号,行业,设备名称,规格型号\nA,水泥,机立窑,-2.2m\n", &[])
        .line("A");
    let problem = &line["problems"][0];
    assert_eq!(
        (&problem["code"], &problem["column"]),
        (&"impossible-value".into(), &"规格型号".into())
    );
    for words in ["message", "hint"] {
        assert!(problem[words].as_str().is_some_and(|words| !words.is_empty()), "{problem}");
    }
}

#[test]
fn a_bare_number_takes_the_unit_of_its_header() {
    let desk = Desk::new();
    let text =
        "序号,行业,设备名称,有效容积(m³),单机容量(万千瓦)\nA,炼铁,高炉,450,\nB,电力,机组,,5\n";
    let answer = desk.screen("list.csv", text, &[]);
    assert_eq!(written(&answer.line("A")["units"][0], false), "blast_furnace: volume = 450 m³");
    assert_eq!(
        written(&answer.line("B")["units"][0], false),
        "thermal_unit: unit_capacity = 50 MW"
    );
}
