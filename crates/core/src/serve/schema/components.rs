//! The schemas that operations name.

use serde_json::{Map, Value, json};

/// Returns every schema by name.
pub(super) fn schemas() -> Value {
    let mut schemas = Map::new();
    let mut put = |name: &str, schema: Value| schemas.insert(name.to_owned(), schema);
    put("Anything", json!({}));
    put("Error", error());
    put("User", user());
    put("Insight", insight());
    put("InsightWrite", insight_write());
    put("Insights", list("Insight"));
    put("Suggestions", json!({"type": "array", "items": {"type": "object"}}));
    put("Names", json!({"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}}));
    for name in ["Insight", "Dashboard", "Element"] {
        put(&format!("{name}Page"), page(name));
    }
    put("Dashboard", object(&[("id", "integer"), ("name", "string?"), ("tiles", "array"), ("filters", "object")]));
    put("DashboardWrite", object(&[("name", "string?"), ("description", "string?"), ("filters", "object?")]));
    put("Element", element());
    put("Place", object(&[("id", "integer"), ("name", "string"), ("api_token", "string"), ("timezone", "string")]));
    put(
        "ActivityPage",
        object(&[("results", "array"), ("next", "string?"), ("previous", "string?"), ("total_count", "integer")]),
    );
    put("InsightIds", ids("insight_ids"));
    put("Ids", ids("ids"));
    put(
        "ClientQueryId",
        json!({
            "type": "object", "required": ["client_query_id"], "properties": {"client_query_id": {"type": "string"}},
        }),
    );
    put("LegacyFilters", json!({"type": "object", "additionalProperties": true}));
    put(
        "LegacyResult",
        object(&[
            ("result", "any"),
            ("timezone", "string"),
            ("is_cached", "boolean"),
            ("last_refresh", "string?"),
            ("next", "string?"),
        ]),
    );
    put(
        "SharingConfiguration",
        object(&[
            ("created_at", "string?"),
            ("enabled", "boolean"),
            ("access_token", "string"),
            ("settings", "object?"),
            ("password_required", "boolean"),
            ("share_passwords", "array"),
            ("user_access_level", "string"),
        ]),
    );
    put("SharingWrite", object(&[("enabled", "boolean"), ("settings", "object?"), ("password_required", "boolean")]));
    put("PasswordWrite", object(&[("raw_password", "string?"), ("note", "string?")]));
    put(
        "AccessControlWrite",
        json!({
            "type": "object",
            "required": ["access_level"],
            "properties": {
                "access_level": {"type": ["string", "null"], "enum": ["none", "viewer", "editor", "manager", null]},
                "organization_member": {"type": ["string", "null"]},
                "role": {"type": ["string", "null"]},
            },
        }),
    );
    put(
        "QueryWrite",
        json!({
            "type": "object",
            "required": ["query"],
            "properties": {
                "query": {"type": "object"},
                "refresh": {"type": ["string", "boolean", "null"]},
                "client_query_id": {"type": ["string", "null"]},
                "async": {"type": "boolean"},
            },
        }),
    );
    put(
        "QueryResponse",
        object(&[
            ("results", "any"),
            ("is_cached", "boolean"),
            ("last_refresh", "string?"),
            ("cache_key", "string"),
            ("timezone", "string"),
        ]),
    );
    put("QueryStatusResponse", object(&[("query_status", "object")]));
    Value::Object(schemas)
}

/// Returns an object whose fields have these types; `?` means or null.
fn object(fields: &[(&str, &str)]) -> Value {
    let typed = fields.iter().map(|(name, kind)| {
        let schema = match (kind.strip_suffix('?'), *kind) {
            (_, "any") => json!({}),
            (Some(kind), _) => json!({"type": [kind, "null"]}),
            (None, kind) => json!({"type": kind}),
        };
        ((*name).to_owned(), schema)
    });
    json!({"type": "object", "properties": typed.collect::<Map<_, _>>()})
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn list(name: &str) -> Value {
    json!({"type": "array", "items": reference(name)})
}

fn page(name: &str) -> Value {
    let mut page = object(&[("count", "integer"), ("next", "string?"), ("previous", "string?")]);
    page["properties"]["results"] = list(name);
    page["required"] = json!(["count", "results"]);
    page
}

fn ids(name: &str) -> Value {
    json!({
        "type": "object",
        "required": [name],
        "properties": {name: {"type": "array", "items": {"type": "integer"}, "minItems": 1}},
    })
}

fn error() -> Value {
    let mut error = object(&[("type", "string"), ("code", "string"), ("detail", "string"), ("attr", "string?")]);
    error["required"] = json!(["type", "code", "detail", "attr"]);
    error
}

fn user() -> Value {
    object(&[
        ("id", "integer"),
        ("uuid", "string"),
        ("distinct_id", "string?"),
        ("first_name", "string"),
        ("last_name", "string"),
        ("email", "string"),
        ("is_email_verified", "boolean?"),
        ("hedgehog_config", "object?"),
        ("role_at_organization", "string?"),
    ])
}

fn insight() -> Value {
    let mut insight = object(&[
        ("id", "integer"),
        ("short_id", "string"),
        ("name", "string?"),
        ("derived_name", "string?"),
        ("filters", "object"),
        ("query", "object?"),
        ("order", "integer?"),
        ("deleted", "boolean"),
        ("dashboards", "array"),
        ("dashboard_tiles", "array"),
        ("last_refresh", "string?"),
        ("cache_target_age", "string?"),
        ("next_allowed_client_refresh", "string?"),
        ("result", "any"),
        ("hasMore", "boolean?"),
        ("columns", "array?"),
        ("created_at", "string"),
        ("description", "string?"),
        ("updated_at", "string"),
        ("tags", "array"),
        ("favorited", "boolean"),
        ("saved", "boolean"),
        ("refreshing", "boolean"),
        ("last_modified_at", "string"),
        ("is_sample", "boolean"),
        ("effective_restriction_level", "integer"),
        ("effective_privilege_level", "integer"),
        ("user_access_level", "string?"),
        ("timezone", "string?"),
        ("is_cached", "boolean"),
        ("query_status", "object?"),
        ("hogql", "string?"),
        ("types", "array?"),
        ("resolved_date_range", "object?"),
        ("alerts", "array"),
        ("last_viewed_at", "string?"),
        ("filters_hash", "string?"),
    ]);
    for name in ["created_by", "last_modified_by"] {
        insight["properties"][name] = json!({"oneOf": [reference("User"), {"type": "null"}]});
    }
    insight
}

fn insight_write() -> Value {
    let mut insight = object(&[
        ("description", "string?"),
        ("query", "object?"),
        ("filters", "object?"),
        ("order", "integer?"),
        ("deleted", "boolean"),
        ("favorited", "boolean"),
        ("saved", "boolean"),
    ]);
    for name in ["name", "derived_name"] {
        insight["properties"][name] = json!({"type": ["string", "null"], "maxLength": 400});
    }
    insight["properties"]["dashboards"] = json!({"type": ["array", "null"], "items": {"type": "integer"}});
    insight["properties"]["tags"] = json!({"type": ["array", "null"], "items": {"type": "string"}});
    insight
}

fn element() -> Value {
    let mut element = object(&[
        ("nth_child", "integer?"),
        ("nth_of_type", "integer?"),
        ("attributes", "object?"),
        ("order", "integer?"),
    ]);
    for (name, longest) in [("text", 10_000), ("href", 10_000), ("attr_id", 10_000), ("tag_name", 1_000)] {
        element["properties"][name] = json!({"type": ["string", "null"], "maxLength": longest});
    }
    let class = json!({"type": "string", "maxLength": 200});
    element["properties"]["attr_class"] = json!({"type": ["array", "null"], "items": class});
    element
}
