//! The API's own description (`/api/schema/`), and whether what a server answers keeps to it.

use serde_json::Value;

use crate::scenario::{Wire, WireRequest, WireResponse};

/// An OpenAPI document.
#[derive(Clone, Debug)]
pub struct Description(Value);

impl Description {
    /// Returns what a server says of itself.
    ///
    /// # Errors
    /// Says why there is none.
    pub fn of(wire: &mut impl Wire) -> Result<Self, String> {
        let request = WireRequest {
            method: "GET".to_owned(),
            path: "/api/schema/".to_owned(),
            query: String::new(),
            headers: Vec::new(),
            body: Vec::new(),
            now: "2024-03-15T12:00:00Z".to_owned(),
        };
        let response = wire.send(&request)?;
        serde_json::from_str(&response.body).map(Self).map_err(|error| error.to_string())
    }

    /// Returns the described paths.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0["paths"].as_object().into_iter().flatten().map(|(path, _)| path.as_str())
    }

    /// Returns the operation at a described path, null where there is none.
    pub fn operation(&self, path: &str, method: &str) -> &Value {
        &self.0["paths"][path][method.to_lowercase()]
    }

    /// Returns the described path that a request's path is one of; literal parts go before placeholders.
    pub fn path_of(&self, path: &str) -> Option<&str> {
        let parts = |path: &str| path.trim_matches('/').split('/').map(str::to_owned).collect::<Vec<_>>();
        // The format that the last word ends in is no part of the path.
        let plain =
            ["csv", "json"].iter().find_map(|format| path.trim_matches('/').strip_suffix(&format!(".{format}")));
        let is_api = path.starts_with("/api/");
        let given = parts(plain.filter(|_| is_api).unwrap_or(path));
        let is_one = |pattern: &&str| {
            let pattern = parts(pattern);
            let same = |(part, given): (&String, &String)| part.starts_with('{') || part == given;
            pattern.len() == given.len() && pattern.iter().zip(&given).all(same)
        };
        self.paths().filter(is_one).min_by_key(|pattern| pattern.matches('{').count())
    }

    /// Returns how an answer departs from the description, if it does.
    ///
    /// What is not described at all may be refused with 404 only, and a described path's other methods with 405.
    pub fn contradiction(&self, request: &WireRequest, response: &WireResponse) -> Option<String> {
        let method = if request.method == "HEAD" { "GET" } else { &request.method };
        let Some(path) = self.path_of(&request.path) else {
            return (response.status != 404).then(|| format!("{} is not described", request.path));
        };
        let operation = self.operation(path, method);
        if operation.is_null() {
            let is_refused = matches!(response.status, 401 | 403 | 404 | 405) || method == "OPTIONS";
            return (!is_refused).then(|| format!("{method} {path} is not described, and gave {}", response.status));
        }
        let answer = &operation["responses"][response.status.to_string()];
        if answer.is_null() {
            return Some(format!(
                "{method} {path} gave {}, which is not described: {}",
                response.status, response.body
            ));
        }
        self.wrong_body(answer, response).map(|fault| format!("{method} {path} gave {}: {fault}", response.status))
    }

    fn wrong_body(&self, answer: &Value, response: &WireResponse) -> Option<String> {
        let header = response.headers.iter().find(|(name, _)| name == "content-type");
        let media_type = header.map(|(_, value)| value.split(';').next().unwrap_or_default());
        let Some(media_type) = media_type else {
            let wants_none = answer["content"].is_null() || response.body.is_empty();
            return (!wants_none).then(|| "there is no content type".to_owned());
        };
        let schema = &answer["content"][media_type]["schema"];
        if schema.is_null() {
            return Some(format!("{media_type} is not described"));
        }
        if media_type != "application/json" {
            return None;
        }
        match serde_json::from_str(&response.body) {
            Err(error) => Some(format!("the body is no JSON: {error}")),
            Ok(body) => self.fault(schema, &body).map(|(at, fault)| format!("{at}: {fault}")),
        }
    }

    /// Returns where a value departs from a schema and how, if it does.
    ///
    /// Of JSON Schema this knows what the document uses.
    pub fn fault(&self, schema: &Value, value: &Value) -> Option<(String, String)> {
        let fail = |fault: String| Some((String::new(), fault));
        if let Some(name) = schema["$ref"].as_str() {
            let pointer = name.trim_start_matches('#');
            return match self.0.pointer(pointer) {
                None => fail(format!("{name} leads nowhere")),
                Some(target) => self.fault(target, value),
            };
        }
        for (name, members) in [("anyOf", &schema["anyOf"]), ("oneOf", &schema["oneOf"])] {
            let mut faults = members.as_array().into_iter().flatten().map(|member| self.fault(member, value));
            if members.is_array() && faults.all(|fault| fault.is_some()) {
                return fail(format!("{} is none of {name}", shortened(value)));
            }
        }
        if !kinds(schema).is_none_or(|kinds| kinds.iter().any(|kind| is_of_kind(value, kind))) {
            return fail(format!("{} is no {}", shortened(value), schema["type"]));
        }
        if schema["enum"].as_array().is_some_and(|allowed| !allowed.contains(value)) {
            return fail(format!("{} is none of {}", shortened(value), schema["enum"]));
        }
        if let Some(text) = value.as_str()
            && !keeps_to_format(text, &schema["format"])
        {
            return fail(format!("{text} is no {}", schema["format"]));
        }
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if value.is_object() && value.get(name).is_none() {
                return fail(format!("{name} is missing"));
            }
        }
        let fields = value.as_object().into_iter().flatten().filter_map(|(name, field)| {
            let fault = self.fault(schema["properties"].get(name)?, field);
            fault.map(|(at, fault)| (format!(".{name}{at}"), fault))
        });
        let items = value.as_array().into_iter().flatten().enumerate().filter_map(|(index, item)| {
            let fault = self.fault(schema.get("items")?, item);
            fault.map(|(at, fault)| (format!(".{index}{at}"), fault))
        });
        fields.chain(items).next()
    }
}

