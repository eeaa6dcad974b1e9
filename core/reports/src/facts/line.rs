//! A line (生产线) with its whole life, as a document speaks of it.

use super::money::{Entry, Money};
use super::noun::{Field, Noun, fields, thing, things};
use super::people::People;
use super::progress::Progress;
use super::record::{Case, Record};
use super::stage::Stage;
use super::words::Ground;
use minijinja::Value;
use phaseout_ledger::json::Json;
use phaseout_ledger::kind::DECISIONS;
use phaseout_ledger::{Amount, OnDate, Replacement};
use std::sync::Arc;

/// A line.
pub(super) struct LineNoun {
    record: Arc<Record>,
    case: Arc<Case>,
}

impl Noun for LineNoun {
    const NAME: (&'static str, &'static str) = ("line", "生产线");
    const FIELDS: &'static [Field<Self>] = fields! {
        "id" "编号" "文字" "Its id in the record." |own| own.text("编号", own.case.line.id.clone(), &["survey"]);
        "firm" "企业" "文字" "The enterprise's name." |own| own.text("企业名称", own.case.firm.clone(), &["survey", "rename", "merge", "split"]);
        "what" "生产线设备" "文字" "Equipment and specification as printed." |own| own.text("设备", own.case.what(), &["survey"]);
        "quantity" "数量" "文字" "The quantity as printed; blank where the list has none." |own| own.text("数量", own.case.cells.get("quantity").cloned().unwrap_or_default(), &["survey"]);
        "industry" "行业" "文字" "The industry's name." |own| own.text("行业", own.record.industry(&own.case.line.industry), &["survey"]);
        "place" "地区" "文字" "The place's name; a masked one as it was printed." |own| own.text("地区", own.place(), &["survey"]);
        "state" "状态" "文字" "Where it stands." |own| own.text("状态", own.state(), &[]);
        "verdict" "结论" "文字" "The verdict; blank where nothing was judged." |own| own.text("结论", own.verdict(), &["identify", "survey", "determine"]);
        "reason" "认定原因" "文字" "Why it goes where no criterion says so." |own| own.from("认定原因", &["identify"], "reason");
        "decision" "认定依据" "文字" "自愿, 过剩, 污染, 地方; blank where a criterion says so." |own| own.text("认定依据", own.decision(), &["identify"]);
        "surveyed_capacity" "排查产能" "万吨/年等" "The capacity of the last survey." |own| own.amount("排查产能", Some(&own.case.line.capacity), &["survey"]);
        "capacity" "产能" "万吨/年等" "The capacity that counts: the plan's, else the survey's." |own| own.amount("产能", Some(own.case.line.counted()), &["plan", "survey"]);
        "assets" "固定资产净值" "万元" "Net assets; blank where none are on record." |own| own.money("固定资产净值", &["identify"], "assets");
        "year" "计划年度" "年" "The year of the last plan that names it." |own| own.text("计划年度", own.case.line.year.map(|year| own.record.date_words(OnDate::parse(&year.to_string()))).unwrap_or_default(), &["plan"]);
        "deadline" "淘汰时限" "日期" "By when it has to be gone; blank where nothing sets a date." |own| own.date("淘汰时限", own.deadline(), &["announce", "plan", "deadline"]);
        "announced_on" "公告日期" "日期" "When it was last announced." |own| own.date("公告日期", own.case.line.announced_on, &["announce"]);
        "notice" "公告" "文字" "Number or address of the notice." |own| own.text("公告", own.notice(), &["announce"]);
        "announced_list" "公告名单" "文字" "The list of the notice." |own| own.from("公告名单", &["announce"], "list");
        "announced_equipment" "公告设备" "文字" "What the notice says is to go." |own| own.from("公告设备", &["announce"], "equipment");
        "announced_deadline" "公告时限" "日期" "The notice's deadline." |own| own.date("公告时限", own.record.last(&own.case.line.id, &["announce"]).and_then(|event| OnDate::parse(event.text("deadline")?)), &["announce"]);
        "progress" "公告时进展" "文字" "The progress that the notice tells." |own| own.from("公告时进展", &["announce"], "progress");
        "suspended" "停产整顿" "文字" "The order to stop, while it is in force; else blank." |own| own.suspended();
        "shut_down_on" "关停日期" "日期" "When it was shut down." |own| own.date("关停日期", Stage::ShutDown.on(&own.case), &["shut_down", "dismantle", "seal"]);
        "gone_on" "拆除或封存日期" "日期" "When it was dismantled or sealed." |own| own.date("拆除或封存日期", Stage::Gone.on(&own.case), Stage::Gone.kinds());
        "how" "拆除或封存" "文字" "拆除 or 封存; blank while it stands." |own| own.text("去向", own.how(), Stage::Gone.kinds());
        "gone_evidence" "拆除证据" "文字" "The evidence of dismantling or sealing." |own| own.words("拆除证据", Stage::Gone.kinds(), "evidence");
        "parts" "拆除部件" "文字" "The parts that were taken out." |own| own.words("拆除部件", &["dismantle"], "parts");
        "accepted_on" "验收日期" "日期" "When it was accepted." |own| own.date("验收日期", own.case.line.accepted_on, &["accept"]);
        "departments" "验收部门" "文字的列表" "The departments that accepted." |own| own.list("验收部门", &["accept"], "departments");
        "before" "拆除前证据" "文字" "Pictures before." |own| own.words("拆除前证据", &["accept"], "before");
        "during" "拆除中证据" "文字" "Pictures during." |own| own.words("拆除中证据", &["accept"], "during");
        "after" "拆除后证据" "文字" "Pictures after." |own| own.words("拆除后证据", &["accept"], "after");
        "closed_on" "销号日期" "日期" "When it was closed." |own| own.date("销号日期", own.case.line.closed_on, &["close"]);
        "workers" "职工" "职工" "Its workers." |own| thing(People::of(&own.record, &own.case.line.id, std::slice::from_ref(&own.case)));
        "funds" "资金" "资金" "Money that names the line, of all years." |own| thing(Money::of_subject(&own.record, &own.case.line.id));
        "fund_entries" "资金明细" "资金明细的列表" "The entries of its money." |own| things(Entry::of_subject(&own.record, &own.case.line.id));
        "replacements" "产能置换" "置换的列表" "What its capacity was used for." |own| things(own.uses());
        "publicity" "宣传" "宣传的列表" "Publicity that names it." |own| things(super::papers::Shown::about(&own.record, &own.case.line.id));
        "sheet" "进度" "进度" "The line alone, counted as a group of lines is." |own| thing(Progress::of_line(&own.record, &own.case));
    };
}

