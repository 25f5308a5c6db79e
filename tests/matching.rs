//! Matches JSON against what a case expects of it (`cases/README.md`, `cases/api/README.md`).
//!
//! Objects match partly, arrays element by element, numbers within 1e-9; objects like `{"$unordered": […]}` say more.

use serde_json::{Map, Value};

const TOLERANCE: f64 = 1e-9;

/// The tolerance of `$approx` where a case gives none.
const WIDER_TOLERANCE: f64 = 1e-6;

/// Returns the first difference between what is expected and what there is, as a path and two values.
///
/// Nothing at all matches an expected null.
pub fn difference(expected: &Value, actual: Option<&Value>) -> Option<String> {
    differ(expected, actual).err().map(|difference| {
        let path = difference.path.into_iter().rev().collect::<Vec<_>>().concat();
        let path = path.strip_prefix('.').unwrap_or(&path);
        if path.is_empty() { difference.reason } else { format!("{path}: {}", difference.reason) }
    })
}

/// A difference, and the way to it from the inside out.
struct Difference {
    path: Vec<String>,
    reason: String,
}

type Outcome = Result<(), Box<Difference>>;

fn fail(reason: String) -> Outcome {
    Err(Box::new(Difference { path: Vec::new(), reason }))
}

fn require(holds: bool, expectation: &str, expected: &Value, actual: Option<&Value>) -> Outcome {
    if holds {
        return Ok(());
    }
    fail(format!("expected {expectation}{}, got {}", shown(Some(expected)), shown(actual)))
}

fn under(step: String, outcome: Outcome) -> Outcome {
    outcome.map_err(|mut difference| {
        difference.path.push(step);
        difference
    })
}

/// Returns a value as short text.
fn shown(value: Option<&Value>) -> String {
    let Some(value) = value else { return "nothing".to_owned() };
    let text = value.to_string();
    match text.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn differ(expected: &Value, actual: Option<&Value>) -> Outcome {
    match (expected, actual) {
        (Value::Object(fields), _) if special_of(fields).is_some() => special(fields, actual),
        (Value::Object(fields), Some(Value::Object(actual))) => {
            fields.iter().try_for_each(|(name, inner)| under(format!(".{name}"), differ(inner, actual.get(name))))
        }
        (Value::Array(items), Some(Value::Array(actual))) => {
            if items.len() != actual.len() {
                return fail(format!(
                    "expected {} elements, got {}: {}",
                    items.len(),
                    actual.len(),
                    shown(Some(&actual.clone().into()))
                ));
            }
            elements(items, actual)
        }
        (Value::Null, actual) => require(actual.is_none_or(Value::is_null), "", expected, actual),
        (_, Some(actual)) => require(equal(expected, actual), "", expected, Some(actual)),
        (_, None) => require(false, "", expected, None),
    }
}

fn elements(expected: &[Value], actual: &[Value]) -> Outcome {
    let mut pairs = expected.iter().zip(actual).enumerate();
    pairs.try_for_each(|(index, (expected, actual))| under(format!("[{index}]"), differ(expected, Some(actual))))
}

/// Says whether two values are the same throughout, numbers within the tolerance.
fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(_), Value::Number(_)) => within(left, right, TOLERANCE),
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| equal(left, right))
        }
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, left)| right.get(name).is_some_and(|right| equal(left, right)))
        }
        _ => left == right,
    }
}

fn within(expected: &Value, actual: &Value, tolerance: f64) -> bool {
    match (expected.as_f64(), actual.as_f64()) {
        (Some(expected), Some(actual)) => (expected - actual).abs() <= tolerance,
        _ => false,
    }
}

/// Returns the name and the argument of the matcher that an object is, if it is one.
fn special_of(fields: &Map<String, Value>) -> Option<(&str, &Value)> {
    let known = [
        "$unordered",
        "$at",
        "$approx",
        "$any",
        "$absent",
        "$absent_or",
        "$not",
        "$contains",
        "$excludes",
        "$first",
        "$prefix",
        "$len",
        "$keys",
        "$exactly",
        "$all",
        "$string_of",
        "$same_data",
    ];
    fields.iter().map(|(name, inner)| (name.as_str(), inner)).find(|(name, _)| known.contains(name))
}

