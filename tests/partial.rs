//! Matches JSON against what a case expects of it: objects partly, all else exactly.

use serde_json::Value;

/// Returns the first difference between `actual` and `expected`, if there is one.
pub(crate) fn difference(expected: &Value, actual: Option<&Value>) -> Option<String> {
    differ(expected, actual).err()
}

fn differ(expected: &Value, actual: Option<&Value>) -> Result<(), String> {
    let holds = match expected {
        Value::Object(fields) if fields.keys().any(|key| key.starts_with('$')) => {
            return fields.iter().try_for_each(|(name, inner)| special(name, inner, actual));
        }
        Value::Object(fields) => {
            return fields.iter().try_for_each(|(name, inner)| {
                differ(inner, actual.and_then(|actual| actual.get(name))).map_err(|reason| format!("{name}: {reason}"))
            });
        }
        Value::Array(items) => match actual {
            Some(Value::Array(actual)) if actual.len() == items.len() => {
                let mut pairs = items.iter().zip(actual).enumerate();
                return pairs.try_for_each(|(index, (item, actual))| {
                    differ(item, Some(actual)).map_err(|reason| format!("{index}: {reason}"))
                });
            }
            _ => false,
        },
        Value::Null => actual.is_none_or(Value::is_null),
        _ => actual == Some(expected),
    };
    if holds { Ok(()) } else { Err(format!("expected {expected}, not {actual:?}")) }
}

fn special(name: &str, inner: &Value, actual: Option<&Value>) -> Result<(), String> {
    let absent = actual.is_none_or(Value::is_null);
    let holds = match name {
        "$absent" => absent,
        "$absent_or" => absent || actual == Some(inner),
        "$exactly" => actual == Some(inner),
        "$not" => actual != Some(inner),
        _ => return Err(format!("no matcher is called {name}")),
    };
    if holds { Ok(()) } else { Err(format!("{name} {inner} does not hold for {actual:?}")) }
}
