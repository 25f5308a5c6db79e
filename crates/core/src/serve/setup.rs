//! `POST /_oriel/setup`: a first user with a project, keys and four insights over the demo events.

use serde_json::{Value, json};

use super::auth::{Level, hashed_key};
use super::exchange::{self, Exchange, uuid};
use super::stored::insights::{self, New};
use super::stored::setup::{self, NewEnvironment, NewKey, NewUser};
use super::stored::sharing::{self, Place, Subject};
use crate::error::Error;
use crate::platform::{Platform, Response, Sql};

/// Answers with the keys of a new project; the only time that they are shown.
pub(crate) async fn respond<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let body = exchange.body()?;
    let given = |name: &str, default: &str| {
        body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).unwrap_or(default).to_owned()
    };
    let (email, project_name) = (given("email", "you@oriel.local"), given("project", "Demo"));
    let (request, sql) = (exchange.request, exchange.platform.sql());
    let organization = uuid(request);
    sql.execute(setup::own_organization(&organization, &given("organization", "Oriel"))).await?;
    let project_token = format!("phc_{}", request.entropy.alphanumeric(43));
    let environment =
        NewEnvironment { name: &project_name, uuid: uuid(request), api_token: &project_token, at: exchange.now() };
    let environment = setup::project(sql, &organization, environment).await?;
    let user = NewUser {
        uuid: uuid(request),
        distinct_id: request.entropy.alphanumeric(32),
        email: &email,
        first_name: &given("first_name", ""),
    };
    let user = setup::user(sql, user).await?;
    let key = format!("phx_{}", request.entropy.alphanumeric(43));
    let new_key = NewKey {
        id: request.entropy.alphanumeric(16),
        user,
        label: "First key",
        secure_value: hashed_key(&key),
        scopes: json!(["*"]),
        environments: json!([]),
        organizations: json!([]),
        at: exchange.now(),
    };
    sql.batch(vec![
        setup::membership(uuid(request), &organization, user, Level::Owner),
        setup::current_environment(user, Some(environment.0)),
        setup::key(new_key),
    ])
    .await?;
    let insights = demo_insights(exchange, environment.0, user).await?;
    let shared_token = match insights.first() {
        Some(first) => Some(share(exchange, environment.0, first.id).await?),
        None => None,
    };
    let shown: Vec<Value> = insights
        .iter()
        .map(|insight| json!({"id": insight.id, "short_id": insight.short_id, "name": insight.name}))
        .collect();
    exchange::json(
        201,
        &json!({
            "key": key,
            "project": environment.0,
            "project_token": project_token,
            "shared_link_token": shared_token,
            "shared_link": shared_token.as_ref().map(|token| exchange.address(&format!("/shared/{token}"))),
            "user": user,
            "organization": organization,
            "insights": shown,
        }),
    )
}

struct Demo {
    id: i64,
    short_id: String,
    name: &'static str,
}

async fn demo_insights<P: Platform>(
    exchange: &Exchange<'_, P>,
    environment: i64,
    user: i64,
) -> Result<Vec<Demo>, Error> {
    let mut made = Vec::new();
    for (order, (name, description, source)) in demo_queries().into_iter().enumerate() {
        let short_id = exchange.request.entropy.alphanumeric(8);
        let mut statement = insights::insert(New {
            short_id: &short_id,
            project: environment,
            environment,
            name: Some(name.to_owned()),
            derived_name: None,
            description: Some(description.to_owned()),
            filters: json!({}),
            query: Some(json!({"kind": "InsightVizNode", "source": source})),
            order: Some(order as i64),
            deleted: false,
            favorited: false,
            saved: true,
            creator: Some(user),
            at: exchange.now(),
        });
        statement.text.to_mut().push_str(" RETURNING id");
        let id = setup::returned(exchange.platform.sql(), statement).await?;
        made.push(Demo { id, short_id, name });
    }
    Ok(made)
}

/// Returns name, description and query of each insight over the history of a Git repository.
fn demo_queries() -> [(&'static str, &'static str, Value); 4] {
    let commits = |math: &str| json!([{"kind": "EventsNode", "event": "commit", "name": "commit", "math": math}]);
    let trends = |series: Value, more: Value| {
        // All of the demo events, and no empty weeks after them.
        let range = json!({"date_from": "2023-07-01", "date_to": "2026-07-01"});
        let mut query = json!({"kind": "TrendsQuery", "series": series, "dateRange": range});
        if let (Some(query), Some(more)) = (query.as_object_mut(), more.as_object()) {
            query.extend(more.clone());
        }
        query
    };
    [
        (
            "Commits per week by kind",
            "How many commits came in each week, by the kind that their first line names.",
            trends(
                commits("total"),
                json!({
                    "interval": "week",
                    "trendsFilter": {"display": "ActionsBar"},
                    "breakdownFilter": {
                        "breakdown": "kind",
                        "breakdown_type": "event",
                        // A kind of commit is called "other" already.
                        "breakdown_limit": 8,
                        "breakdown_hide_other_aggregation": true,
                    },
                }),
            ),
        ),
        (
            "Authors per week",
            "How many different people committed in each week.",
            trends(commits("dau"), json!({"interval": "week"})),
        ),
        (
            "Files changed by directory",
            "Which directories the changed files are in.",
            trends(
                json!([{"kind": "EventsNode", "event": "file changed", "name": "file changed", "math": "total"}]),
                json!({
                    "interval": "month",
                    "trendsFilter": {"display": "ActionsBarValue"},
                    "breakdownFilter": {"breakdown": "dir", "breakdown_type": "event"},
                }),
            ),
        ),
        (
            "All commits",
            "How many commits there are.",
            trends(commits("total"), json!({"trendsFilter": {"display": "BoldNumber"}})),
        ),
    ]
}

async fn share<P: Platform>(exchange: &Exchange<'_, P>, environment: i64, insight: i64) -> Result<String, Error> {
    let token = super::sharing::new_token(exchange);
    let new = sharing::New {
        project: environment,
        place: Place { subject: Subject::Insight(insight), environment },
        enabled: true,
        token: &token,
        settings: None,
        password_required: false,
        at: exchange.now(),
    };
    exchange.platform.sql().execute(sharing::insert(&new)).await?;
    Ok(token)
}
