//! `phaseout report board`: one page of a year that loads nothing, can be used by keyboard, and prints.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]
#![allow(clippy::print_stderr, reason = "a test that was skipped says so")]

use phaseout_tests::{Desk, Example};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

static CHUXIONG: LazyLock<Example> = LazyLock::new(|| Example::of("chuxiong"));

/// The board of the Chuxiong office as of a day.
fn board(name: &str, day: &str, more: &[&str]) -> String {
    let mut arguments = vec!["report", "board", "--year", "2013", "--as-of", day, "--out", name];
    arguments.extend(more);
    let _ = CHUXIONG.run(&arguments).exits(0);
    std::fs::read_to_string(CHUXIONG.path().join(name)).unwrap()
}

/// Every element is closed by its own end; elements that have none are left out.
fn assert_well_formed(html: &str) {
    const VOID: [&str; 5] = ["meta", "br", "input", "!doctype", "?xml"];
    let without = |text: &str, from: &str, to: &str| -> String {
        let mut kept = String::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once(from) {
            kept.push_str(before);
            rest = behind.split_once(to).unwrap().1;
        }
        kept + rest
    };
    let plain = without(&without(html, "<style>", "</style>"), "<script>", "</script>");
    let mut open: Vec<String> = Vec::new();
    for piece in plain.split('<').skip(1) {
        let (tag, _) = piece.split_once('>').unwrap();
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(|c| !c.is_whitespace() && *c != '/')
            .collect();
        if tag.starts_with('/') {
            assert_eq!(open.pop().as_ref(), Some(&name), "an end without a beginning");
        } else if !VOID.contains(&name.as_str()) && !tag.ends_with('/') {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "not closed: {open:?}");
}

#[test]
fn the_board_of_2013_shows_what_the_record_has() {
    let html = board("board.html", "2013-12-31", &[]);
    assert_well_formed(&html);
    for words in [
        "楚雄州工业和信息化委员会2013年淘汰落后产能看板",
        "截至 2013-12-31",
        "<h3>目标</h3><strong>8万吨/年</strong>",
        "<h3>验收</h3><strong>8万吨/年</strong>",
        "**县耀华水泥有限责任公司",
        "涉及90人,已安置90人",
        "phaseout target show --year 2013",
        "phaseout show 532300-1",
        "<html lang=\"zh-CN\">",
    ] {
        assert!(html.contains(words), "{words}");
    }
    let head = CHUXIONG.run(&["ledger", "head"]).exits(0);
    assert!(html.contains(head.text().trim()), "the record's head is printed");
}

#[test]
fn on_a_day_before_the_deed_the_figures_are_those_of_the_day() {
    let html = board("may.html", "2013-05-31", &[]);
    assert!(html.contains("<h3>计划</h3><strong>8万吨/年</strong>"));
    assert!(html.contains("<h3>拆除</h3><strong>0</strong>"), "dismantled on 27 July");
}

/// The command printed beside a figure lists the lines that the figure counts.
#[test]
fn the_query_of_a_stage_gives_its_lines() {
    for (day, expected) in [("2013-05-01", [1, 0, 0, 0, 0]), ("2013-12-31", [1, 1, 1, 1, 1])] {
        let html = board("queries.html", day, &[]);
        let queries =
            html.split("<code>phaseout ").skip(1).filter_map(|it| it.split_once("</code>"));
        let queries = queries.map(|(query, _)| query).filter(|query| query.contains("--reached"));
        let counts: Vec<usize> = queries
            .map(|query| {
                let mut words: Vec<&str> = query.split(' ').collect();
                words.extend(["--as-of", day, "--format", "json"]);
                let answer = CHUXIONG.run(&words).exits(0).json();
                answer["lines"].as_array().unwrap().len()
            })
            .collect();
        assert_eq!(counts, expected, "{day}");
    }
}

#[test]
fn nothing_is_loaded_from_anywhere() {
    let html = board("alone.html", "2013-12-31", &[]);
    for outside in ["http:", "https:", "src=", "url(", "@import", "<link", "<iframe", "<object"] {
        assert!(!html.contains(outside), "{outside}");
    }
    assert!(html.contains("Content-Security-Policy\" content=\"default-src 'none'"));
    assert_eq!(html.matches("<script").count(), 1);
}

#[test]
fn it_is_used_by_keyboard_and_read_aloud() {
    let html = board("keys.html", "2013-12-31", &["--lang", "en"]);
    assert!(html.contains("<html lang=\"en\">"));
    assert!(html.contains("<a class=\"skip\" href=\"#rows\">"));
    assert!(html.contains(":focus-visible"));
    let heads = html.matches("<th ").count();
    assert_eq!(html.matches("<th scope=").count(), heads, "every head says what it heads");
    assert!(!html.contains("tabindex=\"1\""), "the order is that of the page");
}

#[test]
fn a_name_is_never_markup() {
    let desk = Desk::new();
    let name = "<script>alert(1)</script>\"&";
    let _ = desk.phaseout(["init", "office", "--region", "532300", "--name", name]).exits(0);
    let list = "企业名称,行业,设备,规格,产能\n<img src=x onerror=alert(1)>水泥厂,水泥,机立窑,Φ3×11m,8万吨\n";
    desk.write("list.csv", list);
    let _ = desk.in_office(["import", "../list.csv", "--on", "2013-01-05"]).exits(0);
    let identify = [
        "record",
        "identify",
        "532300-1",
        "--on",
        "2013-02-01",
        "--set",
        "decision=local",
        "--set",
        "reason=x",
    ];
    let _ = desk.in_office(identify).exits(0);
    let plan = [
        "record",
        "plan",
        "532300-1",
        "--on",
        "2013-03-01",
        "--set",
        "year=2013",
        "--set",
        "capacity=8万吨",
        "--set",
        "target=none",
        "--set",
        "deadline=2013-06-30",
    ];
    let _ = desk.in_office(plan).exits(0);
    let _ = desk
        .in_office([
            "report",
            "board",
            "--as-of",
            "2013-12-31",
            "--out",
            "board.html",
            "--lang",
            "zh",
        ])
        .exits(0);
    let html = String::from_utf8(desk.read("office/board.html")).unwrap();
    assert_well_formed(&html);
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&amp;"));
    assert!(html.contains("&lt;img src=x onerror=alert(1)&gt;水泥厂"));
    assert!(!html.contains("<img"));
    assert!(html.contains("逾期"), "the day of 30 June is over");
}

#[test]
fn another_ending_or_none_is_refused_with_what_to_do() {
    for out in [&["--out", "board.docx"][..], &[]] {
        let mut arguments = vec!["report", "board", "--year", "2013"];
        arguments.extend(out);
        let refused = CHUXIONG.run(&arguments).exits(2);
        assert!(refused.err.contains("--out"), "{}", refused.err);
    }
}

/// The browser, where one is installed.
fn browser(arguments: &[&str], page: &Path) -> Option<(String, String)> {
    let name = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| {
        let mut command = Command::new(name);
        command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    })?;
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new(name)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .args(arguments)
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Some((text(&output.stdout), text(&output.stderr)))
}

