//! Findings on retention: how many come back, from when on the curve is flat, and which cohort is best.

use super::figures::{largest, percent};
use crate::answer::retention::RetentionRow;

/// A curve is flat from where on each period keeps so much of the one before.
const FLAT: f64 = 0.9;

/// A cohort of fewer actors says nothing by itself.
const LEAST_COHORT: u64 = 5;

/// Returns findings on the cohorts of a retention.
pub(super) fn sentences(rows: &[RetentionRow]) -> Vec<String> {
    let curve = curve(rows);
    let (Some(first), Some(last)) = (curve.get(1), curve.last()) else { return Vec::new() };
    let mut sentences = vec![match curve.len() {
        2 => format!("{} come back in {}.", percent(first.rate), first.label),
        _ => {
            let (one, other) = (percent(first.rate), percent(last.rate));
            format!("{one} come back in {}, {other} in {}.", first.label, last.label)
        }
    }];
    sentences.extend(flattening(&curve));
    sentences.extend(best_cohort(rows, first));
    sentences
}

/// One period of the curve of all cohorts together.
struct Point<'a> {
    label: &'a str,
    rate: f64,
}

/// Returns the share of all cohorts that came back in each period, without the last period of each cohort, which may
/// not be over.
fn curve(rows: &[RetentionRow]) -> Vec<Point<'_>> {
    let longest = rows.iter().map(|row| row.values.len()).max().unwrap_or(0);
    let point = |at: usize| {
        let seen = rows.iter().filter(|row| at == 0 || at + 1 < row.values.len());
        let cells = seen.filter_map(|row| Some((row.values.first()?.count, row.values.get(at)?)));
        let (mut size, mut returned, mut label) = (0, 0, "");
        for (first, cell) in cells {
            size += first;
            returned += cell.count;
            label = &cell.label;
        }
        (size > 0).then(|| Point { label, rate: returned as f64 / size as f64 })
    };
    (0..longest).map_while(point).collect()
}

/// Finds from which period on hardly anybody is lost any more.
fn flattening(curve: &[Point<'_>]) -> Option<String> {
    let kept = |at: usize| curve[at].rate >= FLAT * curve[at - 1].rate;
    let lost = (2..curve.len()).rev().find(|at| !kept(*at)).unwrap_or(1);
    // Two periods that keep their share are the least that can be called flat.
    let flat = curve.get(lost..).filter(|flat| flat.len() >= 3)?;
    let mean = flat.iter().map(|point| point.rate).sum::<f64>() / flat.len() as f64;
    (mean > 0.0).then(|| format!("The curve is flat from {} on, at {}.", flat[0].label, percent(mean)))
}

fn best_cohort(rows: &[RetentionRow], usual: &Point<'_>) -> Option<String> {
    let rates = rows.iter().filter(|row| row.values.len() > 2).filter_map(|row| {
        let (size, returned) = (row.values.first()?.count, row.values.get(1)?.count);
        (size >= LEAST_COHORT).then(|| (row, returned as f64 / size as f64))
    });
    let (row, rate) = largest(rates, |(_, rate)| *rate)?;
    let name = match &row.breakdown_value {
        Some(value) => format!("{value}, {}", row.date.get(..10)?),
        None => row.date.get(..10)?.to_owned(),
    };
    super::figures::change(usual.rate, rate)?;
    Some(format!(
        "Those who began on {name} came back most: {} in {}, where {} is usual.",
        percent(rate),
        usual.label,
        percent(usual.rate)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::retention::RetentionCell;

    fn row(date: &str, counts: &[u64]) -> RetentionRow {
        let cell = |(at, count): (usize, &u64)| RetentionCell {
            count: *count,
            label: format!("Day {at}"),
            aggregation_value: None,
        };
        let values = counts.iter().enumerate().map(cell).collect();
        let date = format!("{date}T00:00:00Z");
        RetentionRow { values, label: "Day 0".to_owned(), date, breakdown_value: None }
    }

    #[test]
    fn the_curve_is_told_with_where_it_flattens() {
        let told = sentences(&[row("2024-01-01", &[100, 50, 30, 29, 28, 28, 3]), row("2024-01-02", &[100, 30, 20, 1])]);
        assert_eq!(told[0], "40% come back in Day 1, 28% in Day 5.");
        assert!(told[1].starts_with("The curve is flat from Day "), "{told:?}");
        assert_eq!(told[2], "Those who began on 2024-01-01 came back most: 50% in Day 1, where 40% is usual.");
    }

    #[test]
    fn a_curve_that_keeps_falling_is_not_flat() {
        let told = sentences(&[row("2024-01-01", &[100, 50, 25, 12, 6, 3, 0])]);
        assert_eq!(told, ["50% come back in Day 1, 3% in Day 5."]);
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(sentences(&[]).is_empty());
        assert!(sentences(&[row("2024-01-01", &[0, 0, 0])]).is_empty());
    }
}
