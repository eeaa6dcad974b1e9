//! Which parts of a workbook this program added, so that they are not read as the office's own.
//!
//! A workbook that was given back carries sheets and columns with verdicts. Their names could be
//! anybody's, so each is named by a defined name, which a spreadsheet keeps when it saves, renames
//! a sheet or moves a column.

/// A sheet with reasons, questions, a summary, instructions: not a list.
pub(crate) const SHEET: &str = "phaseout_sheet_";

/// Columns beside a list.
pub(crate) const COLUMNS: &str = "phaseout_columns_";

/// A sheet that asks a firm for facts.
pub(crate) const INSPECTION: &str = "phaseout_inspection_";

/// What the defined names of a workbook say.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Marks {
    /// Sheets that are not read.
    pub(crate) sheets: Vec<String>,
    /// Columns that are not read: sheet, first, last; counted from 0.
    pub(crate) columns: Vec<(String, u32, u32)>,
    /// Sheets that ask for facts.
    pub(crate) inspection: Vec<String>,
}

impl Marks {
    /// Reads names with what they stand for: `'汇总'!$A$1`, `Sheet1!$K:$P`, `Sheet1!$K$1:$P$9`.
    pub(crate) fn of(names: &[(String, String)]) -> Self {
        let mut marks = Self::default();
        for (name, place) in names {
            let Some((sheet, area)) = parted(place) else { continue };
            if name.starts_with(SHEET) {
                marks.sheets.push(sheet);
            } else if name.starts_with(INSPECTION) {
                marks.inspection.push(sheet);
            } else if name.starts_with(COLUMNS)
                && let Some((first, last)) = columns(area)
            {
                marks.columns.push((sheet, first, last));
            }
        }
        marks
    }
}

/// What a defined name for a sheet stands for.
pub(crate) fn place_of_sheet(sheet: &str) -> String {
    format!("={}!$A$1", quoted(sheet))
}

/// What a defined name for columns, counted from 0, stands for.
pub(crate) fn place_of_columns(sheet: &str, first: u64, last: u64) -> String {
    let letters = crate::note::column_letters;
    format!("={}!${}:${}", quoted(sheet), letters(first), letters(last))
}

fn quoted(sheet: &str) -> String {
    format!("'{}'", sheet.replace('\'', "''"))
}

/// Sheet and area of a place.
fn parted(place: &str) -> Option<(String, &str)> {
    let place = place.trim().trim_start_matches('=');
    let (sheet, area) = place.rsplit_once('!')?;
    let inner = sheet.strip_prefix('\'').and_then(|sheet| sheet.strip_suffix('\''));
    Some((inner.map_or_else(|| sheet.to_owned(), |sheet| sheet.replace("''", "'")), area))
}

/// First and last column of an area, counted from 0.
fn columns(area: &str) -> Option<(u32, u32)> {
    let (first, last) = area.split_once(':').unwrap_or((area, area));
    let column = |text: &str| -> Option<u32> {
        let letters: Vec<u8> = text.bytes().filter(u8::is_ascii_alphabetic).collect();
        if letters.is_empty() || letters.len() > 3 {
            return None;
        }
        let number = letters.iter().fold(0, |number, letter| {
            number * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1
        });
        Some(number - 1)
    };
    Some((column(first)?, column(last)?))
}

#[cfg(test)]
mod tests {
    use super::{COLUMNS, Marks, SHEET, place_of_columns, place_of_sheet};

    #[test]
    fn what_is_marked_is_found_again_whatever_the_sheet_is_called() {
        for name in ["汇总", "2013年 名单", "it's!A1", "Sheet1"] {
            let names = [
                (format!("{SHEET}1"), place_of_sheet(name)),
                (format!("{COLUMNS}1"), place_of_columns(name, 10, 26)),
            ];
            let marks = Marks::of(&names);
            assert_eq!(marks.sheets, [name]);
            assert_eq!(marks.columns, [(name.to_owned(), 10, 26)]);
        }
    }

    #[test]
    fn other_programs_may_write_the_place_otherwise() {
        let of = |place: &str| Marks::of(&[(format!("{COLUMNS}1"), place.to_owned())]).columns;
        for place in ["S!$K:$P", "$S.K", "S!K1:P1048576", "S!$K$1:$P$1048576", "#REF!"] {
            let expected = match place {
                "$S.K" | "#REF!" => vec![],
                _ => vec![("S".to_owned(), 10, 15)],
            };
            assert_eq!(of(place), expected, "{place}");
        }
    }
}
