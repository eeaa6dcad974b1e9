//! Papers to write: one with every part, one of a single text, and what is needed to look at the result.
#![allow(dead_code, reason = "each test file uses its own part of the kit")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops, and says what it skips"
)]

use phaseout_documents::paper::{
    Align, Block, Chart, ChartForm, Language, Paper, Run, Runs, Series, Table, Value,
    number_headings,
};
use rust_decimal::Decimal;
use std::path::Path;
use std::process::{Command, Stdio};

/// Plain words.
pub(crate) fn say(text: &str) -> Runs {
    vec![Run::text(text)]
}

/// A number of the record.
pub(crate) fn number(text: &str, number: &str, unit: &str, trace: usize) -> Value {
    Value {
        text: text.to_owned(),
        number: Some(number.parse::<Decimal>().unwrap()),
        unit: Some(unit.to_owned()).filter(|unit| !unit.is_empty()),
        trace,
    }
}

fn name(text: &str, trace: usize) -> Run {
    Run::Value(Value { text: text.to_owned(), number: None, unit: None, trace })
}

/// A paper with every part that there is. Its firms and numbers are constructed.
pub(crate) fn whole() -> Paper {
    let mut blocks = vec![
        Block::Paragraph(vec![
            Run::text("截至2013年11月底，全州共淘汰落后产能"),
            Run::Value(number("38.5万吨/年", "38.5", "万吨/年", 0)),
            Run::text("，为年度目标的"),
            Run::Value(number("96.3%", "96.3", "%", 1)),
            Run::text("，涉及“水泥、铁合金、造纸”三个行业……现将有关情况通报如下。"),
        ]),
        heading(1, "基本情况"),
        heading(2, "任务完成"),
        Block::Paragraph(vec![
            Run::Text { text: "水泥行业。".to_owned(), strong: true },
            Run::text("拆除机立窑"),
            Run::Value(number("3条", "3", "条", 2)),
            Run::text("，对照《产业结构调整指导目录（2011年本）》，窑型为Φ3×11m。"),
        ]),
        heading(3, "分行业进展"),
        heading(4, "水泥"),
        Block::Items(vec![
            say("关停牟定县化工建材有限责任公司机立窑一条；"),
            vec![name("=cmd|'/c calc'!A1 <script>*县*_水泥_|厂", 3), Run::text("待核实。")],
        ]),
        narrow_table(),
        Block::Chart(progress()),
        heading(1, "下一步工作"),
        wide_table(),
        Block::Paragraph(say("各县（市）要对照清单逐条销号，按月报送进度。")),
        Block::PageBreak,
        Block::Chart(regions()),
    ];
    number_headings(&mut blocks, Language::Zh);
    Paper {
        kind: "monthly".to_owned(),
        language: Language::Zh,
        letterhead: Some(say("楚雄彝族自治州工业和信息化委员会文件")),
        number: Some(say("楚工信\u{3014}2013\u{3015}131号")),
        title: say("关于2013年11月淘汰落后产能工作\n进展情况的通报"),
        addressee: Some(say("各县（市）人民政府")),
        blocks,
        attachments: vec![say("2013年淘汰落后产能企业名单"), say("淘汰落后产能完成情况表")],
        signed_by: vec![say("楚雄彝族自治州工业和信息化委员会")],
        date: Some(say("2013年12月5日")),
        notes: vec![say("数据截至2013年11月30日，据台账第1至86号记录。")],
    }
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading { level, mark: String::new(), text: say(text) }
}

/// Four columns, forty rows: goes over a page.
pub(crate) fn narrow_table() -> Block {
    let row = |at: usize| {
        let capacity = format!("{}.5", at % 9 + 1);
        vec![
            say(&at.to_string()),
            vec![name(&format!("第{at}水泥有限责任公司"), 10 + at)],
            vec![Run::Value(number(&format!("{capacity}万吨/年"), &capacity, "万吨/年", 100 + at))],
            say("2013年12月31日"),
        ]
    };
    Block::Table(Table {
        caption: say("表1 淘汰落后产能企业名单"),
        header: ["序号", "企业名称", "淘汰产能", "完成时限"].map(say).to_vec(),
        rows: (1..=40).map(row).collect(),
        align: vec![Align::Centre, Align::Left, Align::Right, Align::Centre],
    })
}

/// Twelve columns: too wide for an upright page.
pub(crate) fn wide_table() -> Block {
    let header = [
        "序号",
        "县市",
        "企业名称",
        "行业",
        "淘汰生产线（设备）",
        "规格型号",
        "数量",
        "产能（万吨/年）",
        "完成时限",
        "进展情况",
        "责任单位",
        "备注",
    ];
    let row = [
        "1",
        "牟定县",
        "牟定县化工建材有限责任公司",
        "水泥",
        "机械化立窑及配套粉磨设备",
        "Φ3×11m",
        "1",
        "8.8",
        "2013-12-31",
        "主体设备已拆除，正在申请验收",
        "牟定县人民政府",
        "已公告",
    ];
    Block::Table(Table {
        caption: say("表2 重点生产线进展"),
        header: header.map(say).to_vec(),
        rows: vec![row.map(say).to_vec(); 6],
        align: Vec::new(),
    })
}

