//! `report industry`: what the plugins write about judged lines, and what they find contradictory.

use phaseout_tests::{Call, Desk, built, project};
use std::path::PathBuf;
use std::process::Command;

/// Lines of all four industries; all of them constructed.
const LIST: &str = "\
序号,企业名称,行业,设备名称,规格型号,数量,产能,产能单位,投产日期,窑径(m),达标排放,吨产品废水量(t/t)
K1,甲|水泥,水泥,机立窑,Φ3×11m,1,8.1,万吨/年,,,,
K2,乙水泥,水泥,机立窑,,1,0.2,万吨/年,,2200,,
P1,丙电厂,电力,机组,2×12MW,2,5,万千瓦,1985-01-01,,,
S1,丁钢,炼铁,高炉,400立方米,2,60,万吨/年,,,,
S2,丁钢,炼钢,转炉,30吨,1,,,,,,
C1,戊,柠檬酸,柠檬酸生产线,,1,2,万吨/年,,,达标,120
X1,己,陶瓷,窑,,1,2,万吨/年,,,,
";

fn report(desk: &Desk, arguments: &[&str]) -> String {
    desk.write("list.csv", LIST);
    let fixed = ["report", "industry", "list.csv", "--as-of", "2013-07-01", "--out", "report.md"];
    let _ = desk.phaseout(fixed.iter().chain(arguments)).exits(0);
    String::from_utf8(desk.read("report.md")).expect("a report is text")
}

/// The report without the hash of the criteria, which changes with every criterion.
fn without_hash(report: &str, before: &str) -> String {
    let (head, tail) = report.split_once(before).expect("the criteria are named");
    let digits = tail.chars().take_while(char::is_ascii_hexdigit).count();
    assert_eq!(digits, 12);
    format!("{head}{before}…{}", &tail[digits..])
}

#[test]
fn each_industry_has_its_sections_in_chinese() {
    let desk = Desk::new();
    let found = without_hash(&report(&desk, &[]), "判据 ");
    assert_eq!(found, EXPECTED, "\n{found}");
}

#[test]
fn the_number_of_threads_changes_nothing_and_english_may_be_asked_for() {
    let desk = Desk::new();
    let one = report(&desk, &["--threads", "1", "--lang", "en"]);
    assert_eq!(one, report(&desk, &["--threads", "4", "--lang", "en"]));
    for words in ["## Cement", "| kiln | diameter |", "capacity leaving (万千瓦)"] {
        assert!(one.contains(words), "{words} is not in\n{one}");
    }
}

#[test]
fn a_report_is_markdown_for_now() {
    let desk = Desk::new();
    desk.write("list.csv", LIST);
    let refused =
        desk.phaseout(["report", "industry", "list.csv", "--out", "report.docx"]).exits(2);
    assert!(refused.err.contains("report.docx"), "{}", refused.err);
    assert!(refused.err.contains(".md"), "{}", refused.err);
    assert!(!desk.at("report.docx").exists());
    let refused = desk.phaseout(["report", "industry", "list.csv"]).exits(2);
    assert!(refused.err.contains("--out FILE.md"), "{}", refused.err);
    desk.write("list.md", LIST);
    let _ = desk.phaseout(["report", "industry", "list.md", "--out", "list.md"]).exits(2);
    assert_eq!(desk.read("list.md"), LIST.as_bytes());
}

