//! Findings on trends: the change, what drives it, and what each series is like.

use super::LastPeriod;
use super::figures::{change, changed, figure, largest, mean, percent, value_name};
use super::series::Series;
use crate::answer::trends::{CompareLabel, TrendsRow};

/// How many series are spoken of.
const MOST_SERIES: usize = 5;

/// A value drives a change when it makes up so much of it.
const DRIVING: f64 = 0.3;

/// Returns findings on the rows of a trend.
pub(super) fn sentences(rows: &[TrendsRow], last: LastPeriod) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut orders: Vec<usize> = rows.iter().map(|row| row.order).collect();
    orders.dedup();
    for order in orders.into_iter().take(MOST_SERIES) {
        let of_series: Vec<&TrendsRow> = rows.iter().filter(|row| row.order == order).collect();
        let current = || of_series.iter().copied().filter(|row| row.compare_label != Some(CompareLabel::Previous));
        if current().any(|row| row.breakdown_value.is_some()) {
            sentences.extend(broken_down(&of_series, last));
        } else {
            let compared: Vec<Compared> = current().map(|row| Compared::of(row, &of_series, last)).collect();
            sentences.extend(compared.iter().filter_map(Compared::sentence));
        }
        let mut only = current();
        if let (Some(row), None) = (only.next(), only.next()) {
            sentences.extend(patterns(row, last));
        }
    }
    if sentences.is_empty() {
        sentences.extend(rows.iter().take(MOST_SERIES).filter_map(|row| steady(row, last)));
    }
    sentences
}

/// Says between which values a series stays that has nothing else to tell.
fn steady(row: &TrendsRow, last: LastPeriod) -> Option<String> {
    let values = complete(row, last);
    let (most, least) = (largest(values, |value| **value)?, largest(values, |value| -**value)?);
    let (middle, least, most) = (figure(mean(values)), figure(*least), figure(*most));
    (mean(values) != 0.0).then(|| format!("{} is steady: {middle} on average, from {least} to {most}.", row.label))
}

/// A row beside what it is compared with.
struct Compared<'a> {
    row: &'a TrendsRow,
    before: f64,
    after: f64,
    against: Against,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Against {
    PreviousPeriod,
    FirstHalf,
}

impl<'a> Compared<'a> {
    /// Compares a row with the same of the previous period, or else the second half of its periods with the first.
    fn of(row: &'a TrendsRow, rows: &[&TrendsRow], last: LastPeriod) -> Self {
        let is_previous = |other: &&&TrendsRow| {
            other.compare_label == Some(CompareLabel::Previous) && other.breakdown_value == row.breakdown_value
        };
        let values = complete(row, last);
        if row.compare_label == Some(CompareLabel::Current) {
            let previous = rows.iter().find(is_previous).map_or(0.0, |other| size(other, values.len()));
            return Self { row, before: previous, after: size(row, values.len()), against: Against::PreviousPeriod };
        }
        let (earlier, later) = values.split_at(values.len() / 2);
        // One of an odd number belongs to neither half.
        let later = later.get(later.len() - earlier.len()..).unwrap_or_default();
        Self { row, before: mean(earlier), after: mean(later), against: Against::FirstHalf }
    }

    fn sentence(&self) -> Option<String> {
        let name = &self.row.label;
        if let Some(ratio) = change(self.before, self.after) {
            return Some(format!("{name} {} {}.", changed(ratio), self.against.words(self.before, self.after)));
        }
        let (before, after) = (figure(self.before), figure(self.after));
        let is_told = self.against == Against::PreviousPeriod && self.before + self.after > 0.0;
        is_told.then(|| format!("{name} is about as in the previous period: {after}, {before} before."))
    }
}

impl Against {
    fn words(self, before: f64, after: f64) -> String {
        let (before, after) = (figure(before), figure(after));
        match self {
            Self::PreviousPeriod => format!("against the previous period, from {before} to {after}"),
            Self::FirstHalf => {
                format!("from the first to the second half of the range, from {before} to {after} on average")
            }
        }
    }
}

/// Returns the values of the periods that are over.
fn complete(row: &TrendsRow, last: LastPeriod) -> &[f64] {
    last.complete(row.data.as_deref().unwrap_or_default())
}

/// Returns the figure of a whole range: its own total, or the sum of its first `periods` values.
fn size(row: &TrendsRow, periods: usize) -> f64 {
    let sum = || row.data.iter().flatten().take(periods).sum();
    row.aggregated_value.unwrap_or_else(sum)
}

