//! What a survey row says of a line, made ready to be compared: when two rows say the same, and what
//! differs where they do not.

use crate::amount::Amount;
use crate::codes::fold_code;
use crate::names::{fold, fold_label, fold_specification, is_name};
use crate::place;
use crate::recording::Judged;
use crate::refusal::Result;
use phaseout_model::Unit;
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

    fn field(&self, field: &str) -> &str {
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
    fn speaks_for_itself(&self, cell: &str) -> bool {
        !NOT_COMPARED.contains(&cell)
            && READ
                .iter()
                .find(|(_, cells)| cells.contains(&cell))
                .is_none_or(|(field, _)| self.field(field).trim().is_empty())
    }

    /// Whether the file has a column for the field and this row leaves it blank.
    fn leaves_blank(&self, field: &str) -> bool {
        self.field(field).trim().is_empty()
            && READ.iter().find(|(own, _)| *own == field).is_some_and(|(_, cells)| {
                let mut there = cells.iter().filter_map(|cell| self.cells.get(*cell)).peekable();
                there.peek().is_some() && there.all(|text| text.trim().is_empty())
            })
    }
}

/// The list's own id, unless it was made from the row's place.
fn own_id(row: &SurveyRow) -> Option<&str> {
    let id = row.list_id.trim();
    let made = !row.file.is_empty() && id.contains(row.file.as_str());
    (!id.is_empty() && !made).then_some(id)
}

/// What two rows are compared by.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) industry: String,
    pub(crate) kinds: Vec<String>,
    /// The kinds in one text.
    pub(crate) equipment: String,
    pub(crate) specification: String,
    pub(crate) label: String,
    pub(crate) capacity: String,
    pub(crate) region: Option<String>,
    pub(crate) list_id: Option<String>,
    pub(crate) file: String,
    constructed: String,
    group: String,
    cells: BTreeMap<String, String>,
    /// All of it in one text: rows with equal ones say the same of their lines.
    pub(crate) whole: String,
}

impl Shape {
    pub(crate) fn of(row: &SurveyRow) -> Self {
        let kinds = kinds(&row.equipment);
        let specification = fold_specification(&row.specification);
        let (label, capacity) = (fold_label(&row.label), fold_capacity(&row.capacity));
        let region = row.region.clone().filter(|region| !region.trim().is_empty());
        let cells: BTreeMap<String, String> = row
            .cells
            .iter()
            .filter(|(cell, _)| row.speaks_for_itself(cell))
            .map(|(cell, text)| (cell.clone(), fold(text)))
            .collect();
        let (constructed, group) = (fold(row.field("constructed")), fold(row.field("group")));
        let industry = row.industry.trim().to_owned();
        let equipment = kinds.join(";");
        let place = region.as_deref().unwrap_or_default();
        let mut whole: Vec<String> =
            [&industry, &equipment, &specification, &label, &capacity, place, &constructed, &group]
                .map(str::to_owned)
                .to_vec();
        let said = cells.iter().filter(|(_, text)| !text.is_empty());
        whole.extend(said.map(|(cell, text)| format!("{cell}={text}")));
        Self {
            industry,
            kinds,
            equipment,
            specification,
            label,
            capacity,
            region,
            list_id: own_id(row).map(fold),
            file: row.file.clone(),
            constructed,
            group,
            cells,
            whole: whole.join("\u{1f}"),
        }
    }

    /// Whether a row says nothing but what the line's last one said: all that it says stands there too.
    pub(crate) fn says_no_more_than(&self, known: &Self) -> bool {
        let silent = |new: &str, old: &str| new.is_empty() || new == old;
        let cell = |name: &String| known.cells.get(name).map_or("", String::as_str);
        silent(&self.industry, &known.industry)
            && silent(&self.specification, &known.specification)
            && silent(&self.label, &known.label)
            && silent(&self.capacity, &known.capacity)
            && silent(&self.group, &known.group)
            && self.constructed == known.constructed
            && (self.is_general() || self.kinds == known.kinds)
            && self.region.as_deref().is_none_or(|region| {
                known.region.as_deref().is_some_and(|known| place::contains(region, known))
            })
            && self.cells.iter().all(|(name, text)| text == cell(name))
    }

