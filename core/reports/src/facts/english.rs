//! English words for what the record knows by an id: months, tasks, milestones, who acts, and a gloss of the
//! units, which stand as the record has them.

use super::words::Unknown;

/// The months.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// What is to be done, by the kind of event or the word of the list of tasks.
const TASKS: &[(&str, &str)] = &[
    ("identify", "decide on the line"),
    ("determine", "find out what the verdict lacks"),
    ("plan", "put on a plan"),
    ("announce", "announce"),
    ("letter", "sign the letter of responsibility"),
    ("accept", "inspect and accept on site"),
    ("close", "close the file"),
    ("workers", "report what became of the workers"),
    ("fund", "record the money"),
    ("target_open", "split the rest of the target"),
    ("region_late", "press the lines that are late"),
    ("proposal", "propose the plan of the year"),
    ("target", "set the targets"),
    ("publication", "split the targets and publish the list"),
    ("dismantle", "dismantle the main equipment"),
    ("acceptance", "inspect and accept on site"),
    ("completed_list", "publish the list of what is completed"),
    ("department_letters", "report what each department closed"),
    ("self_check", "report the self-check"),
    ("annual_report", "report the result of the year"),
    ("assessment", "assess the result of the year"),
];

/// Who acts.
const WHO: &[(&str, &str)] = &[
    ("office", "this office"),
    ("departments", "departments concerned"),
    ("ministry", "national ministries"),
    ("national", "national level"),
    ("environment", "environmental authority"),
    ("investment", "investment authority"),
    ("land", "land authority"),
    ("licensing", "licensing authorities"),
    ("registration", "registration authority"),
    ("power", "power supplier"),
    ("above", "the level above"),
];

/// Units that an English reader may not know, the longer before those that begin them.
const UNITS: &[(&str, &str)] = &[
    ("万重量箱/年", "ten thousand weight cases a year"),
    ("万重量箱", "ten thousand weight cases"),
    ("重量箱", "weight cases"),
    ("万吨/年", "ten thousand tonnes a year"),
    ("万吨", "ten thousand tonnes"),
    ("吨/日", "tonnes a day"),
    ("吨/年", "tonnes a year"),
    ("吨", "tonnes"),
    ("万千瓦", "ten thousand kilowatts"),
    ("千瓦", "kilowatts"),
    ("立方米", "cubic metres"),
    ("平方米", "square metres"),
    ("万标张", "ten thousand standard hides"),
    ("标张", "standard hides"),
    ("亿元", "hundred million yuan"),
    ("万元", "ten thousand yuan"),
    ("元", "yuan"),
];

/// What a number counts.
const COUNTED: &[(&str, &str)] = &[
    ("条", "lines"),
    ("户", "enterprises"),
    ("人", "people"),
    ("笔", "entries"),
    ("起", "incidents"),
    ("天", "days"),
];

fn word(words: &[(&str, &'static str)], id: &str) -> Option<&'static str> {
    words.iter().find(|(own, _)| *own == id).map(|(_, english)| *english)
}

/// An id as words: those of a table, else the id itself.
fn words_of(words: &[(&str, &'static str)], id: &str) -> String {
    word(words, id).map_or_else(|| id.replace('_', " "), str::to_owned)
}

/// What is to be done.
pub(super) fn task(id: &str) -> String {
    words_of(TASKS, id)
}

/// Who acts.
pub(super) fn who(id: &str) -> String {
    words_of(WHO, id)
}

/// What a number counts.
pub(super) fn counted(unit: &str) -> &str {
    word(COUNTED, unit).unwrap_or(unit)
}

/// What a sum could not add: `2 lines of unknown capacity`.
pub(super) fn unknown(of: Unknown, count: u32) -> String {
    let (one, many, how) = match of {
        Unknown::Capacity => ("line", "lines", "of unknown capacity"),
        Unknown::Target => ("part", "parts", "of withheld capacity"),
        Unknown::Money => ("entry", "entries", "of unknown amount"),
    };
    format!("{count} {} {how}", if count == 1 { one } else { many })
}

/// A month's name.
pub(super) fn month(number: i8) -> &'static str {
    usize::try_from(number - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or_default()
}

/// `2013-07-27` as `27 July 2013`, as far as it goes.
pub(super) fn date(iso: &str) -> String {
    let mut parts = iso.splitn(3, '-');
    let year = parts.next().unwrap_or_default();
    let month = parts.next().and_then(|part| part.parse().ok()).map_or("", month);
    let day = parts.next().unwrap_or_default().trim_start_matches('0');
    let all = [day, month, year];
    all.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The units that stand in these texts behind a number, or behind what stands for one: each with its gloss.
pub(super) fn units(texts: impl IntoIterator<Item = String>) -> String {
    let mut found = vec![false; UNITS.len()];
    for text in texts {
        for (at, _) in text.char_indices() {
            let counts = text[..at].ends_with(|c: char| c.is_ascii_digit() || "?*×".contains(c));
            let own = UNITS.iter().position(|(unit, _)| text[at..].starts_with(unit));
            if let Some(own) = own.filter(|_| counts) {
                found[own] = true;
            }
        }
    }
    let glosses = UNITS.iter().zip(found).filter(|(_, found)| *found);
    glosses.map(|((unit, gloss), _)| format!("{unit} = {gloss}")).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_written_as_far_as_it_goes() {
        let cases =
            [("2013-07-27", "27 July 2013"), ("2013-12", "December 2013"), ("2013", "2013")];
        for (iso, printed) in cases {
            assert_eq!(date(iso), printed);
        }
        assert_eq!(date("2013-03-01"), "1 March 2013");
    }

    #[test]
    fn units_are_explained_once_and_only_behind_a_number() {
        let cases: &[(&[&str], &str)] = &[
            (&["8万吨/年", "0.5万吨/年"], "万吨/年 = ten thousand tonnes a year"),
            (&["??万元"], "万元 = ten thousand yuan"),
            (&["1041万元", "产能8万吨"], "万吨 = ten thousand tonnes; 万元 = ten thousand yuan"),
            (&["元谋县", "450立方米高炉"], "立方米 = cubic metres"),
            (&["万吨级", "90"], ""),
        ];
        for (texts, expected) in cases {
            assert_eq!(units(texts.iter().map(|text| (*text).to_owned())), *expected);
        }
    }

    #[test]
    fn an_id_that_has_no_words_stands_as_it_is() {
        assert_eq!(task("dismantle"), "dismantle the main equipment");
        assert_eq!(task("own_step"), "own step");
        assert_eq!(who("county"), "county");
    }
}