/// Returns which value is the largest, how all changed together, and which value drives that.
fn broken_down(rows: &[&TrendsRow], last: LastPeriod) -> Vec<String> {
    let current = rows.iter().copied().filter(|row| row.compare_label != Some(CompareLabel::Previous));
    let compared: Vec<Compared> = current.map(|row| Compared::of(row, rows, last)).collect();
    let name = |compared: &Compared| compared.row.breakdown_value.as_ref().map(value_name).unwrap_or_default();
    let total: f64 = compared.iter().map(|compared| size(compared.row, usize::MAX)).sum();
    let mut sentences = Vec::new();
    if let Some(first) = largest(&compared, |compared| size(compared.row, usize::MAX))
        && total > 0.0
        && compared.len() > 1
    {
        let own = size(first.row, usize::MAX);
        sentences.push(format!(
            "{} is the largest: {} of {}, {}.",
            name(first),
            figure(own),
            figure(total),
            percent(own / total)
        ));
    }
    let (before, after) = (compared.iter().map(|it| it.before).sum(), compared.iter().map(|it| it.after).sum());
    let (Some(ratio), Some(one)) = (change(before, after), compared.first()) else { return sentences };
    sentences.push(format!("All values together {} {}.", changed(ratio), one.against.words(before, after)));
    let whole = after - before;
    let driver = largest(&compared, |compared| (compared.after - compared.before) / whole);
    if let Some(driver) = driver.filter(|_| compared.len() > 1) {
        let own = driver.after - driver.before;
        if own / whole >= DRIVING {
            let sign = if own > 0.0 { "+" } else { "" };
            sentences.push(format!(
                "{} drives the change: {sign}{} of {sign}{}, {}.",
                name(driver),
                figure(own),
                figure(whole),
                percent(own / whole)
            ));
        }
    }
    sentences
}

fn patterns(row: &TrendsRow, last: LastPeriod) -> Vec<String> {
    let labels = row.labels.as_deref().map(Vec::as_slice).unwrap_or_default();
    Series { name: &row.label, values: complete(row, last), days: &row.days, labels }.sentences()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::shared::Shared;
    use crate::answer::trends::BreakdownValue;

    fn row(data: &[f64]) -> TrendsRow {
        let days: Vec<String> = (1..=data.len()).map(|day| format!("2024-01-{day:02}")).collect();
        let days = Shared::from(days);
        let labels = Some(days.clone());
        TrendsRow { label: "Visits".to_owned(), data: Some(data.to_vec()), labels, days, ..TrendsRow::default() }
    }

    #[test]
    fn a_change_is_told_without_the_period_that_is_open() {
        let rows = [row(&[10.0, 12.0, 9.0, 20.0, 24.0, 18.0, 1.0])];
        let told = sentences(&rows, LastPeriod::Open);
        let halves = "from the first to the second half of the range";
        assert_eq!(told, [format!("Visits rose by 100% {halves}, from 10.3 to 20.7 on average.")]);
    }

    #[test]
    fn a_comparison_is_told_against_the_previous_period() {
        let of = |label, data: &[f64]| TrendsRow { compare: Some(true), compare_label: Some(label), ..row(data) };
        let rows = [of(CompareLabel::Current, &[30.0, 30.0]), of(CompareLabel::Previous, &[40.0, 40.0])];
        let told = sentences(&rows, LastPeriod::Over);
        assert_eq!(told, ["Visits fell by 25% against the previous period, from 80 to 60."]);
    }

    #[test]
    fn the_value_that_drives_a_change_is_named() {
        let of = |value: &str, data: &[f64]| TrendsRow {
            breakdown_value: Some(BreakdownValue::Text(value.to_owned())),
            ..row(data)
        };
        let rows = [of("Firefox", &[50.0, 50.0, 52.0, 52.0]), of("Chrome", &[10.0, 10.0, 40.0, 40.0])];
        let told = sentences(&rows, LastPeriod::Over);
        assert_eq!(told[0], "Firefox is the largest: 204 of 304, 67%.");
        assert!(told[1].starts_with("All values together rose by 53%"), "{told:?}");
        assert_eq!(told[2], "Chrome drives the change: +30 of +32, 94%.");
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(sentences(&[], LastPeriod::Open).is_empty());
        assert!(sentences(&[row(&[])], LastPeriod::Open).is_empty());
        assert!(sentences(&[row(&[0.0; 20])], LastPeriod::Open).is_empty());
    }
}
