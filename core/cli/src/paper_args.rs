//! The arguments of `phaseout report KIND`, as `--help` prints them.

use clap::{Args, Subcommand};
use phaseout_reports::kind::{KINDS, Kind};
use std::path::PathBuf;

/// What can be written.
#[derive(Debug, Subcommand)]
pub(crate) enum Report {
    /// Each industry's sections about the lines in the files, into --out FILE.md (分行业)
    Industry(crate::args::IndustryReport),
    /// What the survey found (排查结果报告)
    Survey(Paper),
    /// The plan of the year (年度淘汰计划)
    Plan(Paper),
    /// How the target is split (目标任务分解通知)
    Decomposition(Paper),
    /// The letter of responsibility of a place or firm (目标责任书)
    Letter(Paper),
    /// The public list, with its four required contents (淘汰名单公告)
    PublicList(Paper),
    /// Progress by month (月度进展报告)
    Monthly(Paper),
    /// A note to a firm or place about what is due (督办通知)
    Supervision(Paper),
    /// The form of an acceptance on site (现场验收意见表)
    Acceptance(Paper),
    /// The lines that are completed (完成名单)
    Completed(Paper),
    /// What became of the workers (职工安置情况报告)
    Workers(Paper),
    /// How the money was used (奖励资金使用情况报告)
    Funds(Paper),
    /// The summary of the year (年度工作总结)
    Annual(Paper),
    /// The outline of a speech (表态发言提纲)
    Speech(Paper),
    /// A firm's own report (企业淘汰情况汇报)
    Enterprise(Paper),
    /// One html page of a year, to be looked at and printed (看板)
    Board(crate::board::BoardArgs),
    /// Sheets that ask each firm for what the verdicts on record lack, into --out FILE.xlsx (现场核查表)
    Inspection,
    /// The kinds of document, and which template each is written from (文种)
    Kinds,
    /// Print the program's template of a kind, to be copied into templates/ and changed (模板)
    Template {
        /// The kind: annual, public-list, … or its Chinese name
        #[arg(value_name = "KIND")]
        kind: String,
    },
}

/// A document about the record, into --out FILE with the ending .md .html .docx .xlsx.
#[derive(Debug, Args)]
pub(crate) struct Paper {
    /// The year that it is about [default: the year of --as-of]
    #[arg(long, value_name = "YEAR")]
    pub(crate) year: Option<i64>,
    /// The month that it is about, 1 to 12 [default: that of --as-of, or December of another year]
    #[arg(long, value_name = "MONTH", value_parser = clap::value_parser!(i8).range(1..=12))]
    pub(crate) month: Option<i8>,
    /// What it is about: a line, an enterprise or a region, by its id or code
    #[arg(long, value_name = "LINE|FIRM|REGION")]
    pub(crate) subject: Option<String>,
    /// The document's number (发文字号): 楚工信〔2013〕5号
    #[arg(long, value_name = "NUMBER")]
    pub(crate) number: Option<String>,
    /// To whom it goes (主送机关)
    #[arg(long, value_name = "BODY")]
    pub(crate) to: Option<String>,
    /// What the record does not hold, as templates find it under given.KEY; may be repeated
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    /// The same out of a file in TOML, with a source for each where it names one
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
    /// List every printed figure with its query and its events; without --out, write nothing else
    #[arg(long)]
    pub(crate) trace: bool,
}

impl Report {
    /// The kind of document that is asked for, where one is.
    pub(crate) fn paper(&self) -> Option<(&'static Kind, &Paper)> {
        let (id, paper) = match self {
            Self::Survey(paper) => ("survey", paper),
            Self::Plan(paper) => ("plan", paper),
            Self::Decomposition(paper) => ("decomposition", paper),
            Self::Letter(paper) => ("letter", paper),
            Self::PublicList(paper) => ("public-list", paper),
            Self::Monthly(paper) => ("monthly", paper),
            Self::Supervision(paper) => ("supervision", paper),
            Self::Acceptance(paper) => ("acceptance", paper),
            Self::Completed(paper) => ("completed", paper),
            Self::Workers(paper) => ("workers", paper),
            Self::Funds(paper) => ("funds", paper),
            Self::Annual(paper) => ("annual", paper),
            Self::Speech(paper) => ("speech", paper),
            Self::Enterprise(paper) => ("enterprise", paper),
            Self::Industry(_)
            | Self::Board(_)
            | Self::Inspection
            | Self::Kinds
            | Self::Template { .. } => {
                return None;
            }
        };
        Some((KINDS.iter().find(|kind| kind.id == id)?, paper))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Cli, Command};
    use clap::Parser;

    #[test]
    fn every_kind_of_document_is_a_word_of_the_command() {
        for kind in KINDS {
            let cli = Cli::parse_from(["phaseout", "report", kind.id]);
            let Command::Report { kind: report } = cli.command else { panic!("{}", kind.id) };
            assert_eq!(report.paper().map(|(own, _)| own.id), Some(kind.id));
        }
    }
}