#[test]
fn contradictions_are_problems_of_their_lines_and_change_no_verdict() {
    let desk = Desk::new();
    let answer = desk.screen("list.csv", LIST, &["--as-of", "2013-07-01"]);
    let problems = |id: &str| -> Vec<(String, String, String)> {
        let line = answer.line(id);
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let problems = line["problems"].as_array().into_iter().flatten();
        problems.map(|p| (text(&p["code"]), text(&p["severity"]), text(&p["column"]))).collect()
    };
    let one =
        |code: &str, column: &str| vec![(code.to_owned(), "warning".to_owned(), column.to_owned())];
    assert_eq!(problems("K1"), []);
    assert_eq!(problems("K2"), one("plugin-diameter-impossible", "窑径(m)"));
    assert_eq!(problems("P1"), one("plugin-capacity-against-size", "规格型号"));
    assert_eq!(problems("C1"), one("plugin-complies-above-limit", "吨产品废水量(t/t)"));
    assert_eq!(answer.line("P1")["verdict"], "eliminate");
    let card = desk.phaseout(["explain", "list.csv", "--line", "K2", "--lang", "zh"]).exits(0);
    assert!(card.text().contains("直径2200米不可能"), "{}", card.text());
    // The fast form does without: it says what is wrong with the reading, not with the figures.
    let csv = desk.phaseout(["screen", "list.csv", "--format", "csv"]).exits(0);
    assert!(!csv.text().contains("plugin-"), "{}", csv.text());
}

#[test]
fn an_industry_of_data_alone_has_its_verdicts() {
    let desk = Desk::new();
    let toml = "schema = 1\n[industry]\nid = \"lime\"\nname = { zh = \"石灰\", en = \"Lime\" }\n\
                printed = [\"石灰\"]\ncapacity_unit = \"万吨/年\"\n";
    desk.write("plugins/lime/plugin.toml", toml);
    desk.write("list.csv", "序号,企业名称,行业,设备名称\nL1,甲,石灰,窑\n");
    let call = ["report", "industry", "list.csv", "--plugins", "plugins", "--out", "report.md"];
    let _ = desk.phaseout(call).exits(0);
    let report = String::from_utf8(desk.read("report.md")).expect("a report is text");
    assert!(report.contains("## 石灰") && report.contains("不写报告章节"), "{report}");
}

// ---- answers that break the contract -------------------------------------------------------------

/// A plugin in C for lime (石灰) that answers what it is told to; `None` without a C compiler.
fn lime(desk: &Desk, inspect: &str, report: &str) -> Option<PathBuf> {
    let source = desk.write("lime.c", LIME);
    let library = desk.at("lime").join(format!("liblime{}", std::env::consts::DLL_SUFFIX));
    std::fs::create_dir_all(desk.at("lime")).expect("folders can be made");
    let text = |answer: &str| format!("{answer:?}");
    let mut compiler = Command::new("cc");
    compiler
        .args(["-shared", "-fPIC", "-I"])
        .arg(project().join("core/plugin/include"))
        .arg(format!("-DINSPECT={}", text(inspect)))
        .arg(format!("-DREPORT={}", text(report)))
        .arg("-o")
        .arg(&library)
        .arg(&source);
    let built = compiler.status().ok()?;
    assert!(built.success(), "the plugin compiles");
    Some(library)
}

const LIME: &str = r#"#include "phaseout_plugin.h"
#include <string.h>

static int32_t say(const char *text, PhaseoutSink sink, void *ctx) {
    sink(ctx, (const uint8_t *)text, strlen(text));
    return 0;
}
static int32_t describe(PhaseoutSink sink, void *ctx) {
    return say("{\"id\":\"lime-c\",\"version\":\"9.9\",\"plugin_toml\":\"schema = 1\\n[industry]\\n"
               "id = \\\"lime\\\"\\nname = { zh = \\\"lime\\\", en = \\\"Lime\\\" }\\n"
               "printed = [\\\"Lime\\\"]\\ncapacity_unit = \\\"t/a\\\"\\n\",\"criteria\":[]}", sink, ctx);
}
static int32_t inspect(const uint8_t *json, uint64_t len, PhaseoutSink sink, void *ctx) {
    (void)json; (void)len;
    return say(INSPECT, sink, ctx);
}
static int32_t report(const uint8_t *json, uint64_t len, PhaseoutSink sink, void *ctx) {
    (void)json; (void)len;
    return say(REPORT, sink, ctx);
}
static const PhaseoutPluginV1 table = {
    PHASEOUT_ABI_VERSION, sizeof(PhaseoutPluginV1), describe, 0, 0, inspect, report
};
PHASEOUT_EXPORT const PhaseoutPluginV1 *phaseout_plugin_v1(void) { return &table; }
"#;