/// Progress by month; September is not known.
pub(crate) fn progress() -> Chart {
    let months: Vec<String> = (6..=11).map(|month| format!("{month}月")).collect();
    let value =
        |text: &str, trace| (!text.is_empty()).then(|| number(text, text, "万吨/年", trace));
    let series = |name: &str, values: [&str; 6]| Series {
        name: name.to_owned(),
        values: values.iter().enumerate().map(|(at, text)| value(text, 200 + at)).collect(),
    };
    Chart {
        form: ChartForm::Line,
        title: "2013年淘汰产能进度".to_owned(),
        unit: "万吨/年".to_owned(),
        categories: months,
        series: vec![
            series("计划", ["5", "10", "18", "26", "33", "40"]),
            series("完成", ["3.5", "9", "15", "", "30", "38.5"]),
        ],
    }
}

/// Capacity by region, with long names.
pub(crate) fn regions() -> Chart {
    let names = ["楚雄市", "禄丰县", "牟定县", "楚雄经济技术开发区管理委员会"];
    Chart {
        form: ChartForm::Bars,
        title: "分县市淘汰产能".to_owned(),
        unit: "万吨/年".to_owned(),
        categories: names.map(str::to_owned).to_vec(),
        series: vec![Series {
            name: "完成".to_owned(),
            values: vec![
                Some(number("12", "12", "万吨/年", 300)),
                Some(number("20.5", "20.5", "万吨/年", 301)),
                Some(number("6", "6", "万吨/年", 302)),
                None,
            ],
        }],
    }
}

/// A paper that has one text in every field.
pub(crate) fn of_text(text: &str) -> Paper {
    let runs = say(text);
    let value =
        Value { text: text.to_owned(), number: None, unit: Some(text.to_owned()), trace: 0 };
    let cells = vec![vec![Run::Value(value.clone())], runs.clone()];
    Paper {
        kind: text.to_owned(),
        language: Language::Zh,
        letterhead: Some(runs.clone()),
        number: Some(runs.clone()),
        title: runs.clone(),
        addressee: Some(runs.clone()),
        blocks: vec![
            Block::Heading { level: 1, mark: text.to_owned(), text: runs.clone() },
            Block::Paragraph(vec![Run::Text { text: text.to_owned(), strong: true }]),
            Block::Items(vec![runs.clone()]),
            Block::Table(Table {
                caption: runs.clone(),
                header: vec![runs.clone(), runs.clone()],
                rows: vec![cells],
                align: Vec::new(),
            }),
            Block::Chart(Chart {
                form: ChartForm::Columns,
                title: text.to_owned(),
                unit: text.to_owned(),
                categories: vec![text.to_owned()],
                series: vec![Series {
                    name: text.to_owned(),
                    values: vec![Some(Value { number: Some(Decimal::ONE), ..value })],
                }],
            }),
        ],
        attachments: vec![runs.clone()],
        signed_by: vec![runs.clone()],
        date: Some(runs.clone()),
        notes: vec![runs],
    }
}

/// Runs a program of the system; none where it is not there, and then the test says so.
pub(crate) fn outside(program: &str, args: &[&str]) -> Option<std::process::Output> {
    let output = Command::new(program).args(args).stdin(Stdio::null()).output();
    if output.is_err() {
        eprintln!("skipped: {program} is not on this machine");
    }
    output.ok()
}

/// A file as `LibreOffice` prints it, in pages of text; none where it is not there. Each call has a profile of
/// its own, so that tests run side by side.
pub(crate) fn printed(folder: &Path, file: &str, bytes: &[u8]) -> Option<Vec<String>> {
    std::fs::write(folder.join(file), bytes).unwrap();
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let (from, to) = (folder.join(file).display().to_string(), folder.display().to_string());
    outside("soffice", &[&profile, "--headless", "--convert-to", "pdf", "--outdir", &to, &from])?;
    let pdf = folder.join(file).with_extension("pdf");
    assert!(pdf.exists(), "LibreOffice could not print {file}");
    let text = outside("pdftotext", &["-layout", &pdf.display().to_string(), "-"])?;
    let text = String::from_utf8(text.stdout).unwrap();
    Some(text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect())
}

/// A text as every format shows it: what XML forbids replaced, line ends as `\n`, tabs as a space. Said a
/// second time here, in a plainer way.
pub(crate) fn allowed(text: &str) -> String {
    let mut shown = String::new();
    let mut before = ' ';
    for c in text.chars() {
        match c {
            '\n' if before == '\r' => {}
            '\n' | '\r' => shown.push('\n'),
            '\t' => shown.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => shown.push('\u{fffd}'),
            c => shown.push(c),
        }
        before = c;
    }
    shown
}
