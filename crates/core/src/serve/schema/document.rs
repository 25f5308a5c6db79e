//! The API as an OpenAPI 3.1 document.

use serde_json::{Map, Value, json};

use super::notation;
use super::operations::{Access, Answer, Operation, Parameter, Place, operations};
use super::schemas;
use crate::serve::auth::COOKIE;

/// What the document says about itself, and the page at its top.
pub(super) const DESCRIPTION: &str = "Insights: what they ask, what they answer, and how they are shared.";

/// Returns the OpenAPI document of the server at `origin`.
pub(super) fn document(origin: &str) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for operation in operations() {
        for path in Path::all(&operation) {
            let entry = paths.entry(path.text.as_str()).or_insert_with(|| json!({}));
            entry[operation.method.to_lowercase()] = described(&operation, &path);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Oriel", "version": env!("CARGO_PKG_VERSION"), "description": DESCRIPTION},
        "servers": [{"url": origin}],
        "tags": tags(),
        "paths": paths,
        "components": {"securitySchemes": security_schemes(), "schemas": schemas::to_json()},
    })
}

/// Holds one of the paths that an operation has: one below projects and one below environments, or its own.
struct Path {
    text: String,
    id: String,
    parameters: Vec<Value>,
}

impl Path {
    fn all(operation: &Operation) -> Vec<Self> {
        let own = path_parameters(operation.path);
        if operation.place == Place::Root {
            return vec![Self { text: operation.path.to_owned(), id: operation.id.to_owned(), parameters: own }];
        }
        let rest = operation.path.trim_end_matches('/').replace("{second}", "{password_id}");
        let below = |kind: &str, name: &str| {
            let mut parameters = vec![path_parameter(name, "string", "The id, or `@current`.")];
            parameters.extend(own.clone());
            let id = match (kind, operation.id) {
                (kind, "retrieve") => format!("{kind}_retrieve"),
                ("projects", id) => id.to_owned(),
                (kind, id) => format!("{kind}_{id}"),
            };
            Self { text: format!("/api/{kind}/{{{name}}}{rest}/"), id, parameters }
        };
        let mut paths = vec![below("projects", "project_id"), below("environments", "environment_id")];
        if let Some(rest) = operation.path.strip_prefix("/elements") {
            let id = operation.id.replacen("elements", "element", 1);
            paths.push(Self { text: format!("/api/element{rest}/"), id, parameters: own });
        }
        paths
    }
}

fn path_parameters(path: &str) -> Vec<Value> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let parameters = names.map(|name| match (name, path.split('/').nth(1).unwrap_or_default()) {
        ("second", _) => path_parameter("password_id", "integer", "The password's id."),
        ("id", "insights") if path.contains("/sharing") => path_parameter("id", "integer", "The insight's id."),
        ("id", "insights") => path_parameter("id", "string", "The insight's id or short id."),
        ("id", "dashboards" | "elements" | "segments") => path_parameter("id", "integer", "Its number."),
        ("id", "persons") => path_parameter("id", "string", "Any distinct id of the person."),
        ("id", "query") => {
            path_parameter("id", "string", "The query's id: its `client_query_id`, if it was given one.")
        }
        ("access_token", _) => {
            path_parameter("access_token", "string", "The link's token, with .json, .svg or .csv for another form.")
        }
        (name, _) => path_parameter(name, "string", "What it is called."),
    });
    parameters.collect()
}

fn path_parameter(name: &str, kind: &str, description: &str) -> Value {
    let schema = notation::schema(kind);
    json!({"name": name, "in": "path", "required": true, "schema": schema, "description": description})
}

fn described(operation: &Operation, path: &Path) -> Value {
    let mut parameters = path.parameters.clone();
    parameters.extend(operation.parameters.iter().map(parameter));
    let mut described = json!({
        "operationId": path.id,
        "summary": operation.summary,
        "tags": [operation.tag],
        "security": security(operation.access),
        "parameters": parameters,
        "responses": responses(&operation.answers),
    });
    if let Some(body) = operation.body {
        let schema = notation::schema(body);
        let required = schemas::has_required_fields(body);
        described["requestBody"] = json!({"required": required, "content": {"application/json": {"schema": schema}}});
    }
    described
}

fn parameter(parameter: &Parameter) -> Value {
    // What is JSON text has a type of its own.
    if let Some(kind) = parameter.kind.strip_prefix("json ") {
        return json!({
            "name": parameter.name,
            "in": "query",
            "required": parameter.is_required,
            "content": {"application/json": {"schema": notation::schema(kind)}},
            "description": parameter.description,
        });
    }
    let mut schema = notation::schema(parameter.kind);
    if let Some(default) = parameter.default {
        schema["default"] = serde_json::from_str(default).unwrap_or_else(|_| json!(default));
    }
    json!({
        "name": parameter.name,
        "in": "query",
        "required": parameter.is_required,
        "schema": schema,
        "description": parameter.description,
    })
}

