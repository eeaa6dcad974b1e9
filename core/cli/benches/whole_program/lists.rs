//! Lists as offices draw them up, made by a fixed rule: four industries, 15 % of the values missing.

use std::fmt::Write as _;

/// A small generator of numbers, the same on every machine.
pub(crate) struct Numbers(u64);

impl Numbers {
    /// Begins with a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// One of the texts, or nothing in 15 of 100 cases.
    fn some<'a>(&mut self, texts: &[&'a str]) -> &'a str {
        if self.below(100) < 15 {
            ""
        } else {
            texts[usize::try_from(self.below(texts.len() as u64)).unwrap_or(0)]
        }
    }

    fn missing(&mut self) -> bool {
        self.below(100) < 15
    }
}

/// The header of [`line`]'s rows.
pub(crate) const HEADER: &str = "row_id,province,city,enterprise,industry,equipment,spec,quantity,capacity,capacity_unit,投产年份,达标排放\n";

/// Appends line `number` (from 1) of a list.
pub(crate) fn line(numbers: &mut Numbers, number: u64, out: &mut String) {
    const PLACES: [&str; 8] = [
        "云南,楚雄州",
        "山东,聊城",
        "河北,唐山",
        "辽宁,营口",
        "广东,佛山",
        "河南,洛阳",
        "江苏,徐州",
        "甘肃,兰州",
    ];
    let place = PLACES[usize::try_from(numbers.below(8)).unwrap_or(0)];
    let _ = write!(out, "L{number:07},{place},第{}号企业,", numbers.below(200_000));
    match numbers.below(4) {
        0 => cement(numbers, out),
        1 => steel(numbers, out),
        2 => power(numbers, out),
        _ => citric_acid(numbers, out),
    }
    out.push('\n');
}

fn tenths(value: u64) -> String {
    format!("{}.{}", value / 10, value % 10)
}

fn quantity(numbers: &mut Numbers, out: &mut String) {
    if !numbers.missing() {
        let _ = write!(out, "{}", 1 + numbers.below(3));
    }
    out.push(',');
}

fn capacity(numbers: &mut Numbers, unit: &str, most: u64, out: &mut String) {
    if numbers.missing() {
        out.push_str(",,");
    } else {
        let _ = write!(out, "{},{unit},", numbers.below(most) + 1);
    }
}

fn cement(numbers: &mut Numbers, out: &mut String) {
    let kind = numbers.some(&["机立窑", "回转窑", "干法中空窑", "水泥磨", "湿法窑", "水泥粉磨机"]);
    let _ = write!(out, "水泥,{kind},");
    if !numbers.missing() {
        let _ = write!(out, "Φ{}×{}m", tenths(18 + numbers.below(25)), 7 + numbers.below(60));
    }
    out.push(',');
    quantity(numbers, out);
    capacity(numbers, "万吨/年", 200, out);
    out.push(',');
}

fn steel(numbers: &mut Numbers, out: &mut String) {
    match numbers.below(3) {
        0 => {
            let _ = write!(out, "炼铁,{},", numbers.some(&["高炉", "炼铁高炉"]));
            if !numbers.missing() {
                let _ = write!(out, "{}立方米", 100 + 10 * numbers.below(110));
            }
        }
        1 => {
            let _ = write!(out, "炼钢,{},", numbers.some(&["转炉", "电炉", "炼钢电炉"]));
            if !numbers.missing() {
                let _ = write!(out, "{}吨", 5 + 5 * numbers.below(24));
            }
        }
        _ => {
            let _ = write!(out, "炼钢,{},", numbers.some(&["中频炉", "电弧炉", "精炼炉"]));
        }
    }
    out.push(',');
    quantity(numbers, out);
    capacity(numbers, "万吨/年", 300, out);
    out.push(',');
}

fn power(numbers: &mut Numbers, out: &mut String) {
    let _ = write!(out, "电力,{},", numbers.some(&["机组", "燃煤机组", "凝汽机组", "热电机组"]));
    if !numbers.missing() {
        match numbers.below(3) {
            0 => drop(write!(out, "{}MW", 3 * (1 + numbers.below(120)))),
            1 => drop(write!(out, "{}万千瓦", tenths(6 + 3 * numbers.below(120)))),
            _ => drop(write!(out, "2×{}MW", 3 * (1 + numbers.below(60)))),
        }
    }
    out.push(',');
    quantity(numbers, out);
    capacity(numbers, "万千瓦", 90, out);
    if !numbers.missing() {
        let _ = write!(out, "{}", 1970 + numbers.below(40));
    }
    out.push(',');
}

fn citric_acid(numbers: &mut Numbers, out: &mut String) {
    let _ = write!(out, "柠檬酸,{},,", numbers.some(&["柠檬酸生产线", "柠檬酸钠生产线"]));
    quantity(numbers, out);
    capacity(numbers, "万吨/年", 9, out);
    out.push(',');
    out.push_str(numbers.some(&["是", "否", "达标", "不达标"]));
}