impl LineNoun {
    pub(super) fn new(record: &Arc<Record>, case: &Arc<Case>) -> Self {
        Self { record: Arc::clone(record), case: Arc::clone(case) }
    }

    fn ground(&self, what: &str, kinds: &[&str]) -> Ground {
        let id = &self.case.line.id;
        let event = if kinds.is_empty() {
            Some(self.case.line.seq)
        } else {
            self.record.last(id, kinds).map(|event| event.seq)
        };
        Ground::new(
            format!("{} {}{what}", self.case.firm, self.case.what()),
            format!("show {id}"),
            event,
        )
    }

    fn text(&self, what: &str, text: String, kinds: &[&str]) -> Value {
        self.record.text(text, self.ground(what, kinds))
    }

    fn date(&self, what: &str, on: Option<OnDate>, kinds: &[&str]) -> Value {
        self.record.date(on, self.ground(what, kinds))
    }

    fn amount(&self, what: &str, amount: Option<&Amount>, kinds: &[&str]) -> Value {
        self.record.amount(amount, self.ground(what, kinds))
    }

    /// A sum of money that an event carries; blank where none does.
    fn money(&self, what: &str, kinds: &[&str], key: &str) -> Value {
        let event = self.record.fact(&self.case.line.id, kinds, key);
        match event.and_then(|event| Amount::parse(event.text(key)?)) {
            Some(amount) => self.amount(what, Some(&amount), kinds),
            None => self.text(what, String::new(), kinds),
        }
    }

    /// A text that the last event of a kind carries; blank where none does.
    fn from(&self, what: &str, kinds: &[&str], key: &str) -> Value {
        let event = self.record.fact(&self.case.line.id, kinds, key);
        let text = event.and_then(|event| event.text(key)).unwrap_or_default();
        self.text(what, text.to_owned(), kinds)
    }

    /// Several texts in one.
    fn words(&self, what: &str, kinds: &[&str], key: &str) -> Value {
        let all = self.all(kinds, key).join(self.record.say(("、", ", ")));
        self.text(what, all, kinds)
    }

    fn list(&self, what: &str, kinds: &[&str], key: &str) -> Value {
        let all = self.all(kinds, key).into_iter().map(|word| self.text(what, word, kinds));
        Value::from(all.collect::<Vec<_>>())
    }

    fn all(&self, kinds: &[&str], key: &str) -> Vec<String> {
        let event = self.record.fact(&self.case.line.id, kinds, key);
        event.and_then(|event| event.payload.get(key)).map(words_of).unwrap_or_default()
    }

    fn place(&self) -> String {
        let masked = |key: &&str| self.case.cells.get(*key).filter(|text| !text.is_empty());
        let known = self.record.region(self.case.region());
        match ["county", "region", "city"].iter().find_map(masked) {
            // A masked county is as much as the list says; the record knows what it lies in.
            Some(printed) if printed.contains('*') => format!("{known}{printed}"),
            _ => known,
        }
    }

