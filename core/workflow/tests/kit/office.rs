//! An office for tests: the small ledger in a folder of its own, and the program around the scripts.

use super::meter;
use phaseout_host::{Generation, Industry, Place as Folder};
use phaseout_ledger::{Desk, Ledger, Office, OnDate, Refusal};
use phaseout_model::Problem;
use phaseout_screening::RunError;
use phaseout_workflow::{
    At, Done, Failed, Keep, Limits, Place, Room, SMALL_LEDGER, Surroundings, Trouble, Workflow,
    small_ledger,
};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

/// The plugins' data, without their code.
static GENERATION: LazyLock<Arc<Generation>> = LazyLock::new(|| {
    let plugins = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins");
    let place = |name: &str| Folder { path: plugins.join(name), origin: "test" };
    let places = ["cement", "citric-acid", "power", "steel"].map(place);
    let generation = Generation::load(&places, None);
    assert!(generation.errors.is_empty(), "{:?}", generation.errors);
    Arc::new(generation)
});

struct Around;

impl Surroundings for Around {
    fn generation(&self) -> Result<Arc<Generation>, Trouble> {
        Ok(Arc::clone(&GENERATION))
    }

    fn word(&self, id: &str) -> String {
        if id == "cement" { "水泥".to_owned() } else { id.to_owned() }
    }

    fn refusal(&self, refusal: &Refusal) -> String {
        format!("{} {}", refusal.code, refusal.subject)
    }

    fn unjudged(&self, error: &RunError) -> String {
        format!("{error:?}")
    }

    fn problem(&self, problem: &Problem, _: Option<&Industry>) -> (String, String) {
        (problem.code.to_owned(), String::new())
    }
}

/// An office with five surveyed lines.
pub(crate) struct Desktop {
    folder: tempfile::TempDir,
    /// The day that it is for scripts.
    pub(crate) today: &'static str,
}

impl Desktop {
    pub(crate) fn new() -> Self {
        Self::of(SMALL_LEDGER)
    }

    /// The same with the lines of a list.
    pub(crate) fn of(list: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let on = OnDate::parse("2012-12-01").expect("a date");
        let ledger = folder.path().join("ledger.db");
        small_ledger(&ledger, &desk(), &GENERATION, (list, on)).expect("a ledger");
        Self { folder, today: "2013-03-01" }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("ledger.db")
    }

    pub(crate) fn at(&self) -> At {
        At { ledger: Ledger::open(&self.path()).expect("it is there"), desk: desk() }
    }

    pub(crate) fn place(&self) -> Place {
        let office = Office::new("532300", None, None).expect("a region");
        Place {
            region: office.region,
            office,
            today: self.today.parse().expect("a day"),
            args: Vec::new(),
            around: Arc::new(Around),
        }
    }

    /// Runs a script among others.
    pub(crate) fn run(&self, files: &[(&str, &str)], keep: &Keep) -> Result<Done<()>, Failed> {
        workflow(files).run(self.place(), self.at(), files[0].0, keep)
    }

    /// How many events are on record.
    pub(crate) fn events(&self) -> usize {
        self.at().ledger.events().expect("they can be read").len()
    }
}

pub(crate) fn desk() -> Desk {
    Desk {
        office: "532300".to_owned(),
        actor: "经办".to_owned(),
        now: "2014-06-01T08:00:00Z".parse().expect("a moment"),
        quorum: 2,
        departments: Vec::new(),
        base: PathBuf::from("."),
        generation: None,
        script_set: None,
    }
}

pub(crate) fn office_room() -> Room {
    Room::of_office(Limits::default(), meter)
}

pub(crate) fn workflow(files: &[(&str, &str)]) -> Workflow {
    let files: Vec<(String, String)> =
        files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    Workflow::compile(&office_room(), &files).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

/// A survey row of a made-up cement line.
pub(crate) fn row(name: &str, number: i64) -> phaseout_ledger::SurveyRow {
    phaseout_ledger::SurveyRow {
        list_id: format!("n{number}"),
        file: "list.csv".to_owned(),
        sha256: "0".repeat(64),
        sheet: None,
        row: number + 2,
        name: name.to_owned(),
        credit_code: None,
        organisation_code: None,
        group: None,
        region: Some("532300".to_owned()),
        industry: "cement".to_owned(),
        label: String::new(),
        equipment: "mechanised_shaft_kiln".to_owned(),
        specification: "机立窑 Φ2.5×10m".to_owned(),
        capacity: "6万吨/年".to_owned(),
        constructed: None,
        same_as: None,
        cells: std::collections::BTreeMap::new(),
        judged: None,
        problems: Vec::new(),
    }
}
