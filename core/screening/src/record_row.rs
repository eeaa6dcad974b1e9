//! A judged row as the record keeps it: its recognised cells, so that it can be judged again from them.

use crate::judged::JudgedLine;
use phaseout_model::{Absence, Quantity, Unit};
use std::collections::BTreeMap;
use std::io::Cursor;

/// What follows a field's id in the key of its header's unit: `capacity#unit`.
const UNIT: &str = "#unit";

impl JudgedLine<'_> {
    /// Every cell whose column is recognised, by the field's id; the unit in a header's brackets stands
    /// under `<field>#unit`. Blank cells are left out.
    pub fn cells(&self) -> BTreeMap<String, String> {
        let mut cells = BTreeMap::new();
        for (column, field) in self.layout.fields.iter().enumerate() {
            let Some(field) = field.as_ref().filter(|field| *field != "line_id") else { continue };
            let text = self.row.trimmed(column);
            if text.is_empty() || cells.contains_key(field) {
                continue;
            }
            cells.insert(field.clone(), text.to_owned());
            if let Some(Some(unit)) = self.layout.header_units.get(column) {
                cells.insert(format!("{field}{UNIT}"), unit.clone());
            }
        }
        cells
    }

    /// The printed capacity with its unit, as per year; the printed sign where it is absent; `None` where
    /// it cannot be read.
    pub fn printed_capacity(&self) -> Option<String> {
        let text = self.cell(self.layout.capacity);
        if Absence::of(text).is_some() {
            return Some(text.to_owned());
        }
        let own = self.cell(self.layout.capacity_unit);
        let header = self.layout.capacity.and_then(|column| self.layout.header_units.get(column));
        let unit =
            if own.is_empty() { header.and_then(Option::as_deref).unwrap_or("") } else { own };
        let quantity = Quantity::parse(text).or_else(|| {
            let number = phaseout_model::decimal::parse(text)?;
            Some(Quantity { value: number, unit: Unit::parse(unit)? })
        })?;
        let unit = quantity.unit.clone().per_year();
        Some(Quantity { value: quantity.value, unit }.to_string())
    }
}

/// A row of the record: the line's id and its cells.
pub type RecordRow = (String, BTreeMap<String, String>);

/// Rows of the record as tables that [`crate::run`] reads. Rows whose headers bore other units stand in
/// tables of their own, for a header has one unit.
pub fn tables_of(rows: Vec<RecordRow>) -> Vec<Cursor<Vec<u8>>> {
    let mut tables: BTreeMap<Vec<(String, String)>, Vec<RecordRow>> = BTreeMap::new();
    for row in rows {
        let units = row
            .1
            .iter()
            .filter_map(|(key, unit)| Some((key.strip_suffix(UNIT)?.to_owned(), unit.clone())));
        tables.entry(units.collect()).or_default().push(row);
    }
    tables.iter().map(|(units, rows)| table(units, rows)).collect()
}

fn table(units: &[(String, String)], rows: &[RecordRow]) -> Cursor<Vec<u8>> {
    let mut fields: Vec<&str> = rows
        .iter()
        .flat_map(|(_, cells)| cells.keys())
        .filter(|field| !field.ends_with(UNIT) && *field != "row_id")
        .map(String::as_str)
        .collect();
    fields.sort_unstable();
    fields.dedup();
    let mut out = String::from("row_id");
    for field in &fields {
        let unit = units.iter().find(|(own, _)| own == field).map(|(_, unit)| unit);
        out.push(',');
        quote(
            &unit.map_or_else(|| (*field).to_owned(), |unit| format!("{field}({unit})")),
            &mut out,
        );
    }
    out.push('\n');
    for (line, cells) in rows {
        quote(line, &mut out);
        for field in &fields {
            out.push(',');
            quote(cells.get(*field).map_or("", String::as_str), &mut out);
        }
        out.push('\n');
    }
    Cursor::new(out.into_bytes())
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    out.push_str(&text.replace('"', "\"\""));
    out.push('"');
}
