//! Templates with what is wrong in them, and what a good one becomes.

use minijinja::{Value, context};
use phaseout_documents::paper::{Align, Block, ChartForm, Language, Paper, Run, plain};
use phaseout_reports::check;
use phaseout_reports::error::{FaultPlace, ReportError, ReportFault};
use phaseout_reports::given::{self, Given};
use phaseout_reports::render::{Form, Written, compose};
use phaseout_reports::template::Templates;
use phaseout_reports::value::{Origin, Pool, Traced, TracedChart, TracedSeries};
use std::collections::BTreeMap;

// ---- what templates may print --------------------------------------------------------------------

fn piece(text: &str, number: Option<i64>, events: &[i64]) -> Traced {
    Traced {
        text: text.to_owned(),
        number: number.map(Into::into),
        unit: number.map(|_| text.trim_start_matches(|c: char| c.is_ascii_digit()).to_owned()),
        what: "完成产能".to_owned(),
        origin: Origin::Events { query: "capacity(completed)".to_owned(), events: events.to_vec() },
    }
}

/// An office, a total, two lines and a chart.
fn facts(pool: &Pool) -> Value {
    let put = |text: &str, number| pool.put(piece(text, number, &[1, 2]));
    let line = |name: &str, capacity: i64| {
        context! { name => put(name, None), capacity => put(&format!("{capacity}万吨"), Some(capacity)) }
    };
    let chart = TracedChart {
        form: ChartForm::Columns,
        title: piece("2013年各行业完成产能", None, &[1]),
        unit: "万吨/年".to_owned(),
        categories: vec![piece("水泥", None, &[1]), piece("炼铁", None, &[2])],
        series: vec![TracedSeries {
            name: "完成".to_owned(),
            values: vec![Some(piece("8", Some(8), &[1])), None],
        }],
    };
    context! {
        office => context! { name => put("楚雄州工信委", None) },
        year => put("2013年", Some(2013)),
        total => put("48万吨", Some(48)),
        lines => vec![line("甲|水泥**厂", 8), line("乙厂", 40)],
        chart => pool.put_chart(chart),
    }
}

/// A folder of templates with these files in it.
fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, Result<Templates, ReportError>) {
    let folder = tempfile::tempdir().expect("a folder of our own");
    for (name, text) in files {
        let path = folder.path().join(name);
        let parent = path.parent().expect("a file in the folder");
        std::fs::create_dir_all(parent).expect("the folder can be made");
        std::fs::write(path, text).expect("the file can be written");
    }
    let templates = Templates::of_office(folder.path());
    (folder, templates)
}

fn write(
    files: &[(&str, &str)],
    given: &BTreeMap<String, Given>,
    language: Language,
) -> Result<Written, ReportError> {
    let (_folder, templates) = folder(files);
    let templates = templates?;
    let pool = Pool::default();
    let found = facts(&pool);
    let template = templates.get("annual.md").expect("the program has one");
    compose(&templates, template, &Form { kind: "annual", language, given }, &found, &pool)
}

/// The template with a title and this body.
fn with_title(body: &str) -> String {
    format!("+++\ntitle = \"总结\"\n+++\n{body}")
}

fn written(body: &str) -> Result<Written, ReportError> {
    let text = with_title(body);
    write(&[("annual.md", &text)], &BTreeMap::new(), Language::Zh)
}

fn faults(result: Result<Written, ReportError>) -> Vec<ReportFault> {
    result.expect_err("the template is wrong").faults
}

/// A fault as `code line:column` with what may have been meant.
fn shown(fault: &ReportFault) -> String {
    let place = match &fault.place {
        FaultPlace::Template(place) => format!(" {}:{}", place.line, place.column),
        _ => String::new(),
    };
    let meant = fault.suggestion.as_ref().map_or(String::new(), |meant| format!(" {meant}?"));
    format!("{}{place}{meant}", fault.code)
}

// ---- good ones -----------------------------------------------------------------------------------

