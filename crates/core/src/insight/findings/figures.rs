//! The arithmetic and the wording that findings share.

use crate::answer::trends::{BreakdownValue, NULL_VALUE, OTHER_VALUE};
use crate::sort;

/// How much a figure must differ from another to count as a change.
pub(super) const NOTABLE: f64 = 0.1;

/// Returns the mean; of nothing, 0.
pub(super) fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

/// Returns the median; of nothing, 0.
pub(super) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sort::sort_by(&mut sorted, f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        count if count % 2 == 1 => sorted[count / 2],
        count => (sorted[count / 2 - 1] + sorted[count / 2]) / 2.0,
    }
}

/// Returns the first item whose figure is the largest.
pub(super) fn largest<T>(items: impl IntoIterator<Item = T>, figure: impl Fn(&T) -> f64) -> Option<T> {
    let mut best: Option<(f64, T)> = None;
    for item in items {
        let value = figure(&item);
        if best.as_ref().is_none_or(|(best, _)| value > *best) {
            best = Some((value, item));
        }
    }
    best.map(|(_, item)| item)
}

/// Returns a figure with as many decimals as say something.
pub(super) fn figure(value: f64) -> String {
    let size = value.abs();
    match size {
        _ if value.fract() == 0.0 || size >= 99.95 => format!("{value:.0}"),
        _ if size >= 9.995 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// Returns a share of 1 as a percentage.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent.fract() == 0.0 || percent.abs() >= 9.95 { format!("{percent:.0}%") } else { format!("{percent:.1}%") }
}

/// Returns a number of seconds in the unit that people would use.
pub(super) fn duration(seconds: f64) -> String {
    const UNITS: [(f64, &str); 3] = [(86_400.0, "days"), (3600.0, "hours"), (60.0, "minutes")];
    let unit = UNITS.iter().find(|(length, _)| seconds >= 1.5 * length);
    let (length, name) = unit.copied().unwrap_or((1.0, "seconds"));
    format!("{} {name}", figure(seconds / length))
}

/// Returns by which share `after` is more or less than `before`; `None` when that says nothing.
pub(super) fn change(before: f64, after: f64) -> Option<f64> {
    let ratio = (after - before) / before;
    (before > 0.0 && ratio.abs() >= NOTABLE).then_some(ratio)
}

/// Returns a change in words: "rose by 12%".
pub(super) fn changed(ratio: f64) -> String {
    format!("{} by {}", if ratio > 0.0 { "rose" } else { "fell" }, percent(ratio.abs()))
}

/// Returns what a breakdown's value is called.
pub(super) fn value_name(value: &BreakdownValue) -> String {
    let word = |text: &str| match text {
        NULL_VALUE | "" => "no value".to_owned(),
        OTHER_VALUE => "all other values".to_owned(),
        text => text.to_owned(),
    };
    match value {
        BreakdownValue::Cohort(id) => format!("cohort {id}"),
        BreakdownValue::Text(text) => word(text),
        BreakdownValue::List(texts) => texts.iter().map(|text| word(text)).collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_the_decimals_that_say_something() {
        let written = [0.5, 12.0, 12.34, 123.4, 0.041].map(figure);
        assert_eq!(written, ["0.50", "12", "12.3", "123", "0.04"]);
        assert_eq!([0.256, 0.042, 1.0].map(percent), ["26%", "4.2%", "100%"]);
        assert_eq!([40.0, 600.0, 7200.0, 259_200.0].map(duration), ["40 seconds", "10 minutes", "2 hours", "3 days"]);
    }

    #[test]
    fn a_change_of_less_than_a_tenth_or_from_nothing_is_none() {
        assert_eq!(change(100.0, 109.0), None);
        assert_eq!(change(0.0, 5.0), None);
        assert_eq!(change(100.0, 150.0).map(changed).as_deref(), Some("rose by 50%"));
    }
}
