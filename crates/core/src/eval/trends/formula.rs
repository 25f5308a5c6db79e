//! Formulas over the rows of series (spec/trends 6.10).

use std::cmp::Ordering;

use crate::answer::trends::{BreakdownValue, CompareLabel, TrendsRow};
use crate::error::Error;
use crate::query::breakdown::BreakdownBy;
use crate::query::trends::{Formula, TrendsQuery};
use crate::sort;

/// The rows of one sub-query.
pub(super) struct Answered {
    /// The index of the series.
    pub(super) series: usize,
    /// The index of the cohort, where cohorts are queries of their own; else 0.
    pub(super) cohort: usize,
    /// The period, when the query compares.
    pub(super) period: Option<CompareLabel>,
    /// The rows.
    pub(super) rows: Vec<TrendsRow>,
}

/// Returns the rows of each formula of a query, formula by formula.
///
/// # Errors
/// Refuses formulas that name a series that is not there.
pub(super) fn apply(query: &TrendsQuery, answered: Vec<Answered>) -> Result<Vec<TrendsRow>, Error> {
    let cohorts = answered.iter().map(|answered| answered.cohort + 1).max().unwrap_or(0);
    let mut rows = Vec::new();
    for (order, formula) in query.formulas.iter().enumerate() {
        let operation = Operation { formula, order, series: query.series.len() };
        let mut of_formula = Vec::new();
        for period in [None, Some(CompareLabel::Current), Some(CompareLabel::Previous)] {
            for cohort in 0..cohorts {
                let half: Vec<&Answered> = (answered.iter())
                    .filter(|answered| answered.period == period && answered.cohort == cohort)
                    .collect();
                operation.push_rows(&half, &mut of_formula);
            }
        }
        match (&query.breakdown, of_formula.first().and_then(|row| row.compare_label)) {
            (None, _) => {}
            // Cohorts that are queries of their own stay in the order in which they were asked.
            (Some(breakdown), _) if cohorts > 1 && matches!(breakdown.by, BreakdownBy::Cohorts(_)) => {}
            (Some(_), None) => sort::sort_by(&mut of_formula, |one, other| compare_descending(other, one)),
            (Some(_), Some(_)) => sort::sort_by(&mut of_formula, compare_periods),
        }
        rows.extend(of_formula);
    }
    Ok(rows)
}

/// A formula to be applied to rows.
struct Operation<'a> {
    formula: &'a Formula,
    order: usize,
    series: usize,
}

impl Operation<'_> {
    /// Appends a row for each value that any series has.
    fn push_rows(&self, answered: &[&Answered], rows: &mut Vec<TrendsRow>) {
        let mut values: Vec<&Option<BreakdownValue>> = Vec::new();
        // Looked up in a sorted list, so that many values stay cheap.
        let mut known: Vec<(&Option<BreakdownValue>, Vec<Option<&TrendsRow>>)> = Vec::new();
        for sub_query in answered {
            for row in &sub_query.rows {
                let value = &row.breakdown_value;
                let place = match known.binary_search_by(|(other, _)| other.cmp(&value)) {
                    Ok(place) => place,
                    Err(place) => {
                        values.push(value);
                        known.insert(place, (value, vec![None; self.series]));
                        place
                    }
                };
                known[place].1[sub_query.series] = Some(row);
            }
        }
        for value in values {
            if let Ok(place) = known.binary_search_by(|(other, _)| other.cmp(&value)) {
                rows.extend(self.row(&known[place].1));
            }
        }
    }

    /// Returns the row of one value: the first series' row with the formula's figures.
    fn row(&self, operands: &[Option<&TrendsRow>]) -> Option<TrendsRow> {
        let mut row = (*operands.iter().flatten().next()?).clone();
        let figure = |row: &Option<&TrendsRow>, bucket: usize| {
            let Some(row) = row else { return 0.0 };
            let data = row.data.as_ref().and_then(|data| data.get(bucket).copied());
            row.aggregated_value.or(data).unwrap_or(0.0)
        };
        let result = |bucket: usize| {
            let letters: Vec<f64> = operands.iter().map(|row| figure(row, bucket)).collect();
            self.formula.expression.value(&letters)
        };
        row.label = match &self.formula.custom_name {
            Some(name) => name.clone(),
            None => ["Formula (", &self.formula.text, ")"].concat(),
        };
        row.action = None;
        row.order = self.order;
        if row.aggregated_value.is_some() {
            row.aggregated_value = Some(result(0));
            row.data = None;
            row.count = 0.0;
        } else {
            let data: Vec<f64> = (0..row.days.len()).map(result).collect();
            row.count = data.iter().sum();
            row.data = Some(data);
        }
        Some(row)
    }
}