    fn state(&self) -> String {
        let state = self.case.line.state;
        let en = state.id().replace('_', " ");
        self.record.say((state.printed(), &en)).to_owned()
    }

    fn verdict(&self) -> String {
        verdict(self.case.line.verdict.as_deref().unwrap_or_default(), &self.record).to_owned()
    }

    fn decision(&self) -> String {
        let own = self.case.line.decision.as_deref().unwrap_or_default();
        self.record.say((decision_zh(own), own)).to_owned()
    }

    fn deadline(&self) -> Option<OnDate> {
        let own = self.case.line.deadline.as_deref().and_then(OnDate::parse);
        own.or_else(|| self.case.due.map(OnDate::day))
    }

    fn notice(&self) -> String {
        let event = self.record.last(&self.case.line.id, &["announce"]);
        let found = event.and_then(|event| event.text("notice").or_else(|| event.text("address")));
        found.unwrap_or_default().to_owned()
    }

    fn suspended(&self) -> Value {
        if self.case.line.suspended {
            return self.from("停产整顿", &["suspend"], "order");
        }
        self.text("停产整顿", String::new(), &["suspend"])
    }

    fn how(&self) -> String {
        let line = &self.case.line;
        let word = match (line.dismantled_on, line.sealed_on) {
            (Some(_), _) => ("拆除", "dismantled"),
            (None, Some(_)) => ("封存", "sealed"),
            (None, None) => ("", ""),
        };
        self.record.say(word).to_owned()
    }

    fn uses(&self) -> Vec<UseNoun> {
        let found = self.record.replacements.get(&self.case.line.id);
        let uses = found.into_iter().flat_map(|found| found.uses.iter());
        uses.map(|own| UseNoun { record: Arc::clone(&self.record), own: own.clone() }).collect()
    }
}

fn decision_zh(id: &str) -> &str {
    DECISIONS.iter().find(|(own, _)| *own == id).map_or(id, |(_, zh)| zh)
}

/// What stands in a verdict's place where an office decided and no criterion: `淘汰(地方)`.
pub(super) fn decided_by(id: &str, record: &Record) -> String {
    let zh = format!("淘汰\u{ff08}{}\u{ff09}", decision_zh(id));
    record.say((&zh, &format!("eliminate ({id})"))).to_owned()
}

/// A verdict in words.
pub(super) fn verdict<'w>(id: &str, record: &Record) -> &'w str {
    record.say(match id {
        "eliminate" => ("淘汰", "eliminate"),
        "verify" => ("待核实", "verify"),
        "restrict" => ("限制", "restrict"),
        "retain" => ("保留", "retain"),
        "unjudged" => ("无判据", "no criterion"),
        _ => ("", ""),
    })
}

/// The texts of a fact: a text, a list of texts, files by their names.
pub(super) fn words_of(json: &Json) -> Vec<String> {
    match json {
        Json::Text(text) => vec![text.clone()],
        Json::List(list) => list.iter().flat_map(words_of).collect(),
        Json::Map(map) => ["file", "reference", "ref", "text"]
            .iter()
            .find_map(|key| map.get(*key))
            .map(words_of)
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// A use of a line's capacity by a new project (产能置换).
pub(super) struct UseNoun {
    record: Arc<Record>,
    own: Replacement,
}

impl Noun for UseNoun {
    const NAME: (&'static str, &'static str) = ("replacement", "置换");
    const FIELDS: &'static [Field<Self>] = fields! {
        "project" "项目" "文字" "The new project." |own| own.text("项目", own.own.project.clone());
        "used" "使用产能" "万吨/年等" "The capacity that it takes." |own| own.record.amount(Some(&own.own.used), own.ground("使用产能"));
        "process" "工艺" "文字" "The new process; blank where it is not on record." |own| own.text("工艺", own.project().and_then(|project| project.process.clone()).unwrap_or_default());
        "investment" "总投资" "万元、亿元" "The investment of the project." |own| own.record.amount(own.project().and_then(|project| project.investment.as_ref()), own.ground("总投资"));
        "new_capacity" "新建产能" "万吨/年等" "The capacity of the project." |own| own.record.amount(own.project().and_then(|project| project.new_capacity.as_ref()), own.ground("新建产能"));
        "on" "日期" "日期" "When it was recorded to have happened." |own| own.record.date(Some(own.own.on), own.ground("日期"));
    };
}

impl UseNoun {
    fn ground(&self, what: &str) -> Ground {
        let query = format!("show {}", self.own.line);
        Ground::new(format!("{}{what}", self.own.project), query, [self.own.seq])
    }

    fn text(&self, what: &str, text: String) -> Value {
        self.record.text(text, self.ground(what))
    }

    fn project(&self) -> Option<&phaseout_ledger::Project> {
        self.record.projects.iter().find(|project| project.name == self.own.project)
    }
}
