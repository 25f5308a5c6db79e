//! What a trend shows, in plain sentences with their figures (spec/api 1.8, analyze).

use serde_json::Value;

use crate::sort;

/// How many spreads from the middle a value must be to stand out.
const OUTLYING: f64 = 5.0;

/// How much the second half of a series must differ from the first to count as a change.
const NOTABLE_CHANGE: f64 = 0.1;

/// How many series are spoken of.
const MOST_SERIES: usize = 5;

/// Returns findings on the rows of an answer, a sentence a line; empty when there is nothing to say.
pub fn findings(results: &Value) -> String {
    let rows = results.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut sentences = Vec::new();
    if let Some(drop) = largest_drop(rows) {
        sentences.push(drop);
    }
    for row in rows.iter().take(MOST_SERIES) {
        let Some(series) = Series::read(row) else { continue };
        sentences.extend([series.change(), series.outlier(), series.peak()].into_iter().flatten());
    }
    sentences.join("\n")
}

struct Series<'a> {
    label: &'a str,
    data: Vec<f64>,
    labels: Vec<&'a str>,
}

impl<'a> Series<'a> {
    fn read(row: &'a Value) -> Option<Self> {
        let data: Vec<f64> = row.get("data")?.as_array()?.iter().filter_map(Value::as_f64).collect();
        let labels: Vec<&str> = row.get("labels")?.as_array()?.iter().filter_map(Value::as_str).collect();
        let label = row.get("label").and_then(Value::as_str).unwrap_or("The series");
        (data.len() >= 4 && data.len() == labels.len()).then_some(Self { label, data, labels })
    }

    /// Compares the two halves, without the last bucket, which may not be over.
    fn change(&self) -> Option<String> {
        let whole = self.data.get(..self.data.len() - 1)?;
        let (earlier, later) = whole.split_at(whole.len() / 2);
        let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
        let (before, after) = (mean(earlier), mean(later));
        let ratio = (after - before) / before;
        if before <= 0.0 || ratio.abs() < NOTABLE_CHANGE {
            return None;
        }
        let direction = if ratio > 0.0 { "rose" } else { "fell" };
        Some(format!(
            "{} {direction} by {:.0}% between the first and the second half of the range, from {before:.1} to {after:.1} on average.",
            self.label,
            ratio.abs() * 100.0
        ))
    }

    /// Finds the value farthest from the median, measured in median absolute deviations.
    fn outlier(&self) -> Option<String> {
        let middle = median(&self.data);
        let spread = median(&self.data.iter().map(|value| (value - middle).abs()).collect::<Vec<_>>());
        let distance = |value: f64| (value - middle).abs();
        let (at, value) = self
            .data
            .iter()
            .copied()
            .enumerate()
            .max_by(|left, right| distance(left.1).total_cmp(&distance(right.1)).then(right.0.cmp(&left.0)))?;
        if spread <= 0.0 || distance(value) < OUTLYING * spread {
            return None;
        }
        Some(format!("{} stands out on {}: {value:.0}, where {middle:.0} is usual.", self.label, self.labels[at]))
    }

    fn peak(&self) -> Option<String> {
        let (at, value) = self
            .data
            .iter()
            .copied()
            .enumerate()
            .max_by(|left, right| left.1.total_cmp(&right.1).then(right.0.cmp(&left.0)))?;
        (value > 0.0).then(|| format!("{} was highest on {} with {value:.0}.", self.label, self.labels[at]))
    }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sort::sort_by(&mut sorted, f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        count if count % 2 == 1 => sorted[count / 2],
        count => (sorted[count / 2 - 1] + sorted[count / 2]) / 2.0,
    }
}

/// Finds the step of a funnel that loses the largest share.
fn largest_drop(rows: &[Value]) -> Option<String> {
    let steps: Vec<(&str, f64)> = rows
        .iter()
        .map_while(|row| {
            row.get("action_id")?;
            Some((row.get("name")?.as_str()?, row.get("count")?.as_f64()?))
        })
        .collect();
    let losses = steps.windows(2).filter(|pair| pair[0].1 > 0.0).map(|pair| (1.0 - pair[1].1 / pair[0].1, pair));
    let (loss, pair) = losses.max_by(|left, right| left.0.total_cmp(&right.0))?;
    (loss > 0.0).then(|| {
        format!(
            "The largest drop-off is from {} to {}: {:.0}% of {:.0} do not go on.",
            pair[0].0,
            pair[1].0,
            loss * 100.0,
            pair[0].1
        )
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_trend_is_told_by_its_change_and_its_outlier() {
        let labels: Vec<String> = (1..=9).map(|day| format!("{day}-Jan-2024")).collect();
        let rows = json!([{"label": "Visits", "data": [10, 11, 10, 11, 20, 21, 200, 21, 3], "labels": labels}]);
        let text = findings(&rows);
        assert!(text.contains("Visits rose by"), "{text}");
        assert!(text.contains("stands out on 7-Jan-2024: 200"), "{text}");
    }

    #[test]
    fn a_funnel_is_told_by_its_largest_drop() {
        let step = |name: &str, count: u32| json!({"action_id": name, "name": name, "count": count});
        let text = findings(&json!([step("a", 100), step("b", 90), step("c", 9)]));
        assert_eq!(text, "The largest drop-off is from b to c: 90% of 90 do not go on.");
    }

    #[test]
    fn nothing_gives_nothing() {
        for nothing in [json!(null), json!([]), json!([{"data": [], "labels": []}])] {
            assert_eq!(findings(&nothing), "");
        }
    }
}
