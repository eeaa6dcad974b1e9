//! What scripts say beside what they record: notes to departments, facts to ask for, tables for reports.

/// A note to a department (督办、函告): a draft, sent by nobody but a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepartmentNote {
    /// The department.
    pub department: String,
    /// A line, an enterprise, a target or `office`; blank where it concerns none.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// The documents that it rests on.
    pub basis: Vec<String>,
}

/// A fact that somebody has to find out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The line.
    pub subject: String,
    /// The attribute, or other words for what is asked.
    pub attribute: String,
    /// Who is to find it out; blank where the script does not say.
    pub whom: String,
}

/// A table that a script puts together for a report: texts, with units where they are quantities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// Its rows; a cell that a row does not have is blank.
    pub rows: Vec<Vec<String>>,
}

/// Everything that was said in one run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Notes to departments.
    pub notes: Vec<DepartmentNote>,
    /// Facts to ask for.
    pub asks: Vec<Ask>,
    /// Tables for reports.
    pub tables: Vec<Table>,
}
