//! What a row says otherwise than the record does, field by field.

use crate::codes::fold_code;
use crate::names::{fold, is_name};
use crate::place;
use crate::refusal::Result;
use crate::row::{Change, SurveyRow};
use crate::shape::Shape;

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
