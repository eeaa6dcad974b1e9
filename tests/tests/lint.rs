//! `phaseout lint`: what an office wrote, held against what it recorded. The office is that of Chuxiong as its
//! README makes it: one shaft kiln of 8万吨, dismantled on 27 July 2013, 90 staff.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

use phaseout_tests::{Call, Desk, Example, KINDS};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::{Cursor, Write};
use std::sync::LazyLock;

static CHUXIONG: LazyLock<Example> = LazyLock::new(|| Example::of("chuxiong"));

/// What is found in a text: code and words of each finding, in order; then counts.
struct Found {
    findings: Vec<(String, String)>,
    answer: Value,
}

impl Found {
    fn count(&self, list: &str) -> usize {
        self.answer[list].as_array().unwrap().len()
    }

    fn words(&self, list: &str) -> Vec<&str> {
        let all = self.answer[list].as_array().unwrap();
        all.iter().map(|it| it["words"].as_str().unwrap()).collect()
    }

    fn finding(&self, code: &str) -> &Value {
        let all = self.answer["findings"].as_array().unwrap();
        all.iter()
            .find(|it| it["code"] == code)
            .unwrap_or_else(|| panic!("no {code}: {:#}", self.answer))
    }
}

fn found(name: &str, bytes: impl AsRef<[u8]>) -> Found {
    let path = CHUXIONG.write(name, bytes);
    let path = path.to_str().unwrap();
    let answer =
        CHUXIONG.run(&["lint", path, "--year", "2013", "--format", "json"]).exits(0).json();
    let text = |it: &Value, key: &str| it[key].as_str().unwrap().to_owned();
    let findings = answer["findings"].as_array().unwrap().iter();
    let findings = findings.map(|it| (text(it, "code"), text(it, "words"))).collect();
    Found { findings, answer }
}

