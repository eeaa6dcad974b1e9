//! Targets as an office keeps them: received, split to counties by their names, and held against what
//! became of the lines; what is refused and what it says.

use phaseout_tests::{Answer, Desk};

const LIST: &str = "序号,企业名称,行业,设备名称,规格,产能(万吨/年),县(市、区)\n\
    1,耀华水泥有限责任公司,水泥,机立窑,Φ3×11m,8,牟定县\n\
    2,楚雄水泥厂,水泥,机立窑,Φ2.8×10m,,楚雄市\n";

/// A prefecture with two kilns, the target of 2013 and its two counties.
fn office() -> Desk {
    let desk = Desk::new();
    desk.office();
    desk.write("office/list.csv", LIST);
    let _ = desk.in_office(["import", "list.csv", "--on", "2012-11-05"]).exits(0);
    for line in ["532300-1", "532300-2"] {
        let decided = ["--set", "decision=local", "--set", "reason=群众意见大"];
        let identify = ["record", "identify", line, "--on", "2012-12-20"];
        let _ = desk.in_office(identify.iter().chain(&decided)).exits(0);
    }
    let _ = target(
        &desk,
        "set --industry 水泥 --year 2013 --amount 30万吨 --firms 4户 --on 2013-03-20",
    )
    .exits(0);
    let split =
        "split 2013-cement --to 牟定县=8万吨 --to 532301=20万吨 --firms 牟定县=1 --on 2013-04-01";
    let _ = target(&desk, split).exits(0);
    desk
}

fn target(desk: &Desk, words: &str) -> Answer {
    desk.in_office(["target"].into_iter().chain(words.split(' ')))
}

fn plan(desk: &Desk, line: &str, facts: &[&str]) -> Answer {
    let plan = ["record", "plan", line, "--on", "2012-12-31", "--set", "year=2013"];
    let facts = facts.iter().flat_map(|fact| ["--set", fact]);
    desk.in_office(plan.into_iter().chain(facts))
}

#[test]
fn a_year_is_told_in_tons_lines_and_firms_from_the_target_to_the_difference() {
    let desk = office();
    let _ = plan(&desk, "532300-1", &["capacity=8万吨", "target=2013-cement/532323"]).exits(0);
    // It names the whole; the county that it lies in is found.
    let _ = plan(&desk, "532300-2", &["capacity=**", "target=2013-cement"]).exits(0);
    let gone =
        ["record", "dismantle", "532300-1", "--on", "2013-07-27", "--set", "evidence=现场照片"];
    let _ = desk.in_office(gone).exits(0);
    let answer = target(&desk, "show --lang zh").exits(0);
    let rows: Vec<String> = answer
        .text()
        .lines()
        .filter(|line| line.starts_with('│'))
        .map(|line| {
            line.split(['│', '┆']).map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned()
        })
        .collect();
    assert_eq!(
        rows,
        [
            "目标任务 承担者 单位 目标 已分解 未分解 计划 公告 关停 拆除 验收 差额",
            "2013-cement 楚雄彝族自治州 万吨/年 30 28 2 8+? 0 8 8 0 30",
            "条    2 0 1 1 0",
            "户 4 1 3 2 0 1 1 0 4",
            "2013-cement/532323 牟定县 万吨/年 8 8 0 8 0 8 8 0 8",
            "条    1 0 1 1 0",
            "户 1 1 0 1 0 1 1 0 1",
            "2013-cement/532301 楚雄市 万吨/年 20 ? 20-? ? 0 0 0 0 20",
            "条    1 0 0 0 0",
            "户    1 0 0 0 0",
        ]
    );
    let json = target(&desk, "show --format json --as-of 2013-06-30").exits(0).json();
    assert_eq!(json["schema"], "phaseout.target/1");
    assert_eq!(
        (json["balanced"].as_bool(), json["as_of"].as_str()),
        (Some(true), Some("2013-06-30"))
    );
    let whole = &json["targets"][0];
    assert_eq!(whole["planned"]["capacity"]["text"], "8万吨/年 + ?×1");
    assert_eq!(whole["dismantled"]["lines"], 0, "not yet in June");
    assert_eq!(whole["open"]["capacity"]["known"][0]["value"], "2");
    assert_eq!(json["targets"][2]["lines"][0], "532300-2");
    let csv = target(&desk, "show 2013-cement/532323 --format csv").exits(0);
    let expected = "region,2013-cement/532323,2013-cement,2013,cement,532323,牟定县,8万吨/年,1,8万吨/年,1,\
                    0万吨/年,0,8万吨/年,1,1,";
    assert!(
        csv.text().lines().nth(1).is_some_and(|row| row.starts_with(expected)),
        "{}",
        csv.text()
    );
}

