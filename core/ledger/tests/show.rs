//! A line's whole life: nothing is hidden, and what was corrected is seen to have been.
#![allow(clippy::unwrap_used, reason = "a test stops where something fails")]

mod kit;

use kit::{kiln, ledger, line, record, request};
use phaseout_ledger::View;
use phaseout_ledger::life::{About, Standing};
use phaseout_ledger::said::{Value, said};

#[test]
fn a_voided_event_stays_visible_and_points_at_its_correction() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    std::fs::write(base.join("after.jpg"), "after").unwrap();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    let other = line(&mut ledger, base, "另一家", "cement", "5万吨/年");
    let steps = [
        request(
            "identify",
            &kiln,
            "2012-12-20",
            &[("decision", "local"), ("reason", "群众意见大")],
        ),
        request("shut_down", &kiln, "2013-07-01", &[]), // 4: the wrong day
        request("dismantle", &kiln, "2013-07-27", &[("evidence", "after.jpg")]),
        request("correct", "4", "2013-08-01", &[("reason", "日期有误"), ("on", "2013-07-10")]),
        request("suspend", &other, "2013-05-01", &[("order", "A")]), // 7: the wrong line
        request("correct", "7", "2013-08-02", &[("reason", "线号有误"), ("void", "是")]),
    ];
    for step in steps {
        record(&mut ledger, base, step).unwrap();
    }
    let life = ledger.life(View::default(), &kiln).unwrap().unwrap();
    let words: Vec<(i64, Standing)> =
        life.entries.iter().map(|entry| (entry.event.seq, entry.standing)).collect();
    assert_eq!(
        words,
        [
            (1, Standing::Stands),
            (3, Standing::Stands),
            (4, Standing::Changed),
            (5, Standing::Stands),
            (6, Standing::Correction(4)),
        ]
    );
    assert_eq!(life.entries[2].corrected_by, [6]);
    assert_eq!(life.entries[2].now.as_ref().unwrap().on.to_string(), "2013-07-10");
    assert_eq!(life.enterprise.as_ref().unwrap().name, "耀华水泥有限责任公司");
    let other = ledger.life(View::default(), &other).unwrap().unwrap();
    assert_eq!(other.entries[1].standing, Standing::Voided);
    assert!(ledger.life(View::default(), "532300-9").unwrap().is_none());

    let before = View { as_of: Some("2013-07-20".parse().unwrap()), known_at: None };
    let then = ledger.life(before, &kiln).unwrap().unwrap();
    let kinds: Vec<&str> = then.entries.iter().map(|entry| entry.event.kind.as_str()).collect();
    assert_eq!(kinds, ["survey", "identify", "shut_down", "correct"], "not yet dismantled");
}

#[test]
fn an_event_of_the_enterprise_and_one_that_names_the_line_belong_to_its_life() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    let enterprise = ledger.book().line(&kiln).unwrap().unwrap().enterprise;
    let facts = [("medium", "网站"), ("content", "名单")];
    record(&mut ledger, base, request("publicity", &enterprise, "2013-04-30", &facts)).unwrap();
    let facts = [
        ("parties", "楚雄州人民政府、牟定县人民政府"),
        ("year", "2013"),
        ("document", "A"),
        ("targets", kiln.as_str()),
    ];
    record(&mut ledger, base, request("letter", "office", "2013-03-01", &facts)).unwrap();
    let life = ledger.life(View::default(), &kiln).unwrap().unwrap();
    let about: Vec<About> = life.entries.iter().map(|entry| entry.about).collect();
    assert_eq!(about, [About::Line, About::Enterprise, About::Mention]);
}

#[test]
fn facts_have_their_chinese_names_and_codes_their_words() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path();
    std::fs::write(base.join("after.jpg"), "after").unwrap();
    let mut ledger = ledger(base);
    let kiln = kiln(&mut ledger, base);
    let facts = [("decision", "自愿"), ("reason", "转型"), ("evidence", "after.jpg;会议纪要")];
    record(&mut ledger, base, request("identify", &kiln, "2012-12-20", &facts)).unwrap();
    let event = ledger.event("2").unwrap().unwrap();
    let words = said(&event);
    assert_eq!(words[0].zh, Some("决定"));
    assert_eq!(words[0].values, [Value::Word("voluntary".to_owned(), "自愿")]);
    let evidence = words.iter().find(|said| said.key == "evidence").unwrap();
    assert!(matches!(&evidence.values[..],
        [Value::File(file, hash), Value::Text(paper)]
            if file == "after.jpg" && hash.len() == 64 && paper == "会议纪要"));
    let survey = said(&ledger.event("1").unwrap().unwrap());
    assert_eq!(survey[0].zh, Some("企业名称"));
    assert!(survey.iter().all(|said| said.zh.is_some() && said.key != "row"));
}