/// Its script runs under the page's own policy, says nothing on the console, and the filter can be reached.
#[test]
fn a_browser_opens_it_without_complaint() {
    let html = board("open.html", "2013-12-31", &[]);
    let page = CHUXIONG.path().join("open.html");
    let Some((shown, said)) = browser(&["--dump-dom"], &page) else {
        eprintln!("skipped: no browser is installed");
        return;
    };
    assert!(!said.contains("CONSOLE"), "{said}");
    assert!(
        shown.contains("<form class=\"filter\" role=\"search\">"),
        "the filter is shown once it works"
    );
    assert!(shown.contains("1 / 1"));
    // Where Tab goes: asked by a script of the test, for which the copy's policy is taken away.
    let policy = html.find("<meta http-equiv").unwrap();
    let end = policy + html[policy..].find('>').unwrap() + 1;
    let asking = "<script>document.title = [...document.querySelectorAll('a[href],button,input,summary,[tabindex=\"0\"]')]\
                  .filter((it) => it.tabIndex >= 0 && it.offsetParent !== null)\
                  .map((it) => { it.focus(); return document.activeElement === it ? it.tagName + (it.id && '#' + it.id) : '-'; })\
                  .join(' ');</script></body>";
    let copy = format!("{}{}", &html[..policy], &html[end..]).replace("</body>", asking);
    let page = CHUXIONG.write("asked.html", copy);
    let (shown, _) = browser(&["--dump-dom"], &page).unwrap();
    let title = shown.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
    let stops: Vec<&str> = title.split(' ').collect();
    assert_eq!(stops[0], "A", "the way past the figures comes first: {title}");
    assert!(stops.contains(&"INPUT#filter") && !stops.contains(&"-"), "{title}");
    assert!(stops.iter().filter(|stop| **stop == "BUTTON").count() >= 10, "heads sort: {title}");
}

#[test]
fn it_prints() {
    board("print.html", "2013-12-31", &[]);
    let pdf = CHUXIONG.path().join("print.pdf");
    let to = format!("--print-to-pdf={}", pdf.display());
    if browser(&[&to, "--no-pdf-header-footer"], &CHUXIONG.path().join("print.html")).is_none() {
        eprintln!("skipped: no browser is installed");
        return;
    }
    let bytes = std::fs::read(pdf).unwrap();
    assert!(bytes.starts_with(b"%PDF"));
}
