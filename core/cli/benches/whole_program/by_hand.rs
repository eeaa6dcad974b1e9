//! The baseline: the plain csv crate, and a parser by hand for the five criteria that most lines meet.
//! No kinds but the plain words, no units but the usual ones, no reasons, no checks.

use std::path::Path;

/// Reads the list and writes a verdict for each line.
pub(crate) fn judge(list: &Path, out: &Path) {
    let mut reader = csv::ReaderBuilder::new().from_path(list).expect("the list is there");
    let mut writer = csv::Writer::from_path(out).expect("room in the temporary folder");
    writer
        .write_record(["line", "enterprise", "industry", "verdict"])
        .expect("room in the temporary folder");
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).expect("the list is csv") {
        let cell = |at: usize| record.get(at).unwrap_or_default();
        let (industry, equipment, spec) = (cell(4), cell(5), cell(6));
        let verdict = match industry {
            "水泥" => cement(equipment, spec),
            "炼铁" => below(equipment, "高炉", number(spec), 400.0),
            "炼钢" => steel(equipment, spec),
            "电力" => below(equipment, "机组", megawatts(spec), 49.999),
            "柠檬酸" => match cell(11) {
                "是" | "达标" => "retain",
                "否" | "不达标" => "eliminate",
                _ => "verify",
            },
            _ => "unjudged",
        };
        writer
            .write_record([cell(0), cell(3), industry, verdict])
            .expect("room in the temporary folder");
    }
    writer.flush().expect("room in the temporary folder");
}

fn cement(equipment: &str, spec: &str) -> &'static str {
    match equipment {
        "机立窑" | "湿法窑" => "eliminate",
        "水泥磨" | "水泥粉磨机" => match number(spec.trim_start_matches('Φ')) {
            Some(diameter) if diameter < 3.0 => "eliminate",
            Some(_) => "retain",
            None => "verify",
        },
        _ => "verify",
    }
}

fn steel(equipment: &str, spec: &str) -> &'static str {
    match equipment {
        "中频炉" => "eliminate",
        "精炼炉" => "retain",
        "" => "verify",
        _ => below(equipment, equipment, number(spec), 30.0),
    }
}

fn below(equipment: &str, kind: &str, size: Option<f64>, limit: f64) -> &'static str {
    match size {
        _ if !equipment.contains(kind) => "verify",
        Some(size) if size <= limit => "eliminate",
        Some(_) => "retain",
        None => "verify",
    }
}

/// The number at the beginning.
fn number(text: &str) -> Option<f64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    text[..end].parse().ok()
}

fn megawatts(text: &str) -> Option<f64> {
    let size = text.split_once('×').map_or(text, |(_, size)| size);
    let factor = if size.ends_with("万千瓦") { 10.0 } else { 1.0 };
    number(size).map(|value| value * factor)
}
