//! What only retention has.

use super::TemplateVariables;
use super::filters::{Filters, object};
use super::series::is_variable;
use crate::error::Error;
use serde_json::Value;

pub(super) fn filter(filters: Filters<'_>, variables: TemplateVariables) -> Result<Value, Error> {
    Ok(object([
        ("retentionType", filters.get("retention_type").clone()),
        ("retentionReference", filters.get("retention_reference").clone()),
        ("totalIntervals", filters.get("total_intervals").clone()),
        ("period", filters.get("period").clone()),
        ("cumulative", filters.get("cumulative").clone()),
        ("returningEntity", entity(filters, "returning_entity", variables)?),
        ("targetEntity", entity(filters, "target_entity", variables)?),
        ("meanRetentionCalculation", mean(filters)),
    ]))
}

/// Returns the event or action under `key`, which may be JSON text or a template variable.
fn entity(filters: Filters<'_>, key: &str, variables: TemplateVariables) -> Result<Value, Error> {
    if let Some(variable) = filters.text(key).filter(|text| is_variable(text)) {
        return Ok(match variables {
            TemplateVariables::Kept => variable.into(),
            TemplateVariables::Dropped => Value::Null,
        });
    }
    let entity = filters.structure(key)?;
    let entity = entity.as_object().filter(|fields| !fields.is_empty()).map(Filters::new);
    Ok(entity.map_or(Value::Null, |entity| {
        let fields = ["type", "id", "name", "custom_name", "order"];
        object(fields.map(|field| (field, entity.get(field).clone())))
    }))
}

fn mean(filters: Filters<'_>) -> Value {
    match (filters.get("mean_retention_calculation"), filters.get("show_mean")) {
        (Value::Null, Value::Bool(false)) => "none".into(),
        (Value::Null, _) => "simple".into(),
        (given, _) => given.clone(),
    }
}