#[test]
fn a_changed_target_keeps_what_it_was_and_more_than_received_needs_a_reason() {
    let desk = office();
    let again = "set --industry cement --year 2013 --amount 33万吨";
    let refused = target(&desk, &format!("{again} --lang zh")).exits(3);
    assert!(refused.err.contains("已有此目标任务(30万吨/年 4户)"), "{}", refused.err);
    let noticed = format!("{again} --notice 云工信产业〔2013〕150号 --on 2013-05-02 --lang zh");
    let changed = target(&desk, &noticed).exits(0);
    assert!(changed.err.contains("2013-cement原为30万吨/年 4户"));
    let more = "split 2013-cement --to 禄丰市=6万吨 --on 2013-05-03 --lang zh";
    let refused = target(&desk, more).exits(3);
    assert!(refused.err.contains("多出1万吨/年"), "{}", refused.err);
    let _ = target(&desk, &format!("{more} --reason 州里自加任务")).exits(0);
    let shown = target(&desk, "show --lang zh").exits(0);
    for words in ["超1", "30万吨/年 4户 → 33万吨/年 4户", "原因:州里自加任务"] {
        assert!(shown.text().contains(words), "{words}: {}", shown.text());
    }
    // What one county gives back another takes, in whichever order they are written.
    let moved =
        "split 2013-cement --to 楚雄市=24万吨 --to 牟定县=3万吨 --notice 调整 --on 2013-06-01";
    let _ = target(&desk, moved).exits(0);
}

#[test]
fn refusals_say_what_does_not_fit_in_both_languages() {
    let desk = office();
    let cases = [
        ("split 2013-cement --to 山钢集团=1万吨", "不是已知的区域", "no known region"),
        ("split 2013-cement --to 昆明市=1万吨", "不在2013-cement的承担者", "does not belong to"),
        ("split 2013-cement --to 禄丰市=1万重量箱", "单位不同", "does not add"),
        ("split 2013-cemnt --to 禄丰市=1万吨", "是不是2013-cement", "did you mean"),
        ("split 2013-cement --to 禄丰市=1", "不是带单位的产能", "no capacity with a unit"),
        (
            "set --industry cement --year 2013 --id x",
            "amount (产能) / firms (户数)",
            "firms (户数)",
        ),
        ("show nothing", "没有目标任务nothing", "no target nothing"),
    ];
    for (words, zh, en) in cases {
        for (lang, words_of) in [("zh", zh), ("en", en)] {
            let answer = target(&desk, &format!("{words} --lang {lang}")).exits(3);
            assert!(answer.err.contains(words_of), "{words}: {}", answer.err);
        }
    }
    let _ = target(&desk, "split 2013-cement").exits(2);
    let _ = target(&desk, "split 2013-cement --to 禄丰市").exits(2);
    let _ = target(&desk, "show --out targets.xlsx").exits(2);
    let json = target(&desk, "show --format json").exits(0).json();
    assert_eq!(json["targets"].as_array().map(Vec::len), Some(3), "nothing was recorded");
}
