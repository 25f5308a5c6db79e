//! `query/labels.json`: a bucket → its label.

use oriel::time::{Interval, Labels, Timestamp};
use serde_json::Value;

use super::date_range::calendar;
use crate::verdict::Verdict;

/// Runs one case.
pub fn run(case: &Value) -> Verdict {
    verdict(case).into()
}

fn verdict(case: &Value) -> Result<Verdict, String> {
    let timestamp = |name: &str| {
        let text = case[name].as_str().ok_or_else(|| format!("no {name}"))?;
        Timestamp::parse(text).map_err(|error| error.to_string())
    };
    // A case is a team of its own.
    let calendar = calendar(case)?;
    let labels = Labels {
        calendar: &calendar,
        interval: case["interval"].as_str().and_then(Interval::from_name).ok_or("no interval")?,
        from: timestamp("date_from").unwrap_or(Timestamp::MIN),
        to: timestamp("date_to").unwrap_or(Timestamp::MAX),
    };
    Ok(Verdict::of(&case["expect"], &labels.label(timestamp("bucket")?).into()))
}
