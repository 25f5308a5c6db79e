//! The schemas of bodies and answers, read from `schemas.txt`, which says how it is written.

use serde_json::{Map, Value, json};

use super::notation;

const TEXT: &str = include_str!("schemas.txt");

/// Holds a schema as it is written.
#[derive(Clone, Debug)]
pub(super) struct Schema {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    pub(super) shape: Shape,
}

/// Says what a schema is.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    /// An object with these members.
    Object(Vec<Member>),
    /// Another name of a type.
    Alias(&'static str),
    /// One of several objects, which their `kind` tells apart.
    Tagged(&'static str),
}

/// Holds one line of an object.
#[derive(Clone, Copy, Debug)]
pub(super) enum Member {
    Field(Field),
    /// All fields of another object.
    Fields(&'static str),
    /// All fields of another object, each of which may be missing.
    OptionalFields(&'static str),
}

/// Holds a field of an object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) presence: Presence,
    pub(super) kind: &'static str,
    pub(super) description: &'static str,
}

/// Says whether a field is always there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Presence {
    Required,
    Optional,
}

/// Returns every schema in the order of the text.
pub(super) fn schemas() -> Vec<Schema> {
    TEXT.split("\n\n").filter_map(schema).collect()
}

fn schema(block: &'static str) -> Option<Schema> {
    let mut lines = block.lines().filter(|line| !line.starts_with('#'));
    let first = lines.next()?;
    if let Some((name, kind)) = first.split_once(" = ") {
        let (kind, description) = described(kind);
        let shape = kind.strip_prefix("one of ").map_or(Shape::Alias(kind), Shape::Tagged);
        return Some(Schema { name, description, shape });
    }
    let (name, description) = first.split_once(':')?;
    let members = lines.filter_map(|line| member(line.trim())).collect();
    Some(Schema { name, description: description.trim(), shape: Shape::Object(members) })
}

fn member(line: &'static str) -> Option<Member> {
    if let Some(name) = line.strip_prefix("...partial ") {
        return Some(Member::OptionalFields(name));
    }
    if let Some(name) = line.strip_prefix("...") {
        return Some(Member::Fields(name));
    }
    let (name, rest) = line.split_once(": ")?;
    let (kind, description) = described(rest);
    let (name, presence) = name.strip_suffix('?').map_or((name, Presence::Required), |name| (name, Presence::Optional));
    Some(Member::Field(Field { name, presence, kind, description }))
}

fn described(text: &'static str) -> (&'static str, &'static str) {
    text.split_once("; ").unwrap_or((text, ""))
}

/// Returns every schema by name, as JSON Schema.
pub(super) fn to_json() -> Value {
    let schemas = schemas();
    let shown = schemas.iter().map(|schema| (schema.name.to_owned(), json_schema(schema, &schemas)));
    Value::Object(shown.collect())
}

/// Returns whether a body may not be empty: a field of this schema must be there.
pub(super) fn has_required_fields(name: &str) -> bool {
    let all = schemas();
    let named = all.iter().find(|schema| schema.name == name);
    named.is_some_and(|schema| fields(schema, &all).iter().any(|field| field.presence == Presence::Required))
}

fn json_schema(schema: &Schema, all: &[Schema]) -> Value {
    let mut shown = match &schema.shape {
        Shape::Alias(kind) => notation::schema(kind),
        Shape::Tagged(kinds) => tagged(kinds),
        Shape::Object(_) => {
            let fields = fields(schema, all);
            let required = fields.iter().filter(|field| field.presence == Presence::Required);
            let required: Vec<&str> = required.map(|field| field.name).collect();
            let properties = fields.iter().map(|field| (field.name.to_owned(), described_schema(field)));
            let mut object = json!({"type": "object", "properties": properties.collect::<Map<_, _>>()});
            if !required.is_empty() {
                object["required"] = json!(required);
            }
            object
        }
    };
    if !schema.description.is_empty() {
        shown["description"] = json!(schema.description);
    }
    shown
}

/// Returns the fields of an object; one that is named twice is as it was named last.
fn fields(schema: &Schema, all: &[Schema]) -> Vec<Field> {
    let Shape::Object(members) = &schema.shape else { return Vec::new() };
    let of = |name: &str| all.iter().find(|schema| schema.name == name).map(|schema| fields(schema, all));
    let mut found: Vec<Field> = Vec::new();
    for member in members {
        let added = match member {
            Member::Field(field) => vec![*field],
            Member::Fields(name) => of(name).unwrap_or_default(),
            Member::OptionalFields(name) => {
                let fields = of(name).unwrap_or_default().into_iter();
                fields.map(|field| Field { presence: Presence::Optional, ..field }).collect()
            }
        };
        for field in added {
            match found.iter_mut().find(|known| known.name == field.name) {
                Some(known) => *known = field,
                None => found.push(field),
            }
        }
    }
    found
}

fn described_schema(field: &Field) -> Value {
    let mut schema = notation::schema(field.kind);
    if !field.description.is_empty() {
        schema["description"] = json!(field.description);
    }
    schema
}

fn tagged(kinds: &str) -> Value {
    let reference = |name: &str| format!("#/components/schemas/{name}");
    let members: Vec<Value> = kinds.split(" | ").map(|name| json!({"$ref": reference(name)})).collect();
    let mapping: Map<String, Value> =
        kinds.split(" | ").map(|name| (name.to_owned(), reference(name).into())).collect();
    json!({"oneOf": members, "discriminator": {"propertyName": "kind", "mapping": mapping}})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_text_is_read() {
        let lines = TEXT.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count();
        let read = schemas().into_iter().map(|schema| match schema.shape {
            Shape::Object(members) => 1 + members.len(),
            Shape::Alias(_) | Shape::Tagged(_) => 1,
        });
        assert_eq!(read.sum::<usize>(), lines);
    }

    #[test]
    fn fields_of_another_object_may_be_changed() {
        let insight = &to_json()["Insight"];
        let required: Vec<_> = insight["required"].as_array().into_iter().flatten().collect();
        assert!(required.contains(&&json!("id")), "{required:?}");
        assert!(!required.contains(&&json!("created_by")), "a shared view may leave it out");
        assert!(insight["properties"]["created_by"].is_object());
        assert_eq!(to_json()["ElementWrite"]["required"], Value::Null);
    }
}
