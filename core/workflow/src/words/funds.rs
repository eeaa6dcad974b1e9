//! Money (资金) in scripts: the entries of the accounts, and their balance by source.

use super::acting::subject;
use super::dates::Day;
use super::lines::optional;
use super::measured::Measured;
use super::{both, fields, functions};
use crate::codes;
use crate::context;
use crate::error::Fault;
use crate::strict::{Answer, stand_apart};
use phaseout_ledger::{Balance, FundEntry, fund_sources};
use rhai::{Array, Dynamic, Engine};

/// An entry of the accounts.
#[derive(Clone, Debug)]
pub(crate) struct Entry(FundEntry);

functions! {
    "funds" "资金" "funds()"
        "全部资金记录。"
        "All entries of money."
        r#"funds().len() == 0"#;
    "funds" "资金" "funds(subject)"
        "一条生产线、一家企业或本单位(\"office\")的资金记录。"
        "The entries of a line, an enterprise, or the office (\"office\")."
        r#"record("fund", "office", #{source: "working_money", entry: "received", amount: "15万元", purpose: "工作经费", year: 2013, document: "云财建〔2011〕339号"});
资金("office")[0].amount == money("15万元")"#;
    "balance" "资金余额" "balance(source)"
        "一个来源的账:received 收到、allotted 安排、paid 支付、on_hand 结余。"
        "The account of a source: received, allotted, paid, on_hand."
        r#"record("fund", "office", #{source: "working_money", entry: "received", amount: "15万元", purpose: "工作经费", year: 2013, document: "云财建〔2011〕339号"});
balance("working_money").received == money("15万元")"#;
}

fields! { Entry, "Fund",
    "subject" "对象" "对象编号" "whose it is" |own: &mut Entry| own.0.subject.clone();
    "source" "来源" "资金来源代号" "the source" |own: &mut Entry| own.0.source.clone();
    "entry" "收支" "收支类别代号" "what it is: received, allotted, paid, ..." |own: &mut Entry| own.0.entry.clone();
    "amount" "金额" "金额" "the amount" |own: &mut Entry| Measured::of(&own.0.amount);
    "purpose" "用途" "用途,没有时为 ()" "what it is for, or ()" |own: &mut Entry| optional(own.0.purpose.clone());
    "year" "年度" "年度,没有时为 ()" "the year, or ()" |own: &mut Entry| own.0.year.map_or(Dynamic::UNIT, Dynamic::from);
    "document" "文号" "文号,没有时为 ()" "the document, or ()" |own: &mut Entry| optional(own.0.document.clone());
    "date" "日期" "日期" "when" |own: &mut Entry| Day(own.0.on);
}

/// The account of a source.
#[derive(Clone, Debug)]
pub(crate) struct Account(Balance);

/// The fields of an account.
pub(super) mod account {
    use super::{Account, Measured};
    use crate::words::fields;

    fields! { Account, "Balance",
        "source" "来源" "资金来源代号" "the source" |own: &mut Account| own.0.source.clone();
        "received" "收到" "收到" "received" |own: &mut Account| Measured::of_sum(&own.0.received);
        "allotted" "安排" "安排" "allotted" |own: &mut Account| Measured::of_sum(&own.0.allotted);
        "paid" "支付" "支付" "paid" |own: &mut Account| Measured::of_sum(&own.0.paid);
        "returned" "退回" "退回" "returned" |own: &mut Account| Measured::of_sum(&own.0.returned);
        "recovered" "追回" "追回" "recovered" |own: &mut Account| Measured::of_sum(&own.0.recovered);
        "on_hand" "结余" "结余" "on hand" |own: &mut Account| Measured::of_sum(&own.0.on_hand);
    }

    pub(super) fn register(engine: &mut rhai::Engine) {
        register_fields(engine);
    }
}

fn entries(subject: Option<&str>) -> Answer<Array> {
    let entries = context::ask(|context| context.recording.book().fund_entries(subject))?;
    Ok(entries.into_iter().map(|entry| Dynamic::from(Entry(entry))).collect())
}

fn account(source: &str) -> Answer<Account> {
    let all = context::ask(|context| context.recording.book().balances())?;
    if let Some(balance) = all.into_iter().find(|balance| balance.source == source) {
        return Ok(Account(balance));
    }
    let known = || fund_sources().iter().map(|source| source.id.as_str());
    if known().any(|own| own == source) {
        return Err(Fault::new(codes::ACCOUNT_EMPTY).with("source", source).raise());
    }
    let near = crate::nearest::nearest(source, known()).unwrap_or_default();
    let fault = Fault::new(codes::FIELD_UNKNOWN).with("name", source);
    let listed: Vec<&str> = known().collect();
    Err(fault.with("known", listed.join(" ")).with("near", near).raise())
}

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Entry>("Fund").register_type_with_name::<Account>("Balance");
    stand_apart::<Entry>(engine);
    stand_apart::<Account>(engine);
    register_fields(engine);
    account::register(engine);
    both!(engine, "funds", "资金", || entries(None));
    both!(engine, "funds", "资金", |about: Dynamic| -> Answer<Array> {
        entries(Some(&subject(&about)?))
    });
    both!(engine, "balance", "资金余额", account);
}