#[test]
fn a_template_becomes_a_document() {
    let text = "+++\n\
        letterhead = \"{{ office.name }}文件\"\n\
        number = \"{{ cite('楚工信〔2013〕5号') }}\"\n\
        title = \"{{ year }}工作总结\"\n\
        signed_by = \"{{ office.name }}\"\n\
        notes = [\"{% for line in lines %}\", \"{{ total }}\"]\n\
        +++\n";
    let found = faults(write(&[("annual.md", text)], &BTreeMap::new(), Language::Zh));
    assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), ["template-unfinished 6:32"]);

    let text = text.replace("{% for line in lines %}", "截至今日");
    let body = "# 进展\n\n\
        共淘汰**{{ total }}**,\n依据{{ cite(\"国发〔2010〕7号\") }}。\\\n另起一行\n\n\
        ## 名单\n\n\
        : {{ year }}完成名单\n\n\
        | 序号 | 企业 | 产能 |\n|:-:|---|--:|\n\
        {% for line in lines %}\n\
        | {{ row_no(loop.index) }} | {{ line.name }} | {{ line.capacity }} |\n\
        {% endfor %}\n\n\
        {{ chart }}\n\n---\n\n- 甲\n- 乙\n";
    let text = format!("{text}{body}");
    let written = write(&[("annual.md", &text)], &BTreeMap::new(), Language::Zh).unwrap();
    let paper = written.paper;
    assert_eq!(plain(paper.letterhead.as_ref().unwrap()), "楚雄州工信委文件");
    assert_eq!(plain(paper.number.as_ref().unwrap()), "楚工信〔2013〕5号");
    assert_eq!(plain(&paper.title), "2013年工作总结");
    assert_eq!(
        paper.notes.iter().map(|line| plain(line)).collect::<Vec<_>>(),
        ["截至今日", "48万吨"]
    );
    let [
        Block::Heading { level: 1, mark, .. },
        Block::Paragraph(first),
        second,
        Block::Table(table),
        Block::Chart(chart),
        Block::PageBreak,
        Block::Items(items),
    ] = paper.blocks.as_slice()
    else {
        panic!("{:#?}", paper.blocks)
    };
    assert_eq!(mark, "一、");
    assert_eq!(plain(first), "共淘汰48万吨,依据国发〔2010〕7号。\n另起一行");
    assert!(matches!(second, Block::Heading { level: 2, .. }));
    assert_eq!(plain(&table.caption), "2013年完成名单");
    assert_eq!(table.align, [Align::Centre, Align::Left, Align::Right]);
    let rows: Vec<String> = table
        .rows
        .iter()
        .map(|row| row.iter().map(|cell| plain(cell)).collect::<Vec<_>>().join(" / "))
        .collect();
    assert_eq!(rows, ["1 / 甲|水泥**厂 / 8万吨", "2 / 乙厂 / 40万吨"]);
    assert_eq!(chart.categories, ["水泥", "炼铁"]);
    assert_eq!(chart.series[0].values[1], None);
    assert_eq!(items.len(), 2);
    let trace: Vec<&str> = written.printed.iter().map(|traced| traced.text.as_str()).collect();
    let expected = [
        "楚雄州工信委",
        "楚工信〔2013〕5号",
        "2013年",
        "48万吨",
        "国发〔2010〕7号",
        "2013年",
        "1",
        "甲|水泥**厂",
        "8万吨",
        "2",
        "乙厂",
        "40万吨",
        "2013年各行业完成产能",
        "水泥",
        "炼铁",
        "8",
        "楚雄州工信委",
        "48万吨",
    ];
    assert_eq!(trace, expected);
    assert_eq!(values(&chart_free(&paper.blocks)), [3, 4, 5, 6, 7, 8, 9, 10, 11]);
}

/// The blocks without their charts.
fn chart_free(blocks: &[Block]) -> Vec<Block> {
    blocks.iter().filter(|block| !matches!(block, Block::Chart(_))).cloned().collect()
}

/// The places in the trace of all that the blocks print.
fn values(blocks: &[Block]) -> Vec<usize> {
    let paper = Paper { blocks: blocks.to_vec(), ..Paper::default() };
    runs_of(&paper)
        .into_iter()
        .filter_map(|run| if let Run::Value(value) = run { Some(value.trace) } else { None })
        .collect()
}

fn runs_of(paper: &Paper) -> Vec<Run> {
    let mut runs = Vec::new();
    for block in &paper.blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => runs.extend(text.clone()),
            Block::Items(items) => runs.extend(items.concat()),
            Block::Table(table) => {
                runs.extend(table.caption.clone());
                runs.extend(table.header.concat());
                runs.extend(table.rows.concat().concat());
            }
            Block::Chart(_) | Block::PageBreak => {}
        }
    }
    runs
}

