//! The place of a row, read once for every spelling of it.

use crate::layout::Layout;
use crate::screening::Screening;
use phaseout_documents::RowRef;
use phaseout_model::{Problem, RegionCode, Regions};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// What a row's place columns say.
#[derive(Debug)]
pub(crate) struct PlaceRead {
    /// The nearest division known.
    pub(crate) code: Option<RegionCode>,
    /// The place's bits for each industry's program.
    pub(crate) bits: Vec<u64>,
    /// Names that were not found.
    pub(crate) problems: Vec<Problem>,
}

/// The places read so far.
#[derive(Debug, Default)]
pub(crate) struct Places {
    read: FxHashMap<Box<str>, Rc<PlaceRead>>,
    key: String,
}

/// So many spellings are remembered; then reading begins anew, so that memory stays flat.
const MOST: usize = 1 << 14;

impl Places {
    pub(crate) fn of(
        &mut self,
        screening: &Screening<'_>,
        layout: &Layout,
        row: &RowRef<'_>,
    ) -> Rc<PlaceRead> {
        self.key.clear();
        for column in layout.places {
            self.key.push_str(column.map_or("", |column| row.cell(column)));
            self.key.push('\u{1f}');
        }
        if let Some(read) = self.read.get(self.key.as_str()) {
            return Rc::clone(read);
        }
        let names: Vec<&str> = self.key.split('\u{1f}').collect();
        let read = Rc::new(Self::read(screening, layout, &names));
        if self.read.len() >= MOST {
            self.read.clear();
        }
        self.read.insert(self.key.as_str().into(), Rc::clone(&read));
        read
    }

    /// The place of names that are not in the row's columns, as a fact states it.
    pub(crate) fn read(screening: &Screening<'_>, layout: &Layout, names: &[&str]) -> PlaceRead {
        let place = Regions::known().place(names, screening.options.as_of);
        let column_of = |wanted: &str| {
            let at = names.iter().position(|name| name.contains(wanted))?;
            layout.places.get(at).copied().flatten()
        };
        let mut problems = Vec::new();
        for (code, names) in [
            ("region-not-found", place.not_found),
            ("region-ambiguous", place.ambiguous),
            ("region-contradiction", place.contradicting),
        ] {
            for name in names {
                let column = column_of(&name);
                problems.push(layout.at(Problem::note(code, None).with("name", name), column));
            }
        }
        // --region is for lines that name no place; one that names a place nobody knows is elsewhere.
        let code = if place.named { place.code } else { screening.options.region };
        let bits = screening.programs.iter().map(|program| program.place(code)).collect();
        PlaceRead { code, bits, problems }
    }
}
