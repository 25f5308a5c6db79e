//! `POST …/insights` (spec/api 1.3).

use serde_json::{Value, json};

use super::calculate::{self, Asker};
use super::given::Given;
use super::{tiles, visitor};
use crate::error::Error;
use crate::insight::access::AccessLevel;
use crate::insight::refresh::Mode;
use crate::platform::{Platform, Response, Sql, Statement};
use crate::serve::auth::{self, Scene, Scope};
use crate::serve::exchange::{self, Exchange};
use crate::serve::fields::Field;
use crate::serve::insights::shown::{self, Viewer};
use crate::serve::sharing::links;
use crate::serve::stored::activity::{self, Entry, Item};
use crate::serve::stored::sharing::{self, Subject};
use crate::serve::stored::tiles::{self as stored_tiles, TileOf};
use crate::serve::stored::{insights, variables, views};

/// Stores a new insight and answers with it.
pub(crate) async fn respond<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    visitor::link(exchange).await?;
    let scene = auth::enter(exchange, Scope::Write("insight")).await?;
    let given = Given::read(&exchange.body()?)?;
    given.check_filters(&scene)?;
    let targets = tiles::find(exchange, &scene, given.dashboards.as_deref().unwrap_or_default()).await?;
    tiles::check_editable(&scene, &targets, tiles::ADD)?;

    let short_id = exchange.request.entropy.alphanumeric(8);
    let environment = scene.environment.id.0;
    let mut statements = vec![insert(exchange, &scene, &given, &short_id)];
    statements.push(insights::set_tags(environment, &short_id, given.tags.as_deref().unwrap_or_default()));
    let tile = TileOf::ShortId { environment, short_id: &short_id };
    statements.extend(targets.iter().map(|target| stored_tiles::put_tile(target.id, tile)));
    statements.push(views::insert_made(environment, &short_id, scene.user.id, exchange.now()));
    statements.extend(logged(exchange, &scene, &given, &short_id));
    statements.extend(targets.iter().map(|target| sharing::tokens(Subject::Dashboard(target.id))));
    statements.push(variables::of_place(environment));
    statements.push(insights::by_short_id(environment, &short_id));
    let mut rows = exchange.platform.sql().batch(statements).await?;

    let row = rows.pop().and_then(|rows| rows.into_iter().next());
    let insight = insights::read(row.ok_or_else(|| Error::internal("the new insight is not there"))?)?;
    let known = rows.pop().unwrap_or_default().into_iter().map(variables::read).collect::<Result<Vec<_>, _>>()?;
    for tokens in rows.split_off(rows.len().saturating_sub(targets.len())) {
        links::forget_all(exchange.platform, tokens).await?;
    }
    let query = shown::query(&insight, &known)?;
    let asker = Asker::Member(Mode::ForceCache);
    let calculated = calculate::one(exchange, &scene.environment, &insight, query.as_ref(), asker).await?;
    let viewer = Viewer::Member(AccessLevel::max(AccessLevel::Editor, super::level(&scene, &insight)));
    exchange::json(201, &shown::full(&insight, viewer, query.as_ref(), calculated.as_ref()))
}

fn insert<P: Platform>(exchange: &Exchange<'_, P>, scene: &Scene, given: &Given, short_id: &str) -> Statement {
    let filters = match (&given.filters, &given.query) {
        (Field::Given(filters), _) => Value::Object(filters.clone()),
        (_, Field::Given(_)) => json!({}),
        _ => json!({"insight": "TRENDS"}),
    };
    insights::insert(insights::New {
        short_id,
        project: scene.environment.project,
        environment: scene.environment.id.0,
        name: given.name.clone().given(),
        derived_name: given.derived_name.clone().given(),
        description: given.description.clone().given(),
        filters,
        query: given.query.clone().given(),
        order: given.order.clone().given(),
        deleted: given.deleted.unwrap_or(false),
        favorited: given.favorited.unwrap_or(false),
        saved: given.saved.unwrap_or(true),
        creator: Some(scene.user.id),
        at: exchange.now(),
    })
}

/// Logs the creation of what has a name (spec/api 10.2).
fn logged<P: Platform>(exchange: &Exchange<'_, P>, scene: &Scene, given: &Given, short_id: &str) -> Option<Statement> {
    let names = [&given.name, &given.derived_name].into_iter().cloned().filter_map(Field::given);
    let name = names.into_iter().find(|name| !name.is_empty())?;
    Some(activity::insert(Entry {
        id: exchange::uuid(exchange.request),
        project: scene.environment.project,
        user: Some(scene.user.id),
        activity: "created",
        scope: "Insight",
        item: Item::ShortId { environment: scene.environment.id.0, short_id },
        detail: json!({"changes": null, "trigger": null, "type": null, "name": name, "short_id": short_id}),
        at: exchange.now(),
    }))
}