fn special(fields: &Map<String, Value>, actual: Option<&Value>) -> Outcome {
    let Some((name, inner)) = special_of(fields) else { return fail("no matcher".to_owned()) };
    let absent = actual.is_none_or(Value::is_null);
    let items = actual.and_then(Value::as_array).map(Vec::as_slice);
    let matches = |actual: &Value| differ(inner, Some(actual)).is_ok();
    let expectation = format!("{name} ");
    let holds = match (name, actual) {
        ("$any", _) => true,
        ("$absent", _) => absent,
        ("$absent_or", _) if actual.is_none() => true,
        ("$absent_or", _) => return differ(inner, actual),
        ("$not", Some(actual)) => !matches(actual),
        ("$exactly", Some(actual)) => equal(inner, actual),
        ("$approx", Some(actual)) => {
            let tolerance = fields.get("tol").and_then(Value::as_f64).unwrap_or(WIDER_TOLERANCE);
            within(inner, actual, tolerance)
        }
        ("$string_of", Some(actual)) => {
            actual.as_str() == Some(inner.as_str().map_or(inner.to_string(), str::to_owned).as_str())
        }
        ("$contains", Some(Value::String(text))) => inner.as_str().is_some_and(|part| text.contains(part)),
        ("$excludes", Some(Value::String(text))) => inner.as_str().is_some_and(|part| !text.contains(part)),
        ("$contains", _) => items.is_some_and(|items| items.iter().any(matches)),
        ("$excludes", _) => items.is_some_and(|items| !items.iter().any(matches)),
        ("$first", _) => {
            return under("[0]".to_owned(), differ(inner, items.and_then(<[Value]>::first)));
        }
        ("$len", _) => items.map(<[Value]>::len) == inner.as_u64().and_then(|length| length.try_into().ok()),
        ("$keys", Some(Value::Object(actual))) => same_keys(inner, actual),
        ("$all", _) => {
            return inner.as_array().into_iter().flatten().try_for_each(|inner| differ(inner, actual));
        }
        ("$prefix" | "$unordered" | "$at" | "$same_data", _) => {
            return sequence(name, inner, items, actual);
        }
        _ => false,
    };
    require(holds, &expectation, inner, actual)
}

fn same_keys(expected: &Value, actual: &Map<String, Value>) -> bool {
    let expected: Vec<&str> = expected.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    expected.len() == actual.len() && expected.iter().all(|&key| actual.contains_key(key))
}

/// Matches what speaks of the elements of an array.
fn sequence(name: &str, inner: &Value, items: Option<&[Value]>, actual: Option<&Value>) -> Outcome {
    let Some(items) = items else { return require(false, &format!("{name} "), inner, actual) };
    match inner {
        Value::Object(positions) => positions.iter().try_for_each(|(index, inner)| {
            let item = index.parse::<usize>().ok().and_then(|index| items.get(index));
            under(format!("[{index}]"), differ(inner, item))
        }),
        Value::Array(expected) if name == "$prefix" => expected
            .iter()
            .enumerate()
            .try_for_each(|(index, inner)| under(format!("[{index}]"), differ(inner, items.get(index)))),
        Value::Array(expected) if expected.len() != items.len() => {
            fail(format!("expected {} elements, got {}: {}", expected.len(), items.len(), shown(actual)))
        }
        Value::Array(expected) if name == "$same_data" => same_data(expected, items),
        Value::Array(expected) => unordered(expected, items),
        _ => fail(format!("{name} takes a list or positions")),
    }
}

fn same_data(expected: &[Value], actual: &[Value]) -> Outcome {
    for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
        for field in ["data", "labels", "days", "count"] {
            if let Some(expected) = expected.get(field) {
                under(format!("[{index}].{field}"), differ(expected, actual.get(field)))?;
            }
        }
    }
    Ok(())
}

/// Matches two lists of equal length in any order: every expected element needs a partner of its own.
fn unordered(expected: &[Value], actual: &[Value]) -> Outcome {
    let fits: Vec<Vec<bool>> = (expected.iter())
        .map(|expected| actual.iter().map(|actual| differ(expected, Some(actual)).is_ok()).collect())
        .collect();
    let mut partner_of: Vec<Option<usize>> = vec![None; actual.len()];
    for (index, expected) in expected.iter().enumerate() {
        if !find_partner(index, &fits, &mut partner_of, &mut vec![false; actual.len()]) {
            return fail(format!(
                "no element is left that matches {}, in {}",
                shown(Some(expected)),
                shown(Some(&actual.into()))
            ));
        }
    }
    Ok(())
}