    /// Whether nothing is said of the kind of equipment: an industry's own id stands for any.
    pub(crate) fn is_general(&self) -> bool {
        self.kinds.iter().all(|kind| *kind == fold(&self.industry))
    }
}

fn kinds(equipment: &str) -> Vec<String> {
    let mut kinds: Vec<String> =
        equipment.split([';', '\u{ff1b}']).map(fold).filter(|kind| !kind.is_empty()).collect();
    kinds.sort();
    kinds
}

/// A capacity as it is compared: 80000吨 and 8.0万吨/年 are one.
fn fold_capacity(text: &str) -> String {
    match Amount::capacity(text) {
        Some(Amount::Known(quantity)) => {
            let spellings = quantity.unit.spellings();
            let base = spellings.first().and_then(|(spelling, ..)| Unit::parse(spelling));
            let base =
                base.map(|unit| if quantity.unit.is_annual() { unit.per_year() } else { unit });
            let scaled = base.and_then(|unit| quantity.to(&unit).ok()).unwrap_or(quantity);
            let annual = if scaled.unit.is_annual() { "/年" } else { "" };
            format!("{}{}{annual}", scaled.value.normalize(), scaled.unit)
        }
        Some(Amount::Absent(_, text)) => fold(&text),
        None => fold(text),
    }
}

/// What the record knows of an enterprise, beside the last row of one of its lines.
pub(crate) trait Bearer {
    /// Whether it ever bore the folded name.
    fn bears(&self, name: &str) -> Result<bool>;
    /// Whether it is known under the folded code.
    fn has_code(&self, code: &str) -> Result<bool>;
    /// Its group.
    fn group(&self) -> Result<Option<String>>;
}

/// What a row says otherwise than the record does, field by field. What it leaves out it does not deny: a
/// list without a column for capacities takes no capacity away, a prefecture does not take away the county.
pub(crate) fn differences(
    row: &SurveyRow,
    known: &SurveyRow,
    bearer: &dyn Bearer,
) -> Result<Vec<Change>> {
    let mut changes = of_enterprise(row, known, bearer)?;
    changes.extend(of_line(row, known));
    changes.extend(of_cells(row, known));
    Ok(changes)
}

fn change(field: &str, known: &SurveyRow, row: &SurveyRow) -> Change {
    Change {
        field: field.to_owned(),
        from: known.field(field).to_owned(),
        to: row.field(field).to_owned(),
    }
}

/// Name, codes, group: what the record knows of the enterprise already is no change.
fn of_enterprise(row: &SurveyRow, known: &SurveyRow, bearer: &dyn Bearer) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    let name = fold(&row.name);
    if !name.is_empty()
        && name != fold(&known.name)
        && !(is_name(&row.name) && bearer.bears(&name)?)
    {
        changes.push(change("name", known, row));
    }
    for field in ["credit_code", "organisation_code"] {
        let code = fold_code(row.field(field));
        if !code.is_empty() && code != fold_code(known.field(field)) && !bearer.has_code(&code)? {
            changes.push(change(field, known, row));
        }
    }
    let group = fold(row.field("group"));
    if (!group.is_empty() || row.leaves_blank("group"))
        && group != fold(known.field("group"))
        && bearer.group()?.is_none_or(|known| fold(&known) != group)
    {
        changes.push(change("group", known, row));
    }
    Ok(changes)
}

fn of_line(row: &SurveyRow, known: &SurveyRow) -> Vec<Change> {
    let (new, old) = (Shape::of(row), Shape::of(known));
    let mut changes = Vec::new();
    if let Some(region) = &new.region
        && new.region != old.region
        && !old.region.as_deref().is_some_and(|known| place::contains(region, known))
    {
        changes.push(change("region", known, row));
    }
    if !new.industry.is_empty() && new.industry != old.industry {
        changes.push(change("industry", known, row));
    }
    if !new.is_general() && new.kinds != old.kinds {
        changes.push(change("equipment", known, row));
    }
    let compared = [
        ("label", &new.label, &old.label),
        ("specification", &new.specification, &old.specification),
        ("capacity", &new.capacity, &old.capacity),
    ];
    for (field, new, old) in compared {
        if new != old && (!new.is_empty() || row.leaves_blank(field)) {
            changes.push(change(field, known, row));
        }
    }
    if row.field("constructed") != known.field("constructed") {
        changes.push(change("constructed", known, row));
    }
    changes
}

