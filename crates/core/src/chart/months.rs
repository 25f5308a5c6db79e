//! The months on the axis of a long range: a bucket of a day or a week says neither month nor year where only a few of
//! them have room for their name.

use super::axis::LABEL_GAP;
use super::frame::TEXT_SIZE;
use super::text;
use crate::time::MONTHS;

/// How many months may lie between two names.
const STRIDES: [usize; 7] = [1, 3, 6, 12, 24, 60, 120];

/// The fewest months that are worth it; below, the names of the buckets say more.
const FEWEST: usize = 4;

/// Returns the names of buckets from their starts: that of a month at the first bucket that starts in it, as many as the
/// room in pixels holds, and an empty one at every other. The year stands at the first name and where it changes.
///
/// `None` where the starts are not dates, hold fewer than four months, or are not closer than months.
pub fn month_names(starts: &[String], room: f64) -> Option<Vec<String>> {
    let months: Vec<usize> = starts.iter().map(|start| month_of(start)).collect::<Option<_>>()?;
    let begins = |index: usize| match index {
        0 => starts[0].get(8..10) == Some("01"),
        _ => months[index] != months[index - 1],
    };
    let begun = (0..months.len()).filter(|index| begins(*index)).count();
    if begun < FEWEST || months.len() < 2 * begun {
        return None;
    }
    let stride = STRIDES.into_iter().find(|stride| {
        let widest = if *stride < 12 { "Mar 2024" } else { "2024" };
        begun.div_ceil(*stride) as f64 * (text::width(widest, TEXT_SIZE) + LABEL_GAP) <= room
    })?;
    let mut year_named = None;
    let name = |index: usize| {
        let (year, month) = (months[index] / 12, months[index] % 12);
        if !begins(index) || !months[index].is_multiple_of(stride) {
            return String::new();
        }
        let is_year_known = year_named.replace(year) == Some(year);
        match (stride >= 12, is_year_known) {
            (true, _) => year.to_string(),
            (false, true) => MONTHS[month].to_owned(),
            (false, false) => [MONTHS[month], " ", &year.to_string()].concat(),
        }
    };
    Some((0..months.len()).map(name).collect())
}

/// Returns the months since the year 0 of a date such as `2024-03-04`.
pub(crate) fn month_of(start: &str) -> Option<usize> {
    let year: usize = start.get(..4)?.parse().ok()?;
    let month: usize = start.get(5..7)?.parse().ok()?;
    (1..=12).contains(&month).then(|| year * 12 + month - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weeks(year: i16, count: i32) -> Vec<String> {
        let first = jiff::civil::date(year, 1, 1);
        (0..count).map(|week| first.saturating_add(jiff::Span::new().days(week * 7)).to_string()).collect()
    }

    fn named(starts: &[String], room: f64) -> Vec<String> {
        month_names(starts, room).unwrap_or_default().into_iter().filter(|name| !name.is_empty()).collect()
    }

    #[test]
    fn long_ranges_name_months_and_where_the_year_changes_the_year() {
        assert_eq!(named(&weeks(2023, 60), 600.0), ["Jan 2023", "Apr", "Jul", "Oct", "Jan 2024"]);
        assert_eq!(named(&weeks(2023, 60), 250.0), ["Jan 2023", "Jul", "Jan 2024"]);
        assert_eq!(named(&weeks(2020, 300), 400.0), ["2020", "2021", "2022", "2023", "2024", "2025"]);
    }

    #[test]
    fn short_ranges_months_and_what_is_no_date_keep_their_own_names() {
        assert_eq!(month_names(&weeks(2024, 12), 600.0), None);
        assert_eq!(
            month_names(&["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"].map(str::to_owned), 600.0),
            None
        );
        assert_eq!(month_names(&["first".to_owned()], 600.0), None);
        assert_eq!(month_names(&[], 600.0), None);
    }
}