fn kinds(schema: &Value) -> Option<Vec<&str>> {
    match schema.get("type")? {
        Value::String(kind) => Some(vec![kind]),
        Value::Array(kinds) => Some(kinds.iter().filter_map(Value::as_str).collect()),
        _ => None,
    }
}

fn is_of_kind(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        _ => false,
    }
}

fn keeps_to_format(text: &str, format: &Value) -> bool {
    match format.as_str() {
        Some("date-time") => oriel::time::Timestamp::parse(text).is_ok() && text.contains('T'),
        Some("uuid") => text.len() == 36 && text.split('-').map(str::len).eq([8, 4, 4, 4, 12]),
        Some("uri") => text.contains("://"),
        Some("email") => text.contains('@'),
        _ => true,
    }
}

fn shortened(value: &Value) -> String {
    value.to_string().chars().take(120).collect()
}

/// A wire that notes what contradicts the description of the server at its other end.
#[derive(Debug)]
pub struct Watched<W> {
    wire: W,
    description: Description,
    /// How many answers were held against the description.
    pub answers: usize,
    /// What was answered otherwise than described.
    pub contradictions: Vec<String>,
}

impl<W: Wire> Watched<W> {
    /// Returns a wire to a server that describes itself.
    ///
    /// # Errors
    /// Says why there is no description.
    pub fn new(mut wire: W) -> Result<Self, String> {
        let description = Description::of(&mut wire)?;
        Ok(Self { wire, description, answers: 0, contradictions: Vec::new() })
    }
}

impl<W: Wire> Wire for Watched<W> {
    fn send(&mut self, request: &WireRequest) -> Result<WireResponse, String> {
        let response = self.wire.send(request)?;
        if !request.path.starts_with("/_oriel/test") {
            self.answers += 1;
            self.contradictions.extend(self.description.contradiction(request, &response));
        }
        Ok(response)
    }

    fn origin(&self) -> String {
        self.wire.origin()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_departure_from_the_schema_is_found_where_it_is() {
        let user = json!({"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}});
        let description = Description(json!({"components": {"schemas": {"User": user}}}));
        let list =
            json!({"type": "array", "items": {"anyOf": [{"$ref": "#/components/schemas/User"}, {"type": "null"}]}});
        let fault = |value: Value| description.fault(&list, &value).map(|(at, _)| at);
        assert_eq!(fault(json!([{"id": 1, "more": true}, null])), None);
        assert_eq!(fault(json!([null, {}])).as_deref(), Some(".1"));
        assert_eq!(fault(json!([{"id": 1.5}])).as_deref(), Some(".0"));
        assert_eq!(fault(json!({})).as_deref(), Some(""));
        let moment = json!({"type": ["string", "null"], "format": "date-time"});
        assert!(description.fault(&moment, &json!("yesterday")).is_some());
        assert!(description.fault(&moment, &json!("2024-03-15T12:00:00Z")).is_none());
    }
}