fn of_cells(row: &SurveyRow, known: &SurveyRow) -> Vec<Change> {
    let mut changes = Vec::new();
    for (cell, text) in &row.cells {
        let before = known.cells.get(cell).map(String::as_str).unwrap_or_default();
        let is_compared = row.speaks_for_itself(cell) && known.speaks_for_itself(cell);
        if is_compared && fold(text) != fold(before) {
            changes.push(Change { field: cell.clone(), from: before.to_owned(), to: text.clone() });
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nobody;

    impl Bearer for Nobody {
        fn bears(&self, _: &str) -> Result<bool> {
            Ok(false)
        }
        fn has_code(&self, _: &str) -> Result<bool> {
            Ok(false)
        }
        fn group(&self) -> Result<Option<String>> {
            Ok(None)
        }
    }

    fn row(fields: &[(&str, &str)]) -> SurveyRow {
        let mut row = SurveyRow { file: "list.csv".to_owned(), row: 2, ..SurveyRow::default() };
        for (field, text) in fields {
            let text = (*text).to_owned();
            match *field {
                "name" => row.name = text,
                "list_id" => row.list_id = text,
                "region" => row.region = Some(text),
                "industry" => row.industry = text,
                "label" => row.label = text,
                "equipment" => row.equipment = text,
                "specification" => row.specification = text,
                "capacity" => row.capacity = text,
                cell => drop(row.cells.insert(cell.trim_start_matches('@').to_owned(), text)),
            }
        }
        row
    }

    #[test]
    fn only_what_a_row_says_can_differ() {
        let known = row(&[
            ("name", "耀华水泥有限责任公司"),
            ("region", "532323"),
            ("industry", "cement"),
            ("equipment", "mechanised_shaft_kiln"),
            ("specification", "Φ3×11m"),
            ("capacity", "8万吨/年"),
            ("@cod", "120"),
        ]);
        let cases: [(&str, &str, &[&str]); 15] = [
            ("capacity", "80000吨", &[]),
            ("capacity", "8.0万吨/年", &[]),
            ("capacity", "9万吨/年", &["capacity"]),
            ("capacity", "**", &["capacity"]),
            ("capacity", "", &[]),
            ("@capacity", "8.00", &[]), // the amount that was read from it is compared
            ("specification", "φ3*11M", &[]),
            ("specification", "Φ3.2×11m", &["specification"]),
            ("region", "532300", &[]), // the prefecture: it says less
            ("region", "532324", &["region"]),
            ("equipment", "cement", &[]), // no kind printed: it says less
            ("equipment", "rotary_kiln", &["equipment"]),
            ("list_id", "77", &[]),
            ("@cod", "130", &["cod"]),
            ("@cod", "", &["cod"]),
        ];
        for (field, text, expected) in cases {
            let mut new = known.clone();
            let change = row(&[(field, text)]);
            match field {
                "capacity" => new.capacity = change.capacity,
                "specification" => new.specification = change.specification,
                "region" => new.region = change.region,
                "equipment" => new.equipment = change.equipment,
                "list_id" => new.list_id = change.list_id,
                _ => new.cells.extend(change.cells),
            }
            let changes = differences(&new, &known, &Nobody).unwrap();
            let found: Vec<String> = changes.into_iter().map(|change| change.field).collect();
            assert_eq!(found, expected, "{field} {text}");
        }
    }

    #[test]
    fn a_blank_cell_takes_a_value_away_and_a_missing_column_does_not() {
        let known = row(&[("capacity", "8万吨/年"), ("@capacity", "8")]);
        assert!(differences(&row(&[]), &known, &Nobody).unwrap().is_empty());
        let blank = row(&[("@capacity", "")]);
        let changes = differences(&blank, &known, &Nobody).unwrap();
        assert_eq!(changes.len(), 1);
        assert_eq!((changes[0].from.as_str(), changes[0].to.as_str()), ("8万吨/年", ""));
    }

    #[test]
    fn an_id_made_from_the_place_is_not_the_lists_own() {
        assert_eq!(Shape::of(&row(&[("list_id", "list.csv:2")])).list_id, None);
        assert_eq!(Shape::of(&row(&[("list_id", "rl001")])).list_id.as_deref(), Some("RL001"));
    }
}
