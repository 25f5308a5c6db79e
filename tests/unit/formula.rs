//! `query/formula_ast.json`: series and a formula → a series.

use oriel::query::formula::FormulaExpression;
use serde_json::Value;

use crate::verdict::Verdict;

/// Runs one case.
pub fn run(case: &Value) -> Verdict {
    let series = series(case);
    match &series {
        Err(_) if case["expect"].get("error").is_some() => Verdict::Passed,
        _ => series.map(|series| Verdict::of(&case["expect"], &series)).into(),
    }
}

fn series(case: &Value) -> Result<Value, String> {
    let data: Vec<Vec<f64>> = serde_json::from_value(case["data"].clone()).map_err(|error| error.to_string())?;
    let text = case["formula"].as_str().ok_or("no formula")?;
    let formula = FormulaExpression::parse(text, data.len()).map_err(|error| error.to_string())?;
    let buckets = data.iter().map(Vec::len).max().unwrap_or(0);
    let figure = |series: &Vec<f64>, bucket: usize| series.get(bucket).copied().unwrap_or(0.0);
    let value = |bucket| formula.value(&data.iter().map(|series| figure(series, bucket)).collect::<Vec<f64>>());
    Ok((0..buckets).map(value).collect())
}
