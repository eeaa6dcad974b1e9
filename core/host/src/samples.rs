//! The units that a library is tried on: those of its own worked cases, the edges of every kind, and texts
//! that no list should hold.

use crate::generation::Industry;
use phaseout_model::{Interval, KindIndex};

/// The day of the judgement of every batch here: 2013-07-01, days since 1970-01-01.
pub(crate) const AS_OF: i32 = 15_887;

/// One unit to be tried.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sample {
    pub(crate) equipment: Vec<u8>,
    pub(crate) spec: Vec<u8>,
    pub(crate) kind: KindIndex,
    pub(crate) quantity: Option<f64>,
    pub(crate) capacity: Option<f64>,
    pub(crate) commissioned: Option<(i32, i32)>,
    pub(crate) measures: Vec<Option<Interval>>,
}

/// The units of the worked cases, then one of each kind with edges for figures.
pub(crate) fn samples(industry: &Industry) -> Vec<Sample> {
    /// More would make ten thousand calls long without telling more.
    const MOST: usize = 96;
    let kinds = &industry.manifest.vocabulary.kinds;
    let slots = industry.manifest.slots();
    let mut samples: Vec<Sample> = Vec::new();
    for criterion in &industry.criteria {
        for case in &criterion.cases {
            let cell = |name: &str| {
                case.cells.iter().find(|(field, _)| field == name).map(|(_, cell)| cell.as_str())
            };
            let kind = criterion.kinds.first().copied().unwrap_or(0);
            let printed = kinds[usize::from(kind)].printed.first().map_or("", String::as_str);
            samples.push(Sample {
                equipment: cell("equipment").unwrap_or(printed).as_bytes().to_vec(),
                spec: cell("spec").unwrap_or("").as_bytes().to_vec(),
                kind,
                quantity: Some(1.0),
                ..Sample::default()
            });
        }
    }
    samples.dedup_by(|a, b| a.spec == b.spec && a.equipment == b.equipment && a.kind == b.kind);
    samples.truncate(MOST);
    let edges = [None, Some(0.0), Some(1.0), Some(-1.0), Some(12.5), Some(1e300)];
    let intervals =
        edges.map(|edge| edge.and_then(|edge| Interval::new(edge, edge, false, false).ok()));
    for (number, kind) in (0..).zip(kinds) {
        for (at, &edge) in edges.iter().enumerate() {
            samples.push(Sample {
                equipment: kind
                    .printed
                    .first()
                    .map_or_else(Vec::new, |word| word.clone().into_bytes()),
                spec: b"2".to_vec(),
                kind: number,
                quantity: edge,
                capacity: edge,
                commissioned: [None, Some((0, 364)), Some((AS_OF, AS_OF)), Some((-40_000, 60_000))]
                    [at % 4],
                measures: (0..slots).map(|slot| intervals[(at + slot) % intervals.len()]).collect(),
            });
        }
        if samples.len() >= 2 * MOST {
            break;
        }
    }
    samples
}

/// Texts with their names: what damaged files, other encodings and bad luck put into cells.
pub(crate) fn hostile_texts() -> Vec<(&'static str, Vec<u8>)> {
    let controls: Vec<u8> = (0..32).chain([127]).collect();
    vec![
        ("empty", Vec::new()),
        ("controls", controls),
        ("nul-inside", b"\xce\xa63\0\xc3\x9711m".to_vec()),
        ("no-characters", "\u{202e}\u{feff}\u{200b}\u{0301}".as_bytes().to_vec()),
        ("many-digits", "9".repeat(400).into_bytes()),
        ("many-signs", "Φ×Φ×~-.,~".repeat(200).into_bytes()),
        ("open-brackets", "(".repeat(5_000).into_bytes()),
        ("not-utf-8", b"\xff\xfe\xce\xa6\xc3".to_vec()),
        ("cut-character", "立窑".as_bytes()[..5].to_vec()),
        ("gb18030", b"\xc1\xa2\xd2\xa4\xa6\xb53".to_vec()),
        ("1-mb", "Φ3×11m、".repeat((1 << 20) / 12 + 1).into_bytes()),
        ("1-mb-of-one-sign", vec![b'3'; 1 << 20]),
    ]
}
