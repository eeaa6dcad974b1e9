//! Sources of money and what they may be spent on: words for the record, rules from `data/funds.toml`.

use crate::amount::Amount;
use crate::fact::Word;
use phaseout_model::Decimal;
use phaseout_model::quantity::QuantityError;
use serde::Deserialize;
use std::sync::LazyLock;

/// Where money comes from (资金来源).
pub const FUND_SOURCES: &[Word] = &[
    ("central_award", "中央财政奖励资金"),
    ("central_closure", "中央关闭小企业补助"),
    ("central_structural", "中央结构调整奖补"),
    ("provincial", "省级资金"),
    ("prefecture", "市州资金"),
    ("county", "县级资金"),
    ("working_money", "专项工作经费"),
];

/// What happened to it.
pub const FUND_ENTRIES: &[Word] = &[
    ("received", "收到"),
    ("allotted", "下达"),
    ("paid", "支付"),
    ("returned", "退回"),
    ("recovered", "追缴"),
];

/// What it is for. The short form and the long one of 职工安置, 企业转产, 化解债务 are one word each.
pub(crate) const PURPOSES: &[Word] = &[
    ("resettlement", "安置"),
    ("resettlement", "职工安置"),
    ("compensation", "解除合同补偿"),
    ("retirement", "内部退养"),
    ("arrears", "拖欠工资社保"),
    ("self_run", "自管基金缺口"),
    ("placement", "内部安置社保生活费"),
    ("conversion", "转产"),
    ("conversion", "企业转产"),
    ("debt", "化债"),
    ("debt", "化解债务"),
    ("other", "其他"),
    ("office_work", "工作经费"),
    ("local_budget", "平衡地方预算"),
    ("local_budget", "平衡地方财力"),
];

/// A source of money and its rules.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FundSource {
    /// A word of [`FUND_SOURCES`].
    pub id: String,
    /// The document that governs it.
    pub document: String,
    /// Whether it is central money, of which a line gets one kind only.
    #[serde(default)]
    pub central: bool,
    /// Who may get it: `line`, `enterprise`, `office`.
    pub beneficiary: Vec<String>,
    /// The uses that its document names.
    pub permitted: Vec<String>,
    /// The uses that are ruled out.
    #[serde(default)]
    pub forbidden: Vec<String>,
    /// Whether other uses are refused or noted.
    pub others: Others,
    /// Whether its rules were read in a source.
    pub confirmed: bool,
    /// The conditions of the award, where it has any.
    #[serde(default)]
    pub award: Option<Award>,
    /// Where the rules were read.
    pub source: Vec<String>,
}

/// What becomes of a use that a document does not name.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Others {
    /// It is refused.
    Refuse,
    /// A person looks at it.
    Note,
}

/// The conditions under which a line gets the central award.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Award {
    /// So many years before the plan's year are proved.
    pub production_years: u16,
    /// Real output that is more than so many per cent below the approved capacity counts in its place.
    pub short_by_percent: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    fund: Vec<FundSource>,
}

static FUNDS: LazyLock<Vec<FundSource>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../data/funds.toml"))
        .expect("a test reads the table of funds");
    file.fund
});

/// All sources of money, in the order of [`FUND_SOURCES`].
pub fn fund_sources() -> &'static [FundSource] {
    &FUNDS
}

/// The rules of a source.
pub(crate) fn fund_source(id: &str) -> Option<&'static FundSource> {
    FUNDS.iter().find(|source| source.id == id)
}

/// The conditions of the central award.
pub(crate) fn award() -> &'static Award {
    FUNDS.iter().find_map(|source| source.award.as_ref()).expect("a test reads the table of funds")
}

/// What a rule says to a use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    Permitted,
    Refused,
    Unsettled,
}

impl FundSource {
    /// Whether money from here may be spent so. Nothing unconfirmed refuses, save what is ruled out by name.
    pub(crate) fn permits(&self, purpose: &str) -> Use {
        let named = |words: &[String]| words.iter().any(|word| word == purpose);
        if named(&self.forbidden) {
            Use::Refused
        } else if named(&self.permitted) {
            Use::Permitted
        } else if self.others == Others::Refuse && self.confirmed {
            Use::Refused
        } else {
            Use::Unsettled
        }
    }

    pub(crate) fn is_for(&self, beneficiary: &str) -> bool {
        self.beneficiary.iter().any(|word| word == beneficiary)
    }
}

/// The capacity that counts for the award: the approved one, or the mean real output where that is more than
/// `short_by_percent` below it. Exactly so far below is not more. Where either is withheld, so is what counts.
///
/// # Errors
/// [`QuantityError`] where the two have different units.
pub(crate) fn counted(
    award: &Award,
    approved: &Amount,
    mean_output: &Amount,
) -> Result<Amount, QuantityError> {
    let (Amount::Known(capacity), Amount::Known(output)) = (approved, mean_output) else {
        return Ok(if approved.known().is_none() { approved } else { mean_output }.clone());
    };
    let in_one_unit = output.to(&capacity.unit)?;
    let hundred = Decimal::ONE_HUNDRED;
    let edge = capacity.value.checked_mul(hundred - Decimal::from(award.short_by_percent));
    let real = in_one_unit.value.checked_mul(hundred);
    let (edge, real) = edge.zip(real).ok_or(QuantityError::TooLarge)?;
    Ok(if real < edge { mean_output } else { approved }.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_its_rules_and_every_rule_its_word() {
        let words: Vec<&str> = FUND_SOURCES.iter().map(|(id, _)| *id).collect();
        let ids: Vec<&str> = fund_sources().iter().map(|source| source.id.as_str()).collect();
        assert_eq!(ids, words);
        for source in fund_sources() {
            for purpose in source.permitted.iter().chain(&source.forbidden) {
                assert!(PURPOSES.iter().any(|(id, _)| id == purpose), "{purpose}");
            }
            assert!(!source.confirmed || !source.source.is_empty(), "{}", source.id);
        }
    }

    #[test]
    fn more_than_a_fifth_below_the_approved_capacity_the_real_output_counts() {
        let award = award();
        let cases = [
            ("8万吨/年", "7万吨/年", "8万吨/年"),
            ("8万吨/年", "6.4万吨/年", "8万吨/年"), // exactly 20 % below
            ("8万吨/年", "6.399万吨/年", "6.399万吨/年"),
            ("8万吨/年", "63999吨/年", "63999吨/年"),
            ("8万吨/年", "9万吨/年", "8万吨/年"), // more than approved
            ("8万吨/年", "0吨/年", "0吨/年"),
            ("8万吨/年", "??", "??"),
            ("**", "5万吨/年", "**"),
        ];
        for (approved, output, expected) in cases {
            let read = |text| Amount::parse(text).unwrap();
            let found = counted(award, &read(approved), &read(output)).unwrap();
            assert_eq!(found.to_string(), expected, "{approved} {output}");
        }
        let read = |text| Amount::parse(text).unwrap();
        assert!(counted(award, &read("8万吨/年"), &read("7万重量箱/年")).is_err());
    }
}
