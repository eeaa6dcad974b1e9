//! The md and html of a paper, read back by readers of their own.
#![allow(clippy::unwrap_used, reason = "a test may stop where a file is not as it should be")]

#[path = "paper_kit/mod.rs"]
mod kit;

use phaseout_documents::paper::{Block, Chart, Language, Paper, Run, chart_svg, to_html, to_md};
use proptest::prelude::*;

/// What a reader of Markdown sees: text, a line break for each end of a block.
fn seen(md: &str) -> String {
    use pulldown_cmark::{Event, Options, Parser};
    let mut text = String::new();
    for event in Parser::new_ext(md, Options::ENABLE_TABLES) {
        match event {
            Event::Text(words) => text.push_str(&words),
            Event::InlineHtml(tag) if &*tag == "<br>" => text.push('\n'),
            Event::InlineHtml(tag) => assert!(tag.contains("strong"), "{tag}"),
            Event::HardBreak | Event::End(_) => text.push('\n'),
            Event::SoftBreak | Event::Html(_) | Event::Code(_) => panic!("{event:?} in {md}"),
            _ => {}
        }
    }
    text
}

#[test]
fn markdown_has_every_part_in_its_order() {
    let md = to_md(&kit::whole());
    let order = [
        "**楚雄彝族自治州工业和信息化委员会文件**",
        "楚工信\u{3014}2013\u{3015}131号",
        "# 关于2013年11月淘汰落后产能工作<br>进展情况的通报",
        "各县（市）人民政府\u{ff1a}",
        "38.5万吨/年",
        "## 一、基本情况",
        "### （一）任务完成",
        "<strong>水泥行业。</strong>",
        "#### 1.分行业进展",
        "##### （1）水泥",
        "- \\=cmd\\|'/c calc'!A1 \\<script\\>\\*县\\*\\_水泥\\_\\|厂待核实。",
        "| 序号 | 企业名称 | 淘汰产能 | 完成时限 |\n| :---: | --- | ---: | :---: |",
        "| 9月 | 26 | \u{2014} |",
        "附件\u{ff1a}\n\n1. 2013年淘汰落后产能企业名单\n2. ",
        "楚雄彝族自治州工业和信息化委员会\\\n2013年12月5日",
        "---\n\n数据截至",
    ];
    let mut at = 0;
    for part in order {
        at += md[at..].find(part).unwrap_or_else(|| panic!("{part}\nis not in its place in\n{md}"));
    }
}

#[test]
fn html_is_one_file_that_asks_for_nothing() {
    let html = to_html(&kit::whole());
    for outside in ["http://", "https://", "src=", "url(", "<script", "<link", "@import"] {
        let found = html.replace("http://www.w3.org/2000/svg", "");
        assert!(!found.contains(outside), "{outside}");
    }
    for part in [
        "<html lang=\"zh-CN\">",
        "<data value=\"38.5\" data-unit=\"万吨/年\" data-trace=\"0\">38.5万吨/年</data>",
        "<h2>一、基本情况</h2>",
        "<th scope=\"col\"",
        "&lt;script&gt;*县*_水泥_|厂",
        "role=\"img\"",
        "@page",
    ] {
        assert!(html.contains(part), "{part}");
    }
}

#[test]
fn breaks_without_words_leave_nothing() {
    for text in [" \n\t", "\n", "\n \n", "\t"] {
        let paper =
            Paper { blocks: vec![Block::Paragraph(vec![Run::text(text)])], ..Paper::default() };
        assert_eq!(to_md(&paper).trim(), "", "{text:?}");
    }
    let blocks = vec![Block::Paragraph(vec![Run::text("\n甲 \n乙\n")])];
    assert_eq!(to_md(&Paper { blocks, ..Paper::default() }), "甲 \\\n乙\n");
}

#[test]
fn a_chart_is_text_with_gaps_and_whole_names() {
    let svg = chart_svg(&kit::regions(), 720, 300);
    for part in
        ["<title>楚雄经济技术开发区管理委员会</title>", "\n20.5\n", "万吨/年", "role=\"img\""]
    {
        assert!(svg.contains(part), "{part} is not in {svg}");
    }
    assert_eq!(svg, chart_svg(&kit::regions(), 720, 300));
    // Five lines of six months for what was planned; for what was done two on each side of September's gap.
    let lines = chart_svg(&kit::progress(), 720, 400);
    let segments = lines.matches("<polyline").count() + lines.matches("stroke-width=\"3\"").count();
    assert!(segments > 0);
}

#[test]
fn a_chart_without_a_number_says_so() {
    let mut chart = kit::progress();
    chart.series.iter_mut().for_each(|series| series.values.fill(None));
    for chart in [Chart { series: Vec::new(), ..kit::progress() }, chart] {
        assert!(chart_svg(&chart, 720, 400).contains("没有可画的数字"));
    }
    let blocks = vec![Block::Chart(Chart { series: Vec::new(), ..kit::progress() })];
    let paper = Paper { language: Language::En, blocks, ..Paper::default() };
    assert!(to_html(&paper).contains("no numbers to draw"));
}

proptest! {
    #[test]
    fn markdown_of_any_text_shows_that_text(text in "[ -~\n\t\u{7}水泥、。“”（）〔〕1-9*_|#<>`\\\\-]{1,30}") {
        let cells = Block::Paragraph(vec![Run::text(text.as_str())]);
        let stressed = Block::Paragraph(vec![Run::Text { text: text.clone(), strong: true }]);
        let mut paper = Paper { blocks: vec![cells, stressed], ..Paper::default() };
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        let once = squeezed(&kit::allowed(&text));
        prop_assert_eq!(squeezed(&seen(&to_md(&paper))), format!("{once}{once}"));
        // In a table, a heading and a list it is that text as well.
        paper.blocks = kit::of_text(&text).blocks;
        paper.blocks.truncate(4);
        prop_assert_eq!(squeezed(&seen(&to_md(&paper))), once.repeat(9));
    }

    #[test]
    fn html_of_any_text_is_well_formed(text in "[\\x00-\\x7f水泥、<&>\"'\u{fffe}𠮷]{0,24}") {
        let html = to_html(&kit::of_text(&text));
        let body = html.split_once("</head>").unwrap().1.trim_end().trim_end_matches("</html>");
        let closed = body.replace("<br>", "<br/>").replace("<hr class=\"rule\">", "");
        let mut reader = quick_xml::Reader::from_str(&closed);
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(event) => prop_assert!(!matches!(event, quick_xml::events::Event::CData(_))),
                Err(error) => prop_assert!(false, "{error} in {closed}"),
            }
        }
    }
}
