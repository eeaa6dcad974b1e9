//! Which column of a sheet holds what, for every industry that is loaded.

use crate::lexicon::attribute_of;
use phaseout_documents::{FieldNames, Header, HeaderProblem, fixed_fields};
use phaseout_host::Generation;
use phaseout_model::Problem;
use std::sync::Arc;

/// The columns of one sheet.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// The file as the user named it.
    pub(crate) file: Arc<str>,
    /// The sheet of a workbook.
    pub(crate) sheet: Option<Arc<str>>,
    /// The headers, as printed.
    pub(crate) headers: Vec<String>,
    /// The field of each column, where it is recognised.
    pub(crate) fields: Vec<Option<String>>,
    pub(crate) line: Option<usize>,
    pub(crate) enterprise: Option<usize>,
    pub(crate) credit_code: Option<usize>,
    pub(crate) industry: Option<usize>,
    pub(crate) equipment: Option<usize>,
    pub(crate) spec: Option<usize>,
    pub(crate) quantity: Option<usize>,
    pub(crate) capacity: Option<usize>,
    pub(crate) capacity_unit: Option<usize>,
    /// province, city, county, region
    pub(crate) places: [Option<usize>; 4],
    pub(crate) row_type: Option<usize>,
    pub(crate) commissioned: Option<usize>,
    pub(crate) exemption: Option<usize>,
    pub(crate) evidence: Option<usize>,
    /// For each industry, its attributes' columns: (attribute, column).
    pub(crate) attributes: Vec<Vec<(usize, usize)>>,
    /// For each industry, columns of attributes that only other industries have.
    pub(crate) foreign: Vec<Vec<usize>>,
    /// The unit in each header's brackets.
    pub(crate) header_units: Vec<Option<String>>,
    /// Columns that hold a field which an earlier column holds: (earlier, this one).
    pub(crate) repeated: Vec<(usize, usize)>,
    /// Headers that mean nothing here.
    pub(crate) unused: Vec<String>,
}

/// The fields beside the fixed ones that every industry has.
const COMMON: [(&str, &[&str]); 7] = [
    ("commissioned", &["投产年份", "投产日期", "建成投产日期", "投产时间"]),
    ("approved", &["手续齐全"]),
    ("exemption", &["豁免", "豁免事由"]),
    ("evidence", &["证明材料"]),
    // What the record asks of a survey; a verdict does not depend on them.
    ("same_as", &["同为", "同一生产线"]),
    ("constructed", &["占位"]),
    ("ownership_group", &["所属集团", "集团"]),
];

/// Every field that a header may name: the fixed ones, those of every industry, then the attributes.
pub(crate) fn fields(generation: &Generation) -> Vec<FieldNames> {
    let mut fields = fixed_fields();
    fields.extend(COMMON.iter().map(|(field, names)| FieldNames::new(field, names)));
    for industry in &generation.industries {
        for attribute in &industry.manifest.vocabulary.attributes {
            let names = attribute.printed.iter().filter(|name| {
                // 容积 of two industries is one header; which attribute it is, the row's industry says.
                !fields.iter().any(|field| field.names.contains(name))
            });
            let names: Vec<String> = names.cloned().collect();
            match fields.iter_mut().find(|field| field.field == attribute.id) {
                Some(field) => field.names.extend(names),
                None => fields.push(FieldNames { field: attribute.id.clone(), names }),
            }
        }
    }
    fields
}

impl Layout {
    pub(crate) fn of(
        generation: &Generation,
        fields: &[FieldNames],
        header: &Header,
        file: Arc<str>,
        sheet: Option<Arc<str>>,
    ) -> Self {
        let column = |id: &str| {
            header
                .columns
                .iter()
                .position(|column| column.field.is_some_and(|field| fields[field].field == id))
        };
        let headers: Vec<String> =
            header.columns.iter().map(|column| column.header.trim().to_owned()).collect();
        let taken = fixed_fields();
        let attribute_columns = |manifest: &phaseout_host::Manifest| {
            let mut found: Vec<(usize, usize)> = Vec::new();
            for (index, column) in header.columns.iter().enumerate() {
                let field = column.field.map_or("", |field| fields[field].field.as_str());
                if taken.iter().any(|fixed| fixed.field == field) {
                    continue;
                }
                // Two columns of one attribute are both read: they have to agree.
                if let Some(attribute) = attribute_of(manifest, field, &column.header) {
                    found.push((attribute, index));
                }
            }
            found
        };
        let repeated: Vec<(usize, usize)> = header
            .problems
            .iter()
            .filter_map(|problem| match problem {
                HeaderProblem::Repeated { first, column, .. } => Some((*first, *column)),
                _ => None,
            })
            .collect();
        let attributes: Vec<Vec<(usize, usize)>> = generation
            .industries
            .iter()
            .map(|industry| attribute_columns(&industry.manifest))
            .collect();
        let mut all: Vec<usize> = attributes.iter().flatten().map(|(_, column)| *column).collect();
        all.sort_unstable();
        all.dedup();
        let foreign = attributes
            .iter()
            .map(|own| {
                all.iter()
                    .copied()
                    .filter(|column| !own.iter().any(|(_, other)| other == column))
                    .collect()
            })
            .collect();
        let used = |index: usize, column: &phaseout_documents::Column| {
            column.field.is_some()
                || all.contains(&index)
                || repeated.iter().any(|(_, other)| *other == index)
        };
        let unused = header
            .columns
            .iter()
            .enumerate()
            .filter(|(index, column)| !column.header.trim().is_empty() && !used(*index, column))
            .map(|(_, column)| column.header.trim().to_owned())
            .collect();
        let names = header
            .columns
            .iter()
            .map(|column| column.field.map(|field| fields[field].field.clone()))
            .collect();
        Self {
            file,
            sheet,
            fields: names,
            line: column("line_id").or_else(|| column("row_id")),
            enterprise: column("enterprise"),
            credit_code: column("uscc"),
            industry: column("industry"),
            equipment: column("equipment"),
            spec: column("spec"),
            quantity: column("quantity"),
            capacity: column("capacity"),
            capacity_unit: column("capacity_unit"),
            places: [column("province"), column("city"), column("county"), column("region")],
            row_type: column("row_type"),
            commissioned: column("commissioned"),
            exemption: column("exemption"),
            evidence: column("evidence"),
            attributes,
            foreign,
            repeated,
            unused,
            header_units: header.columns.iter().map(|column| column.unit.clone()).collect(),
            headers,
        }
    }

    /// The header of a column, as printed.
    pub(crate) fn header(&self, column: usize) -> &str {
        self.headers.get(column).map_or("", String::as_str)
    }

    /// The id of a line that has none of its own: <file:sheet:row>.
    pub(crate) fn own_id(&self, row: u64) -> String {
        match &self.sheet {
            Some(sheet) => format!("{}:{sheet}:{row}", self.file),
            None => format!("{}:{row}", self.file),
        }
    }

    /// Puts the column of a problem's field into it.
    pub(crate) fn at(&self, problem: Problem, column: Option<usize>) -> Problem {
        Problem {
            column: column.map(|column| self.header(column).to_owned()).or(problem.column),
            ..problem
        }
    }
}

/// The field of every list, or of every industry, that a name means: 建成投产日期 is `commissioned`.
pub(crate) fn common_field(name: &str) -> Option<String> {
    let common = COMMON.iter().map(|(field, names)| FieldNames::new(field, names));
    fixed_fields()
        .into_iter()
        .chain(common)
        .find(|field| field.field == name || field.names.iter().any(|other| other == name))
        .map(|field| field.field)
}
