//! `/api/schema`: the API described as OpenAPI 3.1, from the same table that a test holds against the routes.

mod components;
mod operations;

use serde_json::{Map, Value, json};

use self::operations::{Operation, operations};
use super::exchange::{self, Exchange};
use crate::error::Error;
use crate::platform::{Platform, Response};

/// Answers with the document; the only one that caches may keep, for it holds nobody's data.
pub(crate) fn respond<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let document = document(&exchange.request.origin);
    Ok(exchange::json(200, &document)?.with_header("cache-control", "public, max-age=300"))
}

/// Returns the OpenAPI document of the server at `origin`.
fn document(origin: &str) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for operation in operations() {
        for (kind, name) in [("projects", "project_id"), ("environments", "environment_id")] {
            let rest = operation.path.trim_end_matches('/');
            let path = format!("/api/{kind}/{{{name}}}{rest}/");
            let entry = paths.entry(path).or_insert_with(|| json!({}));
            entry[operation.method.to_lowercase()] = described(&operation, kind, name);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Oriel",
            "version": "1",
            "description": "Insights: what they ask, what they answer, and how they are shared.",
        },
        "servers": [{"url": origin}],
        "security": [{"PersonalAPIKeyAuth": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "PersonalAPIKeyAuth": {"type": "http", "scheme": "bearer", "description": "A personal API key."},
            },
            "schemas": components::schemas(),
        },
    })
}

fn described(operation: &Operation, kind: &str, place: &str) -> Value {
    let mut parameters = vec![parameter(place, "path", "string", "The id, or `@current`.")];
    for name in ["id", "second"] {
        if operation.path.contains(&format!("{{{name}}}")) {
            parameters.push(parameter(name, "path", "string", "An id."));
        }
    }
    for written in &operation.parameters {
        let (name, kind) = written.split_once(':').unwrap_or((written, "string"));
        parameters.push(parameter(name, "query", kind, ""));
    }
    let mut responses = Map::new();
    responses.insert(operation.success.to_owned(), success(operation));
    for refusal in operation.refusals() {
        let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}});
        responses.insert(refusal.0.to_string(), json!({"description": refusal.1, "content": content}));
    }
    let mut described = json!({
        "operationId": format!("{kind}_{}", operation.id),
        "summary": operation.summary,
        "tags": [operation.path.split('/').nth(1).filter(|tag| !tag.is_empty()).unwrap_or("places")],
        "parameters": parameters,
        "responses": responses,
    });
    if let Some(body) = operation.body {
        let schema = json!({"$ref": format!("#/components/schemas/{body}")});
        described["requestBody"] = json!({"content": {"application/json": {"schema": schema}}});
    }
    if let Some(scope) = operation.scope {
        described["x-required-scope"] = json!(scope);
    }
    described
}

fn success(operation: &Operation) -> Value {
    match operation.answer {
        None => json!({"description": "Done; there is no body."}),
        Some(answer) => {
            let schema = json!({"$ref": format!("#/components/schemas/{answer}")});
            json!({"description": operation.summary, "content": {"application/json": {"schema": schema}}})
        }
    }
}

fn parameter(name: &str, place: &str, kind: &str, description: &str) -> Value {
    let schema = match kind.split_once('=') {
        Some((kind, allowed)) => json!({"type": kind, "enum": allowed.split('|').collect::<Vec<_>>()}),
        None => json!({"type": kind}),
    };
    let mut parameter = json!({"name": name, "in": place, "required": place == "path", "schema": schema});
    if !description.is_empty() {
        parameter["description"] = json!(description);
    }
    parameter
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::endpoints;

    #[test]
    fn every_endpoint_is_described_and_nothing_else() {
        for path in endpoints() {
            assert!(operations().any(|operation| operation.path == path), "{path} is not described");
        }
        for operation in operations() {
            assert!(endpoints().any(|path| path == operation.path), "{} is not there", operation.path);
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document("https://oriel.example");
        let text = document.to_string();
        for rest in text.split("#/components/schemas/").skip(1) {
            let name = rest.split('"').next().unwrap_or_default();
            assert!(document["components"]["schemas"][name].is_object(), "no schema {name}");
        }
    }

    #[test]
    fn operations_have_names_of_their_own() {
        let mut names: Vec<_> = operations().map(|operation| operation.id).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), operations().count());
    }
}