#[test]
fn an_answer_that_breaks_the_contract_is_refused_by_name() {
    let cases = [
        ("[]", "nonsense", "report", "expected"),
        ("[]", r#"[{"html":"<b>"}]"#, "report", "unknown variant `html`"),
        ("[]", r#"[{"table":{"columns":["a"],"rows":[["1","2"]]}}]"#, "report", "2 cells in row 1"),
        ("{}", "[]", "inspect", "invalid type: map"),
        (
            r#"[{"line":"L9","unit":0,"code":"x","attribute":"capacity","message":{"zh":"a","en":"b"}}]"#,
            "[]",
            "inspect",
            "line `L9` was not asked about",
        ),
        (
            r#"[{"line":"L1","unit":7,"code":"x","attribute":"capacity","message":{"zh":"a","en":"b"}}]"#,
            "[]",
            "inspect",
            "line `L1` has no unit 7",
        ),
    ];
    for (inspect, report, function, reason) in cases {
        let desk = Desk::new();
        if lime(&desk, inspect, report).is_none() {
            return; // no C compiler here, so there is no plugin to refuse
        }
        desk.write("list.csv", "line,enterprise,industry,equipment\nL1,A,Lime,kiln\n");
        let call = ["report", "industry", "list.csv", "--plugins", "lime", "--out", "report.md"];
        let refused = Call::of(&built().binary).inside(desk.path()).args(call).run().exits(3);
        let expected = [&format!("{function} of plugin lime-c 9.9"), reason];
        assert!(expected.iter().all(|words| refused.err.contains(*words)), "{}", refused.err);
        assert!(!desk.at("report.md").exists(), "nothing is written beside a refusal");
    }
}

#[test]
fn a_plugin_in_c_writes_its_sections() {
    let desk = Desk::new();
    let found = r#"[{"line":"L1","unit":0,"code":"odd","attribute":"capacity","arguments":{},"message":{"zh":"怪","en":"odd figure"}}]"#;
    if lime(&desk, found, r#"[{"heading":"Kilns"},{"paragraph":"<b>one</b>"}]"#).is_none() {
        return; // no C compiler here
    }
    desk.write("list.csv", "line,enterprise,industry,equipment\nL1,A,Lime,kiln\n");
    let call = ["report", "industry", "list.csv", "--plugins", "lime", "--lang", "en"];
    let _ = desk.phaseout(call.iter().chain(&["--out", "report.md"])).exits(0);
    let report = String::from_utf8(desk.read("report.md")).expect("a report is text");
    let expected = ["### Kilns", "&lt;b>one&lt;/b>", "| L1 | A | odd figure |"];
    assert!(expected.iter().all(|words| report.contains(words)), "{report}");
    let answer = desk.phaseout(["screen", "list.csv", "--plugins", "lime", "--format", "json"]);
    let codes: Vec<String> = answer.exits(0).line("L1")["problems"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|problem| problem["code"].as_str().map(str::to_owned))
        .collect();
    assert!(codes.contains(&"plugin-odd".to_owned()), "{codes:?}");
}

/// What the list comes to; the hash of the criteria is left out.
const EXPECTED: &str = r"# 淘汰落后产能分行业报告

判定日期2013-07-01;名单:list.csv;共7条;判据 …。未载数量的按一台计,产能不明的单列,不作零计。

其中1条的行业没有插件,未列入下文。

## 水泥

| 淘汰 | 待核实 | 限制 | 保留 | 无判据 |
| --- | --- | --- | --- | --- |
| 2 | 0 | 0 | 0 | 0 |

### 按窑型和窑径

| 窑型 | 窑径 | 条数 | 台(座)数 | 淘汰 | 淘汰产能(万吨/年) | 待核实 | 待核实产能(万吨/年) | 两者中产能不明 |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| 机械化立窑 | ≥3 m | 1 | 1 | 1 | 8.1 | 0 | 0 | 0 |
| 机械化立窑 | 未载明或跨档 | 1 | 1 | 1 | 0.2 | 0 | 0 | 0 |
| 合计 |  | 2 | 2 | 2 | 8.3 | 0 | 0 | 0 |

**图: 淘汰产能按窑型和窑径**

| 类别 | 淘汰 (万吨/年) |
| --- | --- |
| 机械化立窑 ≥3 m | 8.1 |
| 机械化立窑 未载明或跨档 | 0.2 |

### 数据矛盾

| 序号 | 企业名称 | 问题 |
| --- | --- | --- |
| K2 | 乙水泥 | 直径2200米不可能:单位应为毫米? |

## 柠檬酸

| 淘汰 | 待核实 | 限制 | 保留 | 无判据 |
| --- | --- | --- | --- | --- |
| 0 | 0 | 0 | 1 | 0 |

### 环保达标情况

| 环保达标 | 条数 | 台(座)数 | 淘汰 | 淘汰产能(万吨/年) | 待核实 | 待核实产能(万吨/年) | 两者中产能不明 |
| --- | --- | --- | --- | --- | --- | --- | --- |
| 达标 | 1 | 1 | 0 | 0 | 0 | 0 | 0 |
| 合计 | 1 | 1 | 0 | 0 | 0 | 0 | 0 |

### 化学需氧量和废水

| 序号 | 企业 | 环保达标 | 化学需氧量(mg/L) | 吨产品废水量(t/t) | 对80 t/t |
| --- | --- | --- | --- | --- | --- |
| C1 | 戊 | 达标 | — | 120 | 超过 |

80 t/t 见于报刊,未核对标准原文;只作对照,不作判定依据。

### 数据矛盾

| 序号 | 企业名称 | 问题 |
| --- | --- | --- |
| C1 | 戊 | 名单称达标,而吨产品废水量120吨超过报刊所引的80吨(未核对标准原文) |

## 电力

| 淘汰 | 待核实 | 限制 | 保留 | 无判据 |
| --- | --- | --- | --- | --- |
| 1 | 0 | 0 | 0 | 0 |

### 机组按容量和服役年限

| 单机容量 | 服役年限 | 条数 | 台(座)数 | 淘汰 | 淘汰产能(万千瓦) | 待核实 | 待核实产能(万千瓦) | 两者中产能不明 |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| <5 万千瓦 | 满20年 | 1 | 2 | 1 | 2.4 | 0 | 0 | 0 |
| 合计 |  | 1 | 2 | 1 | 2.4 | 0 | 0 | 0 |

**图: 关停容量按单机容量和服役年限**

| 类别 | 淘汰 (万千瓦) |
| --- | --- |
| <5 万千瓦 满20年 | 2.4 |

### 数据矛盾

| 序号 | 企业名称 | 问题 |
| --- | --- | --- |
| P1 | 丙电厂 | 台数×单机容量为2.4万千瓦,产能栏为5万千瓦 |

## 钢铁

| 淘汰 | 待核实 | 限制 | 保留 | 无判据 |
| --- | --- | --- | --- | --- |
| 2 | 0 | 0 | 0 | 0 |

### 炼铁:高炉按炉容

| 设备 | 炉容 | 条数 | 台(座)数 | 淘汰 | 淘汰产能(万吨/年) | 待核实 | 待核实产能(万吨/年) | 两者中产能不明 |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| 高炉 | >300 … ≤400 m³ | 1 | 2 | 1 | 60 | 0 | 0 | 0 |
| 合计 |  | 1 | 2 | 1 | 60 | 0 | 0 | 0 |

### 炼钢:转炉、电炉按吨位

| 设备 | 吨位 | 条数 | 台(座)数 | 淘汰 | 淘汰产能(万吨/年) | 待核实 | 待核实产能(万吨/年) | 两者中产能不明 |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| 转炉 | >20 … ≤30 t | 1 | 1 | 1 | — | 0 | 0 | 1 |
| 合计 |  | 1 | 1 | 1 | — | 0 | 0 | 1 |

**图: 炼铁淘汰产能按炉容**

| 类别 | 淘汰 (万吨/年) |
| --- | --- |
| 高炉 >300 … ≤400 m³ | 60 |

";
