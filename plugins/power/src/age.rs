//! Whole years and the part of a year between two days: 满20年 is reached on the anniversary itself.

/// Years from one day to a later one, both as days since 1970-01-01.
pub(crate) fn years(from: i32, to: i32) -> f64 {
    let (year, month, day) = civil(from);
    let mut whole = civil(to).0 - year;
    if days(year + whole, month, day) > to {
        whole -= 1;
    }
    let last = days(year + whole, month, day);
    let next = days(year + whole + 1, month, day);
    f64::from(whole) + f64::from(to - last) / f64::from(next - last)
}

/// Year, month and day of a day number, in the Gregorian calendar counted backwards as well.
fn civil(days: i32) -> (i32, i32, i32) {
    // Years are counted from March, so that the leap day is the last of its year.
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i32::from(month <= 2), month, day)
}

/// The day number of a date; 29 February of a common year is its 28th.
fn days(year: i32, month: i32, day: i32) -> i32 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let day = if (month, day) == (2, 29) && !leap { 28 } else { day };
    let shifted = year - i32::from(month <= 2);
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    era * 146_097 + of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anniversary_completes_a_year() {
        let cases = [
            ((1993, 7, 1), (2013, 7, 1), true),
            ((1993, 7, 2), (2013, 7, 1), false),
            ((1992, 2, 29), (2012, 2, 29), true),
            ((1993, 2, 28), (2013, 2, 28), true),
        ];
        for ((y, m, d), (y2, m2, d2), full) in cases {
            let years = years(days(y, m, d), days(y2, m2, d2));
            assert_eq!(years >= 20.0, full, "{y}-{m}-{d} {y2}-{m2}-{d2}: {years}");
        }
    }

    #[test]
    fn a_day_number_and_its_date_agree() {
        for day in (-200_000..200_000).step_by(37) {
            let (y, m, d) = civil(day);
            assert_eq!(days(y, m, d), day);
        }
        assert_eq!(civil(0), (1970, 1, 1));
    }
}