#[test]
fn macros_and_parts_of_the_same_folder_may_be_used() {
    let files = [
        (
            "annual.md",
            "+++\ntitle = \"总结\"\n+++\n{% from \"parts/sum.md\" import sum %}\n{{ sum(total) }}\n\n{% include \"parts/foot.md\" %}",
        ),
        ("parts/sum.md", "{% macro sum(figure) %}合计**{{ figure }}**{% endmacro %}"),
        ("parts/foot.md", "由{{ office.name }}负责解释。"),
    ];
    let written = write(&files, &BTreeMap::new(), Language::Zh).unwrap();
    let Block::Paragraph(first) = &written.paper.blocks[0] else { panic!() };
    assert_eq!(plain(first), "合计48万吨");
    assert!(matches!(&first[1], Run::Value(_)));
    let Block::Paragraph(second) = &written.paper.blocks[1] else { panic!() };
    assert_eq!(plain(second), "由楚雄州工信委负责解释。");
}

#[test]
fn words_of_a_template_are_never_markup_when_they_come_out_of_code() {
    let written = written("{{ \"# 不是标题 **不是强调** | 也不是表\" }}").unwrap();
    let Block::Paragraph(first) = &written.paper.blocks[0] else { panic!() };
    assert_eq!(plain(first), "# 不是标题 **不是强调** | 也不是表");
}

#[test]
fn an_english_document_has_english_marks() {
    let text = with_title("# Progress\n\nline one\nline two\n");
    let written = write(&[("annual.md", &text)], &BTreeMap::new(), Language::En).unwrap();
    let Block::Heading { mark, .. } = &written.paper.blocks[0] else { panic!() };
    assert_eq!(mark, "1 ");
    let Block::Paragraph(runs) = &written.paper.blocks[1] else { panic!() };
    assert_eq!(plain(runs), "line one line two");
    let text = "+++\ntitle = \"总结\"\nheadings = \"plain\"\n+++\n# 进展\n";
    let written = write(&[("annual.md", text)], &BTreeMap::new(), Language::Zh).unwrap();
    let Block::Heading { mark, .. } = &written.paper.blocks[0] else { panic!() };
    assert_eq!(mark, "");
}

// ---- what was given ------------------------------------------------------------------------------

#[test]
fn what_was_given_is_printed_with_its_source_and_what_was_not_is_told_at_once() {
    let given =
        given::read("p.toml", "founded = {value = \"1985年\", source = \"简介\"}\nspare = 1")
            .unwrap();
    let text =
        with_title("{% if given.owner %}{{ given.owner }}{% endif %}建于{{ given.founded }}。");
    let made = write(&[("annual.md", &text)], &given, Language::Zh).unwrap();
    assert_eq!(made.printed[0].text, "1985年");
    let expected =
        Origin::Given { option: "p.toml founded".to_owned(), source: Some("简介".to_owned()) };
    assert_eq!(made.printed[0].origin, expected);
    assert_eq!(made.unused, ["spare"]);

    let found = faults(written("建于{{ given.founded }},\n有{{ given.staff.total }}。"));
    assert_eq!(
        found.iter().map(shown).collect::<Vec<_>>(),
        ["given-missing 4:6", "given-missing 5:5"]
    );
}

#[test]
fn number_and_addressee_of_the_command_win_over_the_template() {
    let mut given = BTreeMap::new();
    given::set(&mut given, "number=楚工信〔2013〕5号").unwrap();
    given::set(&mut given, "addressee=州政府").unwrap();
    let text = "+++\ntitle = \"总结\"\naddressee = \"各县\"\n+++\n正文\n";
    let made = write(&[("annual.md", text)], &given, Language::Zh).unwrap();
    assert_eq!(plain(&made.paper.number.unwrap()), "楚工信〔2013〕5号");
    assert_eq!(plain(&made.paper.addressee.unwrap()), "州政府");
    assert_eq!(made.unused, <[&str; 0]>::default());
}

// ---- wrong ones ----------------------------------------------------------------------------------

