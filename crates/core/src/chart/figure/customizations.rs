//! Colours that a query gives single results: `resultCustomizations` (spec/trends 3.5, spec/funnels 2).

use serde_json::{Map, Value};

use crate::answer::trends::BreakdownValue;
use crate::chart::palette;

/// The colours of single results, and how the query names those.
pub(super) struct Customizations<'a> {
    by: By,
    given: Option<&'a Map<String, Value>>,
}

/// How a query names a result (`resultCustomizationBy`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    /// By the index of its series and its breakdown values, as JSON: `{"series":0,"breakdown_value":["Chrome"]}`.
    Value,
    /// By its place among the results, from 0.
    Position,
}

impl<'a> Customizations<'a> {
    /// Returns what a filter object gives.
    pub(super) fn read(filter: &'a Value) -> Customizations<'a> {
        let by = if filter["resultCustomizationBy"] == "position" { By::Position } else { By::Value };
        Customizations { by, given: filter["resultCustomizations"].as_object() }
    }

    /// Returns the number of the colour of a result, if it is given one that there is (`preset-1` …).
    ///
    /// `series` is `None` where results are told apart by their breakdown alone.
    pub(super) fn colour(
        &self,
        position: usize,
        series: Option<usize>,
        breakdown: Option<&BreakdownValue>,
    ) -> Option<usize> {
        let given = match self.by {
            By::Position => self.given?.get(&position.to_string())?,
            By::Value => self.given?.iter().find(|(key, _)| is_key_of(key, series, breakdown))?.1,
        };
        let preset: usize = given["color"].as_str()?.strip_prefix("preset-")?.parse().ok()?;
        Some(preset.checked_sub(1)? % palette::LIGHT.len())
    }
}

/// Returns whether a key names the result of a series and breakdown values.
fn is_key_of(key: &str, series: Option<usize>, breakdown: Option<&BreakdownValue>) -> bool {
    let Ok(key) = serde_json::from_str::<Value>(key) else { return false };
    let is_series = series.is_none_or(|series| key["series"] == series);
    let values = match &key["breakdown_value"] {
        Value::Array(values) => values.as_slice(),
        Value::Null => &[],
        value => std::slice::from_ref(value),
    };
    let is_text = |value: &Value, text: &str| match value {
        Value::String(given) => given == text,
        Value::Number(given) => given.to_string() == text,
        _ => false,
    };
    let is_breakdown = match (breakdown, values) {
        (None, []) => true,
        (Some(BreakdownValue::Cohort(id)), [value]) => is_text(value, &id.to_string()),
        (Some(BreakdownValue::Text(text)), [value]) => is_text(value, text),
        (Some(BreakdownValue::List(texts)), values) => {
            texts.len() == values.len() && texts.iter().zip(values).all(|(text, value)| is_text(value, text))
        }
        _ => false,
    };
    is_series && is_breakdown
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_result_is_named_by_its_values_or_its_position() {
        let chrome = BreakdownValue::Text("Chrome".to_owned());
        let key = r#"{"series":1,"breakdown_value":["Chrome"]}"#;
        let filter = json!({"resultCustomizations": {key: {"assignmentBy": "value", "color": "preset-4"}}});
        let custom = Customizations::read(&filter);
        assert_eq!(custom.colour(0, Some(1), Some(&chrome)), Some(3));
        assert_eq!(custom.colour(0, None, Some(&chrome)), Some(3));
        assert_eq!(custom.colour(0, Some(0), Some(&chrome)), None);
        assert_eq!(custom.colour(0, Some(1), None), None);
        let customizations = json!({"2": {"color": "preset-12"}, "3": {"color": "red"}, "4": {"color": "preset-0"}});
        let filter = json!({"resultCustomizationBy": "position", "resultCustomizations": customizations});
        let custom = Customizations::read(&filter);
        assert_eq!([0, 2, 3, 4].map(|position| custom.colour(position, Some(0), None)), [None, Some(1), None, None]);
    }
}
