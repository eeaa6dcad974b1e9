//! How far a line has come, as documents count it, and the events that prove it.

use super::record::Case;
use phaseout_ledger::{OnDate, State};
use phaseout_model::Date;

/// A way of counting lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Surveyed,
    Identified,
    Planned,
    Announced,
    Suspended,
    ShutDown,
    Dismantled,
    Sealed,
    Gone,
    Accepted,
    Closed,
    Open,
    Overdue,
    Verify,
}

impl Stage {
    /// The word of queries.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Surveyed => "surveyed",
            Self::Identified => "identified",
            Self::Planned => "planned",
            Self::Announced => "announced",
            Self::Suspended => "suspended",
            Self::ShutDown => "shut_down",
            Self::Dismantled => "dismantled",
            Self::Sealed => "sealed",
            Self::Gone => "gone",
            Self::Accepted => "accepted",
            Self::Closed => "closed",
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Verify => "verify",
        }
    }

    /// In Chinese, for the list of what was printed.
    pub(super) fn zh(self) -> &'static str {
        match self {
            Self::Surveyed => "排查",
            Self::Identified => "认定",
            Self::Planned => "列入计划",
            Self::Announced => "公告",
            Self::Suspended => "停产整顿",
            Self::ShutDown => "关停",
            Self::Dismantled => "拆除",
            Self::Sealed => "封存",
            Self::Gone => "拆除或封存",
            Self::Accepted => "验收",
            Self::Closed => "销号",
            Self::Open => "未完成",
            Self::Overdue => "逾期未完成",
            Self::Verify => "待核实",
        }
    }

    /// The kinds of event that lead here; the last of them proves it.
    pub(super) fn kinds(self) -> &'static [&'static str] {
        match self {
            Self::Surveyed => &["survey"],
            Self::Identified => &["identify"],
            Self::Planned | Self::Open | Self::Overdue => &["plan"],
            Self::Announced => &["announce"],
            Self::Suspended => &["suspend"],
            Self::ShutDown => &["shut_down", "reserve", "dismantle", "seal"],
            Self::Dismantled => &["dismantle"],
            Self::Sealed => &["seal"],
            Self::Gone => &["dismantle", "seal"],
            Self::Accepted => &["accept"],
            Self::Closed => &["close"],
            Self::Verify => &["survey", "identify", "determine"],
        }
    }

    /// Whether a line has come so far.
    pub(super) fn holds(self, case: &Case, year: Option<i64>, day: Date) -> bool {
        let line = &case.line;
        let planned = match year {
            Some(year) => case.plans.contains_key(&year),
            None => !case.plans.is_empty(),
        };
        let standing = line.state.is_shut_down();
        match self {
            Self::Surveyed => true,
            Self::Identified => !matches!(line.state, State::Surveyed),
            Self::Planned => planned,
            Self::Announced => match year {
                Some(year) => case.announced.contains(&year),
                None => line.announced_on.is_some() || line.notice.is_some(),
            },
            Self::Suspended => line.suspended,
            Self::ShutDown => standing,
            Self::Dismantled => standing && line.dismantled_on.is_some(),
            Self::Sealed => standing && line.sealed_on.is_some() && line.dismantled_on.is_none(),
            Self::Gone => Self::is_gone(case),
            Self::Accepted => {
                matches!(line.state, State::Accepted | State::Closed) && line.accepted_on.is_some()
            }
            Self::Closed => line.state == State::Closed,
            Self::Open => planned && line.state.is_open() && !Self::is_gone(case),
            Self::Overdue => {
                Self::Open.holds(case, year, day) && case.due.is_some_and(|due| due < day)
            }
            // What was identified since was decided, whatever the survey lacked.
            Self::Verify => {
                line.state == State::Surveyed && line.verdict.as_deref() == Some("verify")
            }
        }
    }

    fn is_gone(case: &Case) -> bool {
        let line = &case.line;
        line.state.is_shut_down() && (line.dismantled_on.is_some() || line.sealed_on.is_some())
    }

    /// When a line was shut down. One that was taken apart stood still by then, whatever else is known.
    fn stood_still(shut_down: Option<OnDate>, gone: Option<OnDate>) -> Option<OnDate> {
        match shut_down {
            Some(OnDate::Unknown) => gone.and_then(OnDate::latest).map(OnDate::By).or(shut_down),
            known => known.or(gone),
        }
    }

    /// When it came so far.
    pub(super) fn on(self, case: &Case) -> Option<OnDate> {
        let line = &case.line;
        match self {
            Self::Announced => line.announced_on,
            Self::ShutDown => Self::stood_still(line.shut_down_on, Self::Gone.on(case)),
            Self::Dismantled => line.dismantled_on,
            Self::Sealed => line.sealed_on,
            Self::Gone => line.dismantled_on.or(line.sealed_on),
            Self::Accepted => line.accepted_on,
            Self::Closed => line.closed_on,
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When it was shut down, when it was taken apart: since when it stands still.
    #[test]
    fn what_was_taken_apart_stood_still_by_then() {
        let cases = [
            (Some("unknown"), Some("2013-07-27"), Some("..2013-07-27")),
            (Some("unknown"), Some("..2013-07-27"), Some("..2013-07-27")),
            (Some("unknown"), Some("2013-07"), Some("..2013-07-31")),
            (Some("unknown"), Some("unknown"), Some("unknown")),
            (Some("unknown"), None, Some("unknown")),
            (Some("2013-06"), Some("2013-07-27"), Some("2013-06")),
            (None, Some("2013-07-27"), Some("2013-07-27")),
            (None, None, None),
        ];
        for (shut_down, gone, since) in cases {
            let [shut_down, gone, since] =
                [shut_down, gone, since].map(|on| on.and_then(OnDate::parse));
            assert_eq!(Stage::stood_still(shut_down, gone), since);
        }
    }
}