/// Holds each sentence, a paragraph of one document, against what should be found in it.
#[track_caller]
fn judged(name: &str, cases: &[(&str, &[&str])]) {
    let sentences: Vec<&str> = cases.iter().map(|(sentence, _)| *sentence).collect();
    let found = found(name, docx(&sentences, &[]));
    let all = found.answer["findings"].as_array().unwrap();
    let mut wrong = String::new();
    for (number, (sentence, expected)) in (1..).zip(cases) {
        let own = all.iter().filter(|it| it["place"]["paragraph"] == number);
        let codes: Vec<&str> = own.map(|it| it["code"].as_str().unwrap()).collect();
        if codes != *expected {
            let _ = writeln!(wrong, "{sentence} {codes:?} instead of {expected:?}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// A docx of paragraphs and one table.
fn docx(paragraphs: &[&str], rows: &[&[&str]]) -> Vec<u8> {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let one = |text: &&str| format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", escape(text));
    let cell = |text: &&str| format!("<w:tc>{}</w:tc>", one(text));
    let row = |row: &&[&str]| format!("<w:tr>{}</w:tr>", row.iter().map(cell).collect::<String>());
    let table = if rows.is_empty() {
        String::new()
    } else {
        format!("<w:tbl>{}</w:tbl>", rows.iter().map(row).collect::<String>())
    };
    let body: String = paragraphs.iter().map(one).collect();
    let document = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:body>{body}{table}</w:body></w:document>"
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(document.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

/// The passages of the prefecture's summary of 2013 (seed document 5) in which figures stand.
const SUMMARY: [&str; 10] = [
    "2013年楚雄州淘汰落后产能工作在州委、州政府的正确领导下,按照国务院《关于化解产能严重过剩矛盾的指导意见》(国发〔2013〕41号)、《关于进一步加强淘汰落后产能工作的通知》(国发〔2010〕7号)和省政府《贯彻落实国务院关于进一步加强淘汰落后产能工作通知的实施意见》(云政发[2010]123号)的要求,淘汰落后产能工作取得明显成效。",
    "下发了**州人民政府\u{201c}关于实施节能减排淘汰落后产能目标任务的决定\u{201d}楚政发[2010]22号,成立了领导小组。",
    "根据《国务院关于进一步加强淘汰落后产能工作的通知》(国发[2010]7号)精神,于2012年底制定了《**州2013年淘汰落后产能计划》上报省工信委。根据《关于制订2014-2015年淘汰落后产能计划和全面完成2013年目标任务的通知》(云工信产业〔2013〕899号)要求,下发了(楚工信通〔2013〕206号)文件。",
    "今年年初,根据国家、省下达我州2013年的淘汰落后产能计划,2013年我州淘汰落后产能目标任务是**县耀华水泥有限责任公司淘汰Φ3×11m机立窑生产线一条,产能8万吨。",
    "州工信委下发了《关于下达**州2013年淘汰落后产能目标任务的通知》(楚工信通〔2013〕131号)文件,将我州2013年的淘汰落后产能目标任务下达分解到有关县区和企业。",
    "四、加强监管、确保目标任务圆满完成**县耀华水泥有限责任公司是由原来的**水泥厂于2003年改制组建,现有职工90人,固定资产净值1041万元,主要生产矿渣硅酸盐水泥,年产生能力8万吨。",
    "各级工信部门的积极努力下,确保了耀华水泥有限责任公司Φ3×11m机立窑生产线于7月27日按计划安全拆除,企业职工得到了妥善安置。",
    "2013年我州共争取到淘汰落后产能中央财政奖励资金??万元,专项工作经费15万元,严格按照(云财建〔2011〕339号)文及(财企〔2010〕231号)文要求安排。",
    "加强环保监管,对环保\u{201c}三同时\u{201d}落实不到位的建设项目进行严肃查处。",
    "一是统一认识,二是进一步完善退出机制。",
];

#[test]
fn the_summary_of_2013_has_wrong_brackets_and_no_wrong_figure() {
    let found = found("summary.docx", docx(&SUMMARY, &[]));
    let of = |code: &str| -> Vec<&str> {
        found.findings.iter().filter(|it| it.0 == code).map(|it| it.1.as_str()).collect()
    };
    assert_eq!(of("number-brackets"), ["云政发[2010]123号", "楚政发[2010]22号", "国发[2010]7号"]);
    assert_eq!(
        of("number-unknown"),
        [
            "国发〔2013〕41号",
            "云政发[2010]123号",
            "楚政发[2010]22号",
            "云工信产业〔2013〕899号",
            "楚工信通〔2013〕206号"
        ]
    );
    assert_eq!(found.findings.len(), 8, "nothing else: {:#?}", found.findings);
    assert_eq!(found.words("withheld"), ["??万元"]);
    // Each figure of the work was held against the record, and agrees.
    for figure in ["Φ3×11m", "一条", "8万吨", "90人", "1041万元", "7月27日", "15万元"]
    {
        assert!(
            found.words("agreed").contains(&figure),
            "{figure}: {:?}",
            found.words("unchecked")
        );
    }
}

#[test]
fn documents_that_the_office_lists_are_known() {
    let office = Example::of("chuxiong");
    let settings = std::fs::read_to_string(office.path().join("office.toml")).unwrap();
    let listed = "\n[documents]\n\"国发〔2013〕41号\" = \"关于化解产能严重过剩矛盾的指导意见\"\n";
    office.write("office.toml", settings + listed);
    office.write("a.txt", "按照国发〔2013〕41号和国发〔2013〕14号");
    let answer = office.run(&["lint", "a.txt", "--format", "json"]).exits(0).json();
    let findings = answer["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{answer:#}");
    assert_eq!(findings[0]["arguments"]["nearest"], "国发〔2013〕41号");
}

#[test]
fn each_changed_number_is_found() {
    let cases = [
        ("产能8万吨。", "产能9万吨。", "9万吨"),
        ("职工90人", "职工80人", "80人"),
        ("7月27日", "7月17日", "7月17日"),
        ("1041万元", "1401万元", "1401万元"),
        ("生产线一条", "生产线两条", "两条"),
        ("Φ3×11m机立窑生产线一条", "Φ2.8×11m机立窑生产线一条", "Φ2.8×11m"),
        ("经费15万元", "经费51万元", "51万元"),
    ];
    for (at, (from, to, words)) in cases.into_iter().enumerate() {
        let changed: Vec<String> = SUMMARY.iter().map(|it| it.replace(from, to)).collect();
        let changed: Vec<&str> = changed.iter().map(String::as_str).collect();
        let found = found(&format!("changed{at}.docx"), docx(&changed, &[]));
        let wrong: Vec<&str> = found
            .findings
            .iter()
            .filter(|it| !it.0.starts_with("number-"))
            .map(|it| it.1.as_str())
            .collect();
        assert_eq!(wrong, [words], "{from} -> {to}");
    }
}

/// A finding leads to the events of the record.
#[test]
fn a_contradiction_names_the_record_and_its_events() {
    let found = found("events.txt", "耀华水泥有限责任公司机立窑生产线于2013年7月17日拆除。");
    let finding = found.finding("date-contradicts");
    assert_eq!(finding["ledger"]["text"], "2013-07-27");
    let seq = finding["ledger"]["events"][0].as_i64().unwrap();
    let export = CHUXIONG.run(&["ledger", "export"]).exits(0);
    let events: Vec<Value> =
        export.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let event = events.iter().find(|event| event["seq"] == seq).unwrap();
    assert_eq!(event["kind"], "dismantle");
    assert_eq!(finding["place"]["paragraph"], 1);
}

/// Sentences with what is found in them. What is right, a wish, or not recognised has no finding.
#[test]
fn sentences_are_judged_by_what_they_speak_of() {
    let cases: &[(&str, &[&str])] = &[
        // Targets, plan and what was done are three things.
        ("2013年目标任务为水泥8万吨。", &[]),
        ("2013年下达任务水泥9万吨。", &["figure-contradicts"]),
        ("2013年拆除水泥产能8万吨,完成验收1户。", &[]),
        ("2013年共关停2户企业。", &["figure-contradicts"]),
        ("2013年全州公告企业1户、生产线1条。", &[]),
        ("2013年封存水泥生产线1条。", &["figure-contradicts"]),
        ("省下达我州2013年目标任务1个行业、1户企业。", &[]),
        ("省下达我州2013年目标任务3个行业。", &["figure-contradicts"]),
        // Other years, other places, other industries: nothing to hold it against.
        ("2011年拆除水泥产能60万吨。", &[]),
        ("XX年拆除水泥产能60万吨。", &[]),
        ("2013年全国拆除水泥产能10578万吨。", &[]),
        ("2013年全省关停92户企业。", &[]),
        ("2013年淘汰造纸产能3万吨。", &[]),
        ("新建生产线产能100万吨。", &[]),
        // A wish is no claim.
        ("确保2013年底前拆除5条生产线。", &[]),
        ("要在2013年10月底前全部拆除。", &[]),
        ("超额完成2013年淘汰任务。", &["claim-unmet"]),
        ("力争超额完成2013年淘汰任务。", &[]),
        ("全面完成2013年淘汰目标任务。", &[]),
        ("2013年落后产能已全部拆除。", &[]),
        ("《关于超额完成2013年任务的通知》", &[]),
        // Any way of writing a number.
        ("2013年拆除水泥产能\u{ff19}万吨。", &["figure-contradicts"]),
        ("2013年拆除水泥产能九万吨。", &["figure-contradicts"]),
        ("2013年拆除水泥产能80,000吨。", &[]),
        ("2013年共关停企业十五户。", &["figure-contradicts"]),
        ("对1余家企业进行排查。", &[]),
        ("对260余家企业进行排查。", &["figure-contradicts"]),
        // Units.
        ("2013年拆除水泥产能8吨。", &["figure-slip"]),
        ("2013年拆除水泥产能80万吨。", &["figure-slip"]),
        ("2013年淘汰水泥产能8万重量箱。", &["unit-misfit"]),
        ("淘汰平板玻璃产能60万吨。", &["unit-misfit"]),
        ("淘汰平板玻璃产能60万重量箱。", &[]),
        ("关停小火电机组装机5万吨。", &["unit-misfit"]),
        ("水泥行业淘汰后节约标准煤3万千瓦时。", &[]),
        // Days.
        ("2013年2月30日召开会议。", &["date-impossible"]),
        ("二〇一三年四月三十一日召开会议。", &["date-impossible"]),
        ("2013年7月27日(星期五)召开会议。", &["weekday-wrong"]),
        ("2013年7月27日(星期六)召开会议。", &[]),
        ("乙厂2013年9月5日关停、2013年8月1日拆除,另有安排。", &["date-order"]),
        ("耀华水泥有限责任公司于2013年7月拆除。", &[]),
        ("耀华水泥有限责任公司于2013年8月拆除。", &["date-contradicts"]),
        // Parts of a whole.
        ("共有9户,其中水泥5户、钢铁5户。", &["parts-exceed"]),
        ("共有9户,其中水泥5户、钢铁3户。", &["parts-short"]),
        ("共有9户,其中水泥5户。", &[]),
        ("共有9户,其中水泥5户、钢铁4户。", &[]),
        ("职工9人,其中内退**人、转岗4人。", &[]),
        ("共有9户,其中水泥12户,已签约3户。", &["parts-exceed"]),
        // Parts that need not exclude each other are not added.
        ("共有生产线1条,其中认定应予淘汰1条,列入本年计划1条。", &[]),
        // Dismantled or sealed: one word of two deeds.
        ("2013年已拆除或封存1条生产线。", &[]),
        ("2013年已拆除或封存2条生产线。", &["figure-contradicts"]),
        ("2013年拆除、封存水泥产能8万吨。", &[]),
        ("2013年拆除、封存水泥产能9万吨。", &["figure-contradicts"]),
        ("耀华水泥有限责任公司拆除或封存时间为2013年7月27日。", &[]),
        ("耀华水泥有限责任公司拆除或封存时间为2013年7月17日。", &["date-contradicts"]),
        // A month has no more than its year; up to the year's end is the year.
        ("2013年7月关停生产线0条。", &[]),
        ("2013年7月拆除水泥产能5万吨。", &[]),
        ("2013年7月拆除水泥产能9万吨。", &["figure-contradicts"]),
        ("截至2013年12月31日,已关停2条生产线。", &["figure-contradicts"]),
        ("2013年4月下达目标任务水泥9万吨。", &["figure-contradicts"]),
        // Money by what became of it.
        ("专项工作经费支付0万元。", &[]),
        ("专项工作经费收到51万元。", &["figure-contradicts"]),
        ("专项工作经费支付51万元。", &["figure-contradicts"]),
        // Workers by what became of them. Of those settled nobody knows how, any may have been retired.
        ("2013年受影响职工80人。", &["figure-contradicts"]),
        ("2013年待安置职工0人。", &[]),
        ("2013年待安置职工10人。", &["figure-contradicts"]),
        ("2013年培训转岗0人,内退40人。", &[]),
        // A last day is the day of no deed.
        ("拆除期限2013年12月31日。", &[]),
        ("截至2013年12月31日,全部拆除。", &[]),
        ("目标减计划0万吨。", &[]),
    ];
    judged("sentences.docx", cases);
}

#[test]
fn numbers_of_documents_have_one_form() {
    let cases: [(&str, &[&str]); 9] = [
        ("国发〔2010〕7号", &[]),
        ("国发[2010]7号", &["number-brackets"]),
        ("国发\u{ff08}2010\u{ff09}7号", &["number-brackets"]),
        ("国发【2010】7号", &["number-brackets"]),
        ("国发〔2010〕07号", &["number-zeros"]),
        ("国发〔2010〕第7号", &["number-ordinal"]),
        ("国发〔XX〕7号", &["number-masked"]),
        ("楚工信通〔2013〕113号", &["number-unknown"]),
        ("2013年第21号令", &[]),
    ];
    judged("numbers.docx", &cases);
}

#[test]
fn a_date_after_the_documents_own_is_asked_about() {
    let text =
        |day: &str| format!("该生产线已于2013年{day}拆除完毕,情况良好。\n二〇一三年七月三十日");
    let after: Vec<String> =
        found("signed1.txt", text("8月3日")).findings.into_iter().map(|it| it.0).collect();
    assert_eq!(after, ["date-after-document", "date-contradicts"]);
    assert!(found("signed2.txt", text("7月27日")).findings.is_empty());
    let late = "确保在2013年6月底前拆除到位,不留死角。\n二〇一三年七月三十日";
    assert_eq!(found("signed3.txt", late).findings[0].0, "deadline-before-document");
}

#[test]
fn tables_are_read_by_their_heads_and_added_up() {
    let rows: [&[&str]; 5] = [
        &["序号", "企业名称", "淘汰设备", "产能(万吨)", "涉及职工(人)", "拆除时间"],
        &["1", "**县耀华水泥有限责任公司", "机立窑Φ3×11m", "9", "90", "2013年7月27日"],
        &["2", "乙水泥厂", "球磨机", "5", "**", ""],
        &["小计", "", "", "14", "90", ""],
        &["合计", "", "", "15", "90", ""],
    ];
    let found = found("table.docx", docx(&["2013年淘汰落后产能企业名单"], &rows));
    let expected = [
        ("figure-contradicts".to_owned(), "9万吨".to_owned()),
        ("total-wrong".to_owned(), "15".to_owned()),
    ];
    assert_eq!(found.findings, expected, "{:#}", found.answer);
    let place = &found.finding("total-wrong")["place"]["cell"];
    assert_eq!(
        (&place["table"], &place["row"], &place["column"]),
        (&1.into(), &5.into(), &4.into())
    );
    assert_eq!(found.finding("total-wrong")["arguments"]["sum"], "14");
}

/// What a table says of a deed, of money, of a month is read by its head and its row.
#[test]
fn cells_are_judged_by_their_heads() {
    let cases: [(&[&str], &[&str], &[&str]); 9] = [
        (&["行业", "拆除或封存"], &["水泥", "2条"], &["2条"]),
        (&["行业", "拆除或封存"], &["水泥", "1条"], &[]),
        (&["资金来源", "收到", "支付"], &["专项工作经费", "15万元", "0万元"], &[]),
        (&["资金来源", "收到", "支付"], &["专项工作经费", "51万元", "5万元"], &["51万元", "5万元"]),
        (&["月份", "已关停生产线"], &["6月", "0条"], &[]),
        (&["月份", "已关停生产线"], &["6月", "2条"], &["2条"]),
        (
            &["企业", "受影响", "已安置", "待安置"],
            &["耀华水泥", "90人", "80人", "10人"],
            &["80人", "10人"],
        ),
        (&["企业", "内部安置", "拆除时限"], &["耀华水泥", "0人", "2013年12月31日"], &[]),
        (&["企业", "拆除时间"], &["耀华水泥", "2013年12月31日"], &["2013年12月31日"]),
    ];
    for (at, (head, row, expected)) in cases.into_iter().enumerate() {
        let found = found(&format!("head{at}.docx"), docx(&["2013年情况"], &[head, row]));
        let words: Vec<&str> = found.findings.iter().map(|it| it.1.as_str()).collect();
        assert_eq!(words, expected, "{head:?} {row:?}");
    }
}

/// What the program writes, it does not find fault with.
#[test]
fn what_report_writes_is_clean() {
    let mut alarms = String::new();
    for kind in KINDS {
        let name = format!("{kind}.docx");
        let day = ["--year", "2013", "--as-of", "2013-12-31"];
        let _ = CHUXIONG
            .run(&[&["report", kind, "--out", name.as_str()][..], &day[..]].concat())
            .exits(0);
        let answer = CHUXIONG.run(&["lint", &name, "--year", "2013", "--check"]);
        if answer.code != 0 {
            let _ = writeln!(alarms, "{}", answer.text());
        }
    }
    assert!(alarms.is_empty(), "{alarms}");
}

#[test]
fn a_changed_number_in_a_written_report_is_found() {
    let call =
        ["report", "annual", "--out", "annual.md", "--year", "2013", "--as-of", "2013-12-31"];
    let _ = CHUXIONG.run(&call).exits(0);
    let text = std::fs::read_to_string(CHUXIONG.path().join("annual.md")).unwrap();
    for (from, to) in
        [("8万吨", "9万吨"), ("90人", "80人"), ("7月27日", "7月17日"), ("15万元", "51万元")]
    {
        assert!(text.contains(from), "{from}: {text}");
        let found = found("changed.md", text.replace(from, to));
        assert!(found.findings.iter().any(|it| it.1.contains(to)), "{from} -> {to}");
    }
}

#[test]
fn what_is_not_recognised_is_listed_and_never_called_right() {
    let found = found("open.txt", "公司总投资10.8亿元,销售收入4亿元,设备50多台。");
    assert!(found.findings.is_empty());
    assert_eq!(found.words("unchecked"), ["10.8亿元", "4亿元", "50多台"]);
    assert_eq!(found.count("agreed"), 0);
}

#[test]
fn findings_are_told_by_the_exit_code_when_it_is_asked_for() {
    CHUXIONG.write("check.txt", "2013年拆除水泥产能9万吨。");
    let _ = CHUXIONG.run(&["lint", "check.txt", "--year", "2013"]).exits(0);
    let _ = CHUXIONG.run(&["lint", "check.txt", "--year", "2013", "--check"]).exits(1);
    CHUXIONG.write("clean.txt", "2013年拆除水泥产能8万吨。");
    let _ = CHUXIONG.run(&["lint", "clean.txt", "--year", "2013", "--check"]).exits(0);
    // Without --year the year is that of --as-of; then nothing had happened yet.
    CHUXIONG.write("year.txt", "拆除水泥产能9万吨。");
    let _ = CHUXIONG.run(&["lint", "year.txt", "--as-of", "2013-12-31", "--check"]).exits(1);
}

#[test]
fn a_person_reads_where_what_why_and_what_to_do() {
    CHUXIONG.write("words.txt", "第一段。\n耀华水泥有限责任公司现有职工80人,奖励资金??万元。");
    let answer = CHUXIONG.run(&["lint", "words.txt", "--year", "2013"]).exits(0);
    let expected = "words.txt(以2013年核对):不符1处,待核0处,未填1处;与台账相符0处,未核对0处\n\n\
        ✗ 第2段“80人”:**县耀华水泥有限责任公司在岗职工,台账是90人\n  \
        → 查台账记录和原始材料:文稿错就改文稿,台账错就用 phaseout record correct 更正\n";
    assert!(answer.text().starts_with(expected), "{}", answer.text());
    assert!(answer.text().contains("未填的数:第2段“??万元”"), "{}", answer.text());
    let csv = CHUXIONG.run(&["lint", "words.txt", "--year", "2013", "--format", "csv"]).exits(0);
    assert!(csv.text().contains("figure-contradicts,wrong,第2段,80人,"), "{}", csv.text());
}

#[test]
fn what_cannot_be_read_is_refused_with_what_to_do() {
    let desk = Desk::new();
    let _ = desk.office();
    desk.write("old.doc", [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    let refused = Call::new()
        .inside(&desk.at("office"))
        .args(["--lang", "zh", "lint", "../old.doc"])
        .run()
        .exits(3);
    assert!(refused.err.contains("另存为 .docx"), "{}", refused.err);
    let _ = Call::new().inside(&desk.at("office")).args(["lint", "nothing.docx"]).run().exits(3);
}