/// Returns what an operation answers, by status; the forms of one status stand beside each other.
fn responses(answers: &[Answer]) -> Value {
    let mut responses = Map::new();
    for answer in answers {
        let entry = responses.entry(answer.status).or_insert_with(|| json!({"description": meaning(answer.status)}));
        if let Some(name) = answer.schema {
            let (media_type, schema) = content(name);
            entry["content"][media_type] = json!({"schema": schema});
        }
    }
    Value::Object(responses)
}

/// Returns the media type and the schema of a body; those that are no JSON have names of their own.
fn content(name: &str) -> (&'static str, Value) {
    let text = json!({"type": "string"});
    match name {
        "Bytes" => ("application/octet-stream", json!({"type": "string", "format": "binary"})),
        "Csv" => ("text/csv", text),
        "Lines" => ("application/x-ndjson", text),
        "Page" => ("text/html", text),
        "Picture" => ("image/svg+xml", text),
        "Png" => ("image/png", json!({"type": "string", "format": "binary"})),
        "Text" => ("text/plain", text),
        name => ("application/json", notation::schema(name)),
    }
}

/// Returns what a status means here.
pub(super) fn meaning(status: &str) -> &'static str {
    match status {
        "201" => "Made.",
        "202" => "Not done yet; the status says how far it is.",
        "204" => "Done; there is no body.",
        "206" => "The range that was asked for.",
        "302" => "A placeholder, while no picture can be painted.",
        "303" => "Done, for a form; the view is there.",
        "304" => "Unchanged.",
        "400" => "Something that was given is not valid.",
        "401" => "The credentials are missing or wrong.",
        "403" => "The caller may not do this.",
        "404" => "It is not there, or not for the caller.",
        "405" => "Not offered.",
        "406" => "There is no such form.",
        "409" => "It contradicts what is there.",
        "413" => "The body is too long.",
        "415" => "The body is no JSON.",
        "416" => "There is no such range.",
        "429" => "The caller asks too often; `Retry-After` says when to ask again.",
        "500" => "The calculation failed.",
        "503" => "Busy; `Retry-After` says when to ask again.",
        _ => "Done.",
    }
}

fn security(access: Access) -> Value {
    let (key, session) = (json!({"PersonalAPIKeyAuth": []}), json!({"SessionAuth": []}));
    match access {
        Access::Scope(scope) => json!([{"PersonalAPIKeyAuth": [scope]}, session]),
        Access::ScopeOrLink(scope) => json!([{"PersonalAPIKeyAuth": [scope]}, session, {"ShareTokenAuth": []}]),
        Access::Session => json!([session]),
        Access::Caller => json!([key, session]),
        Access::Key => json!([key]),
        Access::Public => json!([]),
        Access::Operator => json!([{"AdminSecretAuth": []}]),
    }
}

fn security_schemes() -> Value {
    let bearer = |description: &str| json!({"type": "http", "scheme": "bearer", "description": description});
    json!({
        "PersonalAPIKeyAuth": bearer("A personal API key, `phx_…`, with the scope that the operation names."),
        "SessionAuth": {
            "type": "apiKey", "in": "cookie", "name": COOKIE,
            "description": "A session of the web application; writes must come from its own pages.",
        },
        "ShareTokenAuth": {
            "type": "apiKey", "in": "query", "name": "sharing_access_token",
            "description": "The token of a shared link: reads what the link shows.",
        },
        "AdminSecretAuth": bearer("The secret of who runs this server; without one these paths do not exist."),
    })
}

/// Returns the groups of operations in their order.
pub(super) fn tags() -> Vec<Value> {
    let mut names: Vec<&str> = Vec::new();
    for operation in operations() {
        if !names.contains(&operation.tag) {
            names.push(operation.tag);
        }
    }
    names.into_iter().map(|name| json!({"name": name})).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_leads_somewhere_and_every_schema_is_used() {
        let document = document("https://oriel.example");
        let text = document.to_string();
        let named: Vec<_> =
            text.split("#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        for name in &named {
            assert!(document["components"]["schemas"][name].is_object(), "no schema {name}");
        }
    }

    #[test]
    fn an_operation_has_the_name_that_other_clients_know() {
        let document = document("https://oriel.example");
        let id = |path: &str| document["paths"][path]["get"]["operationId"].clone();
        assert_eq!(id("/api/projects/{project_id}/insights/"), "insights_list");
        assert_eq!(id("/api/environments/{environment_id}/insights/{id}/"), "environments_insights_retrieve");
        assert_eq!(id("/api/projects/{project_id}/"), "projects_retrieve");
    }

    #[test]
    fn forms_of_one_status_stand_beside_each_other() {
        let document = document("https://oriel.example");
        let list = &document["paths"]["/api/projects/{project_id}/insights/"]["get"]["responses"]["200"]["content"];
        let forms: Vec<_> = list.as_object().into_iter().flat_map(Map::keys).collect();
        assert_eq!(forms, ["application/json", "text/csv"]);
    }
}
