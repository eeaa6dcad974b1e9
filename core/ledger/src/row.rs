//! A row of a survey as it is read and judged, and what becomes of it.

use crate::recording::Judged;
use std::collections::BTreeMap;

/// A row of a survey, read and judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SurveyRow {
    /// The list's own id of the line.
    pub list_id: String,
    /// The file's name.
    pub file: String,
    /// SHA-256 of the file's bytes, in hexadecimal.
    pub sha256: String,
    /// The sheet, where the file has sheets.
    pub sheet: Option<String>,
    /// The 1-based physical row.
    pub row: i64,
    /// The enterprise as printed.
    pub name: String,
    /// 统一社会信用代码, where it is one.
    pub credit_code: Option<String>,
    /// 组织机构代码 or 营业执照注册号, where it is one.
    pub organisation_code: Option<String>,
    /// The ownership group (所属集团), where the list names one.
    pub group: Option<String>,
    /// The code of the place.
    pub region: Option<String>,
    /// The industry's id; blank where no plugin knows it.
    pub industry: String,
    /// The line's own number: `1#`.
    pub label: String,
    /// The kinds of its units, joined by `;`.
    pub equipment: String,
    /// The specification as printed.
    pub specification: String,
    /// The capacity with its unit, or the sign of its absence. Where it is neither, the row is recorded
    /// with the problem `capacity-unreadable` and the text as printed.
    pub capacity: String,
    /// `exact` or `at_least`, for a place-holder.
    pub constructed: Option<String>,
    /// The answer to *same as?*: a line's id, an enterprise's id, `new` or 新增, or an enterprise's id and
    /// `new` for a new line of it.
    pub same_as: Option<String>,
    /// Every recognised cell by its field's id. A field that the file has no column for is not there and
    /// says nothing; a blank text says that the cell is blank.
    pub cells: BTreeMap<String, String>,
    /// What the judgement came to.
    pub judged: Option<Judged>,
    /// Codes of what is odd about the row.
    pub problems: Vec<String>,
}

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Surveyed {
    /// A line not known before.
    New(String),
    /// A known line with other values.
    Changed(String, Vec<Change>),
    /// A known line, nothing new.
    Same(String),
}

impl Surveyed {
    /// The line.
    pub fn line(&self) -> &str {
        let (Self::New(line) | Self::Changed(line, _) | Self::Same(line)) = self;
        line
    }
}

/// A field that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The field.
    pub field: String,
    /// What stood there.
    pub from: String,
    /// What stands there now.
    pub to: String,
}

/// Cells that say where a row stands or who it is about, not what it says.
const NOT_COMPARED: [&str; 7] =
    ["row_id", "enterprise", "uscc", "credit_code", "organisation_code", "same_as", "constructed"];

/// Cells that a field of the row was read from: compared only while nothing could be read.
const READ: [(&str, &[&str]); 7] = [
    ("group", &["ownership_group", "group"]),
    ("region", &["province", "city", "county", "region"]),
    ("industry", &["industry"]),
    ("label", &["label"]),
    ("equipment", &["equipment"]),
    ("specification", &["spec", "specification"]),
    ("capacity", &["capacity", "capacity_unit"]),
];

impl SurveyRow {
    /// Where it stands, as a person finds it: `survey.csv:3`, with the sheet where there is one.
    pub(crate) fn place(&self) -> String {
        match &self.sheet {
            Some(sheet) => format!("{}:{sheet}:{}", self.file, self.row),
            None => format!("{}:{}", self.file, self.row),
        }
    }

    pub(crate) fn field(&self, field: &str) -> &str {
        match field {
            "name" => &self.name,
            "credit_code" => self.credit_code.as_deref().unwrap_or_default(),
            "organisation_code" => self.organisation_code.as_deref().unwrap_or_default(),
            "group" => self.group.as_deref().unwrap_or_default(),
            "region" => self.region.as_deref().unwrap_or_default(),
            "industry" => &self.industry,
            "label" => &self.label,
            "equipment" => &self.equipment,
            "specification" => &self.specification,
            "capacity" => &self.capacity,
            "constructed" => self.constructed.as_deref().unwrap_or_default(),
            _ => "",
        }
    }

    /// Whether a cell is compared as a cell: the field that was read from it, if any, is blank.
    pub(crate) fn speaks_for_itself(&self, cell: &str) -> bool {
        !NOT_COMPARED.contains(&cell)
            && READ
                .iter()
                .find(|(_, cells)| cells.contains(&cell))
                .is_none_or(|(field, _)| self.field(field).trim().is_empty())
    }

    /// Whether the file has a column for the field and this row leaves it blank.
    pub(crate) fn leaves_blank(&self, field: &str) -> bool {
        self.field(field).trim().is_empty()
            && READ.iter().find(|(own, _)| *own == field).is_some_and(|(_, cells)| {
                let mut there = cells.iter().filter_map(|cell| self.cells.get(*cell)).peekable();
                there.peek().is_some() && there.all(|text| text.trim().is_empty())
            })
    }
}