/// Gives an expected element a partner, moving others to another partner where that helps.
fn find_partner(index: usize, fits: &[Vec<bool>], partner_of: &mut [Option<usize>], tried: &mut [bool]) -> bool {
    for candidate in 0..partner_of.len() {
        if !fits[index][candidate] || tried[candidate] {
            continue;
        }
        tried[candidate] = true;
        let free = match partner_of[candidate] {
            None => true,
            Some(other) => find_partner(other, fits, partner_of, tried),
        };
        if free {
            partner_of[candidate] = Some(index);
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn matches(expected: &Value, actual: &Value) -> bool {
        difference(expected, Some(actual)).is_none()
    }

    #[test]
    fn the_first_difference_is_named_with_its_path() {
        let expected = json!({"results": [{"data": [1, 2]}]});
        let actual = json!({"results": [{"data": [1, 3.0], "count": 4}]});
        assert_eq!(difference(&expected, Some(&actual)).as_deref(), Some("results[0].data[1]: expected 2, got 3.0"));
    }

    #[test]
    fn objects_match_partly_and_arrays_wholly() {
        assert!(matches(&json!({"a": 1}), &json!({"a": 1.0, "b": 2})));
        assert!(!matches(&json!([1]), &json!([1, 2])));
        assert!(matches(&json!({"a": null}), &json!({})));
        assert!(!matches(&json!({"a": 1}), &json!([])));
    }

    #[test]
    fn a_key_with_a_dollar_is_a_key_unless_it_is_a_matcher() {
        assert!(matches(&json!({"$browser": "Chrome"}), &json!({"$browser": "Chrome"})));
        assert!(!matches(&json!({"$browser": "Chrome"}), &json!({"$browser": "Safari"})));
    }

    #[test]
    fn partners_are_found_even_where_the_first_choice_is_wrong() {
        assert!(matches(&json!({"$unordered": [{"a": 1}, {"a": 1, "b": 2}]}), &json!([{"a": 1, "b": 2}, {"a": 1}])));
        assert!(!matches(&json!({"$unordered": [1, 1, 2]}), &json!([1, 2, 2])));
    }

    #[test]
    fn every_matcher_can_hold_and_can_fail() {
        let cases = [
            (json!({"$at": {"1": 5}}), json!([0, 5]), json!([5, 0])),
            (json!({"$approx": 1.0, "tol": 0.1}), json!(1.05), json!(1.2)),
            (json!({"$absent": true}), json!(null), json!(0)),
            (json!({"$absent_or": 1}), json!(1), json!(2)),
            (json!({"$not": 1}), json!(2), json!(1)),
            (json!({"$contains": "b"}), json!("abc"), json!("ac")),
            (json!({"$contains": {"a": 1}}), json!([{"a": 1, "b": 1}]), json!([{"b": 1}])),
            (json!({"$excludes": 1}), json!([2]), json!([1])),
            (json!({"$first": 1}), json!([1, 2]), json!([2, 1])),
            (json!({"$prefix": [1]}), json!([1, 2]), json!([2, 1])),
            (json!({"$len": 2}), json!([1, 2]), json!([1])),
            (json!({"$keys": ["a"]}), json!({"a": 1}), json!({"a": 1, "b": 1})),
            (json!({"$exactly": {"a": 1}}), json!({"a": 1}), json!({"a": 1, "b": 1})),
            (json!({"$all": [{"$len": 1}, {"$first": 1}]}), json!([1]), json!([2])),
            (json!({"$string_of": 1}), json!("1"), json!(1)),
            (json!({"$same_data": [{"data": [1]}]}), json!([{"data": [1], "label": "x"}]), json!([{"data": [2]}])),
        ];
        for (expected, right, wrong) in cases {
            assert!(matches(&expected, &right), "{expected} {right}");
            assert!(!matches(&expected, &wrong), "{expected} {wrong}");
        }
        assert!(matches(&json!({"$any": true}), &json!([])));
    }
}