/// Body, and what is told of it. The body begins on line 4.
#[test]
fn mistakes_have_a_place_and_what_was_meant() {
    let cases: &[(&str, &[&str])] = &[
        ("{{ ofice.name }}", &["template-name 4:4 office?"]),
        ("甲\n乙{{ office.nmae }}", &["template-part 5:5 name?"]),
        (
            "{% for line in lines %}\n{{ line.capcity }}\n{% endfor %}",
            &["template-part 5:4 capacity?"],
        ),
        ("{% if totl %}甲{% endif %}", &["template-name 4:7 total?"]),
        ("{{ total|roundd }}", &["template-filter 4:10 round?"]),
        ("{{ cyte('甲') }}", &["template-function 4:4 cite?"]),
        ("{% if total is defind %}{% endif %}", &["template-test 4:16 defined?"]),
        ("{% fro line in lines %}", &["template-statement 4:4 for?"]),
        ("{% for line in lines %}甲", &["template-unfinished 4:24"]),
        ("{{ total", &["template-unfinished 4:4"]),
        ("{{ total\u{ff09} }}", &["template-character 4:9"]),
        ("{% include \"sum.md\" %}", &["template-missing 4:4"]),
        ("{% include \"../office.toml\" %}", &["template-outside 4:4"]),
        ("{% include \"/etc/passwd\" %}", &["template-outside 4:4"]),
        ("{{ lines }}", &["template-whole 4:4"]),
        ("{{ none }}", &["template-nothing 4:4"]),
        ("{{ total.number }}", &["template-number 4:4"]),
        ("{{ lines|length }}", &["template-number 4:4"]),
        ("{{ total.number + 1 }}", &["template-number 4:4"]),
        ("{% for line in lines %}{{ loop.index }}{% endfor %}", &["template-number 4:27"]),
        ("{{ row_no(7) }}", &["template-row 4:4"]),
        ("{{ total.raw }}", &["digits 4:4"]),
        ("{{ total.number ~ '吨' }}", &["digits 4:4"]),
        ("淘汰8万吨,共三条\n和\u{ff11}\u{ff12}条", &["digits 4:3", "digits 4:8", "digits 5:2"]),
        ("{{ '三' }}万吨", &["digits 4:4"]),
        ("&#56;万吨", &["digits 4:3"]),
        ("甲{# 8 #}乙{% if false %}9{% endif %}", &["digits 4:24"]),
        ("{{ cite('国发[2010]7号') }}", &["cite-brackets 4:10"]),
        ("{{ cite('8万吨') }}", &["cite-digits 4:10"]),
        ("{{ cite(total.raw) }}", &["cite-digits 4:4"]),
        ("甲{{ chart }}", &["chart-alone 4:1"]),
        ("| 甲 |\n|---|\n| {{ chart }} |", &["chart-alone 6:2"]),
        ("* 甲\n  - 乙", &["markdown-nested 5:3"]),
        ("甲 *乙* 丙", &["markdown-emphasis 4:3"]),
        ("[甲](乙)", &["markdown-link 4:1"]),
        ("![甲](乙)", &["markdown-image 4:1"]),
        ("`甲`", &["markdown-code 4:1"]),
        ("甲\n\n    乙", &["markdown-code-block 6:5"]),
        ("> 甲", &["markdown-quote 4:1"]),
        ("甲<br>乙", &["markdown-html 4:2"]),
        ("<div>\n甲\n</div>", &["markdown-html 4:1"]),
        ("甲\n---\n", &["markdown-underline 4:1"]),
        ("##### 甲", &["markdown-deep 4:1"]),
        ("**“甲”**乙", &["markdown-stars 4:1"]),
        ("{{ total.size }}", &["template-part 4:4"]),
        ("{{ total|safe }}", &["template-filter 4:10"]),
        ("{{ debug() }}", &["template-function 4:4"]),
    ];
    let mut failures = Vec::new();
    for (body, expected) in cases {
        let found: Vec<String> = written(body)
            .err()
            .into_iter()
            .flat_map(|error| error.faults)
            .map(|fault| shown(&fault))
            .collect();
        if found != *expected {
            failures.push(format!("{body:?}: {found:?}, not {expected:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_front_that_is_wrong_has_its_places() {
    let cases: &[(&str, &[&str])] = &[
        ("正文", &["front-missing 1:1"]),
        ("+++\ntitle = \"{{ yaer }}\"\n+++\n", &["template-name 2:13 year?"]),
        ("+++\ntitle = \"2013年总结\"\n+++\n", &["digits 2:10"]),
        ("+++\ntitle = \"{{ total\"\n+++\n", &["template-unfinished 2:13"]),
        ("+++\ntitle = \"总结\"\nnotes = [\"甲\", \"# 乙\"]\n+++\n", &["front-block 3:16"]),
        ("+++\ntitle = \"总结\"\nsigned = \"甲\"\n+++\n", &["front-key 3:1"]),
    ];
    for (text, expected) in cases {
        let found = faults(write(&[("annual.md", text)], &BTreeMap::new(), Language::Zh));
        assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), *expected, "{text}");
    }
}

#[test]
fn a_fault_in_a_part_has_its_place_there() {
    let files = [
        ("annual.md", "+++\ntitle = \"总结\"\n+++\n{% include \"foot.md\" %}"),
        ("foot.md", "甲\n乙{{ office.nmae }}"),
    ];
    let found = faults(write(&files, &BTreeMap::new(), Language::Zh));
    let FaultPlace::Template(place) = &found[0].place else { panic!("{found:?}") };
    assert_eq!((place.name.as_str(), place.line, place.column), ("foot.md", 2, 5));
}

// ---- templates that would take everything --------------------------------------------------------

#[test]
fn what_a_template_can_spend_has_an_end() {
    let doubling = "{% set ns = namespace(text='甲') %}{% for i in range(99) %}{% set ns.text = ns.text ~ ns.text %}{% endfor %}{{ ns.text }}";
    let cases = [
        (
            "{% for a in range(100000) %}{% for b in range(100000) %}甲{% endfor %}{% endfor %}",
            "template-endless",
        ),
        (doubling, "template-endless"),
        ("{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}", "template-deep"),
        ("{% include \"annual.md\" %}", "template-deep"),
        ("{{ '甲' * 100000000 }}", "template-endless"),
    ];
    for (body, expected) in cases {
        let found = faults(written(body));
        assert_eq!(found[0].code, expected, "{body}: {found:?}");
    }
}

#[test]
fn a_template_that_is_too_long_is_not_read() {
    let long = "甲".repeat(4 << 20);
    let (_folder, templates) = folder(&[("annual.md", &long)]);
    let found = templates.unwrap_err().faults;
    assert_eq!(found[0].code, "template-long");
    let nested = with_title(&"{% if true %}".repeat(2000));
    let found = faults(write(&[("annual.md", &nested)], &BTreeMap::new(), Language::Zh));
    assert_eq!(found[0].code, "template-deep");
}

#[test]
fn a_file_in_another_encoding_is_told_with_its_line() {
    let (folder, _) = folder(&[]);
    std::fs::write(folder.path().join("annual.md"), b"a\nb\n\xd7\xdc\xbd\xe1").unwrap();
    let found = Templates::of_office(folder.path()).unwrap_err().faults;
    assert_eq!((found[0].code, found[0].arguments[0].1.as_str()), ("template-encoding", "3"));
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_folder_is_no_template() {
    let (folder, _) =
        folder(&[("annual.md", "+++\ntitle = \"甲\"\n+++\n{% include \"out.md\" %}")]);
    let secret = tempfile::NamedTempFile::new().unwrap();
    std::os::unix::fs::symlink(secret.path(), folder.path().join("out.md")).unwrap();
    let templates = Templates::of_office(folder.path()).unwrap();
    assert!(templates.get("out.md").is_none());
}

// ---- without a record ----------------------------------------------------------------------------

#[test]
fn the_templates_of_the_program_hold_against_the_rules() {
    let templates = Templates::embedded();
    for template in templates.all() {
        let found = check::template(template, &templates);
        assert_eq!(found, [], "{}", template.name);
    }
}

#[test]
fn an_office_is_told_of_a_template_that_nothing_uses() {
    let good = with_title("{% include \"foot.md\" %}");
    let files = [("anual.md", good.as_str()), ("foot.md", "甲"), ("en/survey.md", "甲")];
    let (_folder, templates) = folder(&files);
    let found = check::office(&templates.unwrap());
    let found: Vec<String> = found.iter().map(shown).collect();
    assert_eq!(found, ["template-unused 1:1 annual.md?", "front-missing 1:1"]);
}
