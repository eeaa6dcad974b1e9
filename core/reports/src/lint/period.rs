//! The part of the year that a figure is about. The record is held against whole years: of a month it can only
//! be said that it has no more than its year.

use super::day::Found;
use super::topic::Passage;

/// Words of a part of a year.
const PARTS: [&str; 9] =
    ["本月", "当月", "上月", "本季", "季度", "上半年", "下半年", "本周", "上旬"];

/// Words that end a part named before.
const WHOLES: [&str; 5] = ["全年", "年内", "今年", "本年", "年度"];

impl Passage<'_> {
    /// Whether the figure at a place is about a part of its year, by what its sentence names last before it.
    pub(super) fn is_of_a_part(&self, place: usize) -> bool {
        let before = self.text.sentence(place).start..place;
        let last = |words: &[&str]| {
            words.iter().filter_map(|word| self.text.find(&before, word).last()).max()
        };
        let inside = self.days.iter().filter(|found| before.contains(&found.range.start));
        let mut named: Vec<(usize, bool)> =
            inside.map(|found| (found.range.start, self.is_a_part(found))).collect();
        named.extend(last(&PARTS).map(|at| (at, true)));
        named.extend(last(&WHOLES).map(|at| (at, false)));
        named.into_iter().max().is_some_and(|(_, is_part)| is_part)
    }

    /// Whether a date names less than its year: not where it is the year's end, up to which all counts.
    fn is_a_part(&self, found: &Found) -> bool {
        let Some(month) = found.month else { return false };
        let start = found.range.start;
        let is_counted_up_to = self.text.starts(found.range.end, "底")
            || self.text.starts(found.range.end, "末")
            || ["截至", "截止", "到", "至"].iter().any(|word| {
                let long = word.chars().count();
                start >= long && self.text.starts(start - long, word)
            });
        let is_the_end = month == 12 && found.day.is_none_or(|day| day == 31);
        !(is_the_end && is_counted_up_to)
    }
}