/// Compares rows by what comes later, so that the greater comes first when turned around.
fn compare_descending(one: &TrendsRow, other: &TrendsRow) -> Ordering {
    let place = |row: &TrendsRow| match &row.breakdown_value {
        // The parts of a list never equal the sentinels' texts: lists keep their place.
        Some(BreakdownValue::List(_)) | None => 0,
        Some(value) if value.is_other() => -2,
        Some(value) if value.has_null() => -1,
        Some(_) => 0,
    };
    let sum = |row: &TrendsRow| row.aggregated_value.unwrap_or_else(|| row.data.iter().flatten().sum());
    let data = |row: &TrendsRow| row.data.clone().unwrap_or_default();
    (place(one).cmp(&place(other)))
        .then_with(|| sum(one).total_cmp(&sum(other)))
        .then_with(|| one.count.total_cmp(&other.count))
        .then_with(|| compare_figures(&data(one), &data(other)))
        .then_with(|| quoted(one).cmp(&quoted(other)))
}

fn compare_figures(one: &[f64], other: &[f64]) -> Ordering {
    let first_difference = one.iter().zip(other).map(|(one, other)| one.total_cmp(other)).find(|order| order.is_ne());
    first_difference.unwrap_or_else(|| one.len().cmp(&other.len()))
}

fn quoted(row: &TrendsRow) -> String {
    row.breakdown_value.as_ref().map(crate::answer::json::to_text).unwrap_or_default()
}

/// Compares the rows of a comparison: the current period first, then the larger count, then the value as people sort.
fn compare_periods(one: &TrendsRow, other: &TrendsRow) -> Ordering {
    let name = |row: &TrendsRow| match &row.breakdown_value {
        None => String::new(),
        Some(BreakdownValue::Cohort(id)) => id.to_string(),
        Some(BreakdownValue::Text(text)) => text.clone(),
        Some(BreakdownValue::List(texts)) => texts.join("::"),
    };
    (one.compare_label.cmp(&other.compare_label))
        .then_with(|| other.count.total_cmp(&one.count))
        .then_with(|| natural_order(&name(one), &name(other)))
}

/// Compares texts ignoring case, digits by the number that they form; a number comes before any other character.
fn natural_order(one: &str, other: &str) -> Ordering {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    let (mut one, mut other) = (one.as_str(), other.as_str());
    loop {
        let (left, right) = (leading_number(one), leading_number(other));
        let order = match (left, right) {
            (Some((left, _)), Some((right, _))) => left.len().cmp(&right.len()).then_with(|| left.cmp(right)),
            (Some(_), None) if !other.is_empty() => Ordering::Less,
            (None, Some(_)) if !one.is_empty() => Ordering::Greater,
            _ => one.chars().next().cmp(&other.chars().next()),
        };
        if order.is_ne() || one.is_empty() {
            return order;
        }
        one = left.map_or_else(|| after_first(one), |(_, rest)| rest);
        other = right.map_or_else(|| after_first(other), |(_, rest)| rest);
    }
}

/// Returns the digits with which a text starts, without leading zeros, and what follows them.
fn leading_number(text: &str) -> Option<(&str, &str)> {
    let digits = text.len() - text.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
    (digits > 0).then(|| (text[..digits].trim_start_matches('0'), &text[digits..]))
}

fn after_first(text: &str) -> &str {
    let mut characters = text.chars();
    characters.next();
    characters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn natural_order_reads_numbers() {
        for (smaller, larger) in
            [("item2", "item10"), ("Item2", "item3"), ("", "a"), ("a", "B"), ("a9b1", "a9b02"), ("9", "$"), ("a", "a1")]
        {
            assert_eq!(natural_order(smaller, larger), Ordering::Less, "{smaller} {larger}");
        }
        assert_eq!(natural_order("x007", "X7"), Ordering::Equal);
    }
}
