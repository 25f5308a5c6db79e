//! The notation in which types are written in `schemas.txt` and `parameters.tsv`, as JSON Schema.

use serde_json::{Map, Value, json};

/// The largest number up to which a double holds every whole one: what JSON's readers and D1 keep exactly.
const MOST_EXACT: i64 = 1 << 53;

/// An origin, or one whose first label is `*`: what [`crate::share::audience`] reads.
const ORIGIN: &str = concat!(
    r"^https?://(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*",
    r"(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?$",
);

/// Returns the JSON Schema that a written type means: `string(..400)?`, `integer[](1..)`, `"a" | "b"`, `User | null`.
///
/// A word that is no type is the name of a schema.
pub(super) fn schema(written: &str) -> Value {
    let members: Vec<&str> = written.split(" | ").map(str::trim).collect();
    let named: Vec<Value> = members.iter().filter(|member| **member != "null").map(|member| one(member)).collect();
    let is_null_allowed = named.len() < members.len();
    let union = match named.as_slice() {
        [] => return json!({"type": "null"}),
        [only] => only.clone(),
        several => union(several),
    };
    if is_null_allowed { or_null(union) } else { union }
}

/// Returns the schema of a type without alternatives.
fn one(written: &str) -> Value {
    if let Some(inner) = written.strip_suffix('?') {
        return or_null(one(inner));
    }
    if let Some((inner, range)) = written.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        return within(one(inner), range);
    }
    if let Some(inner) = written.strip_suffix("[]") {
        return json!({"type": "array", "items": one(inner)});
    }
    if let Some(text) = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return json!({"type": "string", "enum": [text]});
    }
    if let Ok(number) = written.parse::<i64>() {
        return json!({"type": "integer", "enum": [number]});
    }
    match written {
        "any" => json!({}),
        "string" | "integer" | "number" | "boolean" | "object" => json!({"type": written}),
        "int32" => json!({"type": "integer", "format": "int32", "minimum": i32::MIN, "maximum": i32::MAX}),
        "time" => json!({"type": "string", "format": "date-time"}),
        "url" => json!({"type": "string", "format": "uri"}),
        "uuid" | "email" => json!({"type": "string", "format": written}),
        "cursor" => json!({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+){2}$"}),
        "origin" => json!({"type": "string", "pattern": ORIGIN}),
        "id" => json!({"type": "integer", "minimum": -MOST_EXACT, "maximum": MOST_EXACT}),
        name => json!({"$ref": format!("#/components/schemas/{name}")}),
    }
}

/// Returns the schema of one of several; values of one type are listed, plain types named together.
fn union(members: &[Value]) -> Value {
    let kinds: Vec<&Value> = members.iter().filter_map(|member| member.get("type")).collect();
    let values: Vec<&Value> = members.iter().filter_map(|member| member.get("enum")?.get(0)).collect();
    let is_plain = members.iter().all(|member| member.as_object().is_some_and(|member| member.len() == 1));
    match kinds.first() {
        Some(kind) if values.len() == members.len() && kinds.iter().all(|other| other == kind) => {
            json!({"type": kind, "enum": values})
        }
        Some(_) if is_plain && kinds.len() == members.len() => json!({"type": kinds}),
        _ => json!({"anyOf": members}),
    }
}

fn or_null(mut schema: Value) -> Value {
    let Some(object) = schema.as_object_mut().filter(|object| !object.is_empty()) else { return schema };
    if let Some(Value::Array(values)) = object.get_mut("enum") {
        values.push(Value::Null);
    }
    match object.get_mut("type") {
        Some(Value::Array(kinds)) => kinds.push("null".into()),
        Some(kind) => *kind = json!([kind, "null"]),
        None => match object.get_mut("anyOf") {
            Some(Value::Array(members)) => members.push(json!({"type": "null"})),
            _ => return json!({"anyOf": [schema, {"type": "null"}]}),
        },
    }
    schema
}

/// Returns a schema with bounds: of a number, of a text's length, of a list's length. `0<..` leaves the bound itself out.
fn within(mut schema: Value, range: &str) -> Value {
    let (least, most) = range.split_once("..").unwrap_or((range, range));
    let (is_open, least) = least.strip_suffix('<').map_or((false, least), |least| (true, least));
    let names = match schema.get("type").and_then(Value::as_str) {
        Some("string") => ["minLength", "maxLength"],
        Some("array") => ["minItems", "maxItems"],
        _ if is_open => ["exclusiveMinimum", "maximum"],
        _ => ["minimum", "maximum"],
    };
    let bounds = [least, most].map(|bound| bound.parse::<i64>().ok());
    let bounds = names.into_iter().zip(bounds).filter_map(|(name, bound)| Some((name.to_owned(), bound?.into())));
    let bounds: Map<String, Value> = bounds.collect();
    if let Some(object) = schema.as_object_mut() {
        object.extend(bounds);
    }
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_type_is_a_json_schema() {
        let cases = [
            ("string", json!({"type": "string"})),
            ("string(..400)?", json!({"type": ["string", "null"], "maxLength": 400})),
            ("integer[](1..9)", json!({"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 9})),
            ("number(0<..1)", json!({"type": "number", "exclusiveMinimum": 0, "maximum": 1})),
            ("\"a\" | \"b\" | null", json!({"type": ["string", "null"], "enum": ["a", "b", null]})),
            ("21 | 37", json!({"type": "integer", "enum": [21, 37]})),
            ("string | integer | null", json!({"type": ["string", "integer", "null"]})),
            ("User?", json!({"anyOf": [{"$ref": "#/components/schemas/User"}, {"type": "null"}]})),
            ("any[]?", json!({"type": ["array", "null"], "items": {}})),
            ("null", json!({"type": "null"})),
            ("any", json!({})),
        ];
        for (written, expected) in cases {
            assert_eq!(schema(written), expected, "{written}");
        }
    }

    #[test]
    fn alternatives_of_different_shapes_stay_apart() {
        let list = json!({"type": "array", "items": {"$ref": "#/components/schemas/Event"}});
        let reference = json!({"$ref": "#/components/schemas/Event"});
        let expected = json!({"anyOf": [reference, list, {"type": "null"}]});
        assert_eq!(schema("Event | Event[] | null"), expected);
    }
}
