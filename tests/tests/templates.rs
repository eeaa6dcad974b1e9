//! `phaseout report` and an office's own templates: copied, changed, wrong, and traced.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

use phaseout_tests::{Answer, Call, Desk};

fn office() -> Desk {
    let desk = Desk::new();
    desk.office();
    desk
}

/// Runs `phaseout report …` in the office, on a day of 2013, with English messages.
fn report(desk: &Desk, arguments: &[&str]) -> Answer {
    let call = Call::new().inside(&desk.at("office")).env("COLUMNS", "120");
    call.arg("report").args(arguments).args(["--as-of", "2013-12-20"]).run()
}

fn template(desk: &Desk, name: &str, body: &str) {
    let text = format!("+++\ntitle = \"本单位的总结\"\n+++\n{body}\n");
    desk.write(&format!("office/templates/{name}"), text);
}

fn text(desk: &Desk, name: &str) -> String {
    String::from_utf8(desk.read(&format!("office/{name}"))).unwrap()
}

#[test]
fn an_office_copies_a_template_and_its_copy_hides_the_original() {
    let desk = office();
    let _ = report(&desk, &["template", "年度工作总结", "--out", "templates/annual.md"]).exits(0);
    let copied = text(&desk, "templates/annual.md");
    assert_eq!(report(&desk, &["template", "annual"]).exits(0).text(), copied);
    // A file that the office may have worked on stays.
    let again = report(&desk, &["template", "annual", "--out", "templates/annual.md"]).exits(3);
    assert!(again.err.contains("was not overwritten"), "{}", again.err);
    template(&desk, "annual.md", "本单位自己的写法。");
    let _ = report(&desk, &["annual", "--out", "annual.md"]).exits(0);
    let written = text(&desk, "annual.md");
    assert!(
        written.contains("# 本单位的总结") && written.contains("本单位自己的写法"),
        "{written}"
    );
    let kinds = report(&desk, &["kinds", "--format", "json"]).exits(0).json();
    let of = |id: &str| {
        let all = kinds["kinds"].as_array().unwrap();
        all.iter().find(|kind| kind["kind"] == id).unwrap()["template"].clone()
    };
    assert_eq!((of("annual"), of("plan")), ("templates/annual.md".into(), serde_json::Value::Null));
}

#[test]
fn a_wrong_template_writes_nothing_and_is_shown_beside_its_line() {
    let desk = office();
    template(&desk, "annual.md", "共淘汰8万吨,依据{{ cite('国发[2010]7号') }}。");
    let answer = report(&desk, &["annual", "--out", "annual.md"]).exits(3);
    for part in [
        "templates/annual.md:4: 8 in “共淘汰8万吨,依据” comes from nowhere",
        "共淘汰8万吨,依据{{ cite('国发[2010]7号') }}。",
        "it is 国发〔2010〕7号",
        "^",
    ] {
        assert!(answer.err.contains(part), "{part} is not in\n{}", answer.err);
    }
    assert!(!desk.at("office/annual.md").exists());
    template(&desk, "annual.md", "{{ given.fonded }}");
    let answer = report(&desk, &["annual", "--out", "annual.md", "--set", "founded=1985"]).exits(3);
    assert!(answer.err.contains("given.fonded, which was not given"), "{}", answer.err);
    let doctor = desk.in_office(["doctor", "--check", "--lang", "en"]);
    assert!(doctor.text().contains("1 of the office"), "{}", doctor.text());
    template(&desk, "anual.md", "甲");
    let doctor = desk.in_office(["doctor", "--check", "--lang", "en"]).exits(1);
    assert!(doctor.text().contains("did you mean annual.md?"), "{}", doctor.text());
}

#[test]
fn the_ending_decides_the_format_and_wrong_use_writes_nothing() {
    let desk = office();
    template(&desk, "annual.md", "正文。");
    for (ending, begins) in
        [("md", "# "), ("html", "<!DOCTYPE html>"), ("docx", "PK"), ("xlsx", "PK")]
    {
        let name = format!("annual.{ending}");
        let _ = report(&desk, &["annual", "--out", &name]).exits(0);
        let bytes = desk.read(&format!("office/{name}"));
        let head = String::from_utf8_lossy(&bytes[..begins.len().min(bytes.len())]).to_lowercase();
        assert_eq!(head, begins.to_lowercase(), "{name}");
    }
    for (arguments, words) in [
        (&["annual"][..], "nothing says where"),
        (&["annual", "--out", "annual.doc"], ".md .html .docx or .xlsx"),
        (&["annual", "--out", "a.md", "--format", "json"], "--format is for --trace"),
        (&["annual", "--out", "a.md", "--set", "founded"], "KEY=VALUE"),
        (&["annual", "--out", "a.md", "--number", "楚工信[2013]5号"], "楚工信〔2013〕5号"),
        (&["annual", "--out", "a.md", "--month", "13"], "13"),
        (&["anual", "--out", "a.md"], "annual"),
        (&["template", "anual"], "did you mean annual?"),
    ] {
        let answer = report(&desk, arguments).exits(2);
        assert!(answer.err.contains(words), "{arguments:?}: {}", answer.err);
    }
    let _ = report(&desk, &["annual", "--out", "none/a.md"]).exits(3);
    desk.write("office/given.toml", "founded = \"1985年\"\n");
    let _ = report(&desk, &["annual", "--out", "given.toml", "--from", "given.toml"]).exits(2);
    assert_eq!(text(&desk, "given.toml"), "founded = \"1985年\"\n");
}

#[test]
fn the_trace_names_the_origin_of_every_piece_in_the_order_of_printing() {
    let desk = office();
    template(&desk, "annual.md", "建于{{ given.founded }},依据{{ cite('国发〔2010〕7号') }}。");
    desk.write(
        "office/given.toml",
        "founded = { value = \"1985年\", source = \"简介\", what = \"建厂\" }\n",
    );
    let asked = ["annual", "--trace", "--from", "given.toml", "--number", "楚工信〔2013〕5号"];
    let trace = report(&desk, &[&asked[..], &["--format", "json"]].concat()).exits(0).json();
    assert_eq!((&trace["schema"], &trace["year"]), (&"phaseout.trace/1".into(), &2013.into()));
    let pieces: Vec<(&str, &str)> = trace["printed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|piece| (piece["text"].as_str().unwrap(), piece["origin"]["from"].as_str().unwrap()))
        .collect();
    let expected =
        [("楚工信〔2013〕5号", "given"), ("1985年", "given"), ("国发〔2010〕7号", "cited")];
    assert_eq!(pieces, expected);
    assert_eq!(trace["printed"][1]["origin"]["source"], "简介");
    assert!(!desk.at("office/annual.md").exists());
    let table = report(&desk, &[&asked[..], &["--out", "annual.md"]].concat()).exits(0);
    assert!(table.text().contains("given.toml founded (简介)"), "{}", table.text());
    assert!(text(&desk, "annual.md").contains("建于1985年"));
    let csv = report(&desk, &[&asked[..], &["--format", "csv"]].concat()).exits(0);
    assert!(
        csv.text().starts_with("printed_at,printed,printed_what,origin,events\n"),
        "{}",
        csv.text()
    );
}
