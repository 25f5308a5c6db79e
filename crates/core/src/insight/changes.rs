//! What an update changed, as the activity log tells it (spec/api 10.1, 10.2).

use serde_json::{Value, json};

use super::record::Insight;

/// Returns the changes from one state of an insight to the next, tags first; `before` and `after` are the
/// dashboards as `{id, name}`.
pub fn changes(old: &Insight, new: &Insight, before: &Value, after: &Value) -> Vec<Value> {
    let fields = [
        ("tags", json!(old.tags), json!(new.tags)),
        ("name", json!(old.name), json!(new.name)),
        ("derived_name", json!(old.derived_name), json!(new.derived_name)),
        ("description", json!(old.description), json!(new.description)),
        ("filters", old.filters.clone(), new.filters.clone()),
        ("query", json!(old.query), json!(new.query)),
        ("favorited", json!(old.favorited), json!(new.favorited)),
        ("deleted", json!(old.deleted), json!(new.deleted)),
        ("dashboards", before.clone(), after.clone()),
    ];
    let changed = fields.into_iter().filter(|(_, before, after)| before != after);
    changed.map(|(field, before, after)| change(field, before, after)).collect()
}

/// Returns one change of an insight.
pub fn change(field: &str, before: Value, after: Value) -> Value {
    let action = match (&before, &after) {
        (Value::Null, _) => "created",
        (_, Value::Null) => "deleted",
        _ => "changed",
    };
    json!({"type": "Insight", "action": action, "field": field, "before": before, "after": after})
}

/// Returns what the log calls an update.
pub fn activity(old: &Insight, new: &Insight) -> &'static str {
    match (old.deleted, new.deleted) {
        (false, true) => "deleted",
        (true, false) => "restored",
        _ => "updated",
    }
}
