//! What a public list (公告) must say, and the record may not hold: the enterprises, the outdated equipment,
//! the deadline, the overall progress. 国发〔2010〕7号.

use super::progress::Progress;
use crate::error::ReportFault;

/// Everything that is missing, line by line.
pub(super) fn missing(total: &Progress) -> Vec<ReportFault> {
    let year = total.record.year;
    if total.cases.is_empty() {
        return vec![ReportFault::new("public-list-empty").with("year", year)];
    }
    let mut faults = Vec::new();
    for case in &total.cases {
        let line = &case.line;
        let fault = |code| ReportFault::new(code).about(&line.id).with("firm", &case.firm);
        if line.constructed.is_some() || case.firm.trim().is_empty() {
            faults.push(fault("public-list-firm"));
        }
        let has_words = |text: &str| text.chars().any(char::is_alphabetic);
        if !has_words(&case.what()) {
            faults.push(fault("public-list-equipment"));
        }
        if line.deadline.is_none() && case.due.is_none() {
            faults.push(fault("public-list-deadline").with("year", year));
        }
    }
    faults
}
