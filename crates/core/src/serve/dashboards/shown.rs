//! A dashboard with its tiles, each insight as the dashboard shows it.

use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::insight::access::AccessLevel;
use crate::insight::overrides::on_dashboard;
use crate::platform::{Job, Platform, Response, Sql};
use crate::serve::auth::{Environment, Scene};
use crate::serve::calculation;
use crate::serve::exchange::{self, Exchange};
use crate::serve::insights::calculate::{self, Asker, Opened, Refusals};
use crate::serve::insights::level;
use crate::serve::insights::retrieve;
use crate::serve::insights::shown::{self, Viewer};
use crate::serve::stored::dashboards::Dashboard;
use crate::serve::stored::tiles::{self, PlacedInsight};
use crate::serve::stored::variables;

/// Answers with a dashboard as a member sees it.
pub(crate) async fn respond<P: Platform>(
    exchange: &Exchange<'_, P>,
    scene: &Scene,
    dashboard: &Dashboard,
    status: u16,
) -> Result<Response, Error> {
    let (body, jobs) = full(exchange, &scene.environment, Some(scene), dashboard).await?;
    let response = exchange::json(status, &body)?;
    Ok(Response { jobs, ..response })
}

/// Returns a dashboard with its tiles, and what was queued for them; without a scene as a visitor sees it.
pub(crate) async fn full<P: Platform>(
    exchange: &Exchange<'_, P>,
    environment: &Environment,
    scene: Option<&Scene>,
    dashboard: &Dashboard,
) -> Result<(Map<String, Value>, Vec<Job>), Error> {
    let statements = vec![variables::of_place(environment.id.0), tiles::tiles(dashboard.id)];
    let mut rows = exchange.platform.sql().batch(statements).await?.into_iter();
    let mut next = || rows.next().unwrap_or_default().into_iter();
    let known = next().map(variables::read).collect::<Result<Vec<_>, _>>()?;
    let placed = next().map(tiles::read_placed).collect::<Result<Vec<_>, _>>()?;
    let viewer =
        |placed: &PlacedInsight| scene.map_or(Viewer::Visitor, |scene| Viewer::Member(level(scene, &placed.insight)));
    let query = |placed: &PlacedInsight| {
        // One that cannot be read hides no other.
        let query = shown::query(&placed.insight, &known).unwrap_or_default()?;
        (viewer(placed) != Viewer::Member(AccessLevel::None))
            .then(|| on_dashboard(&query, &placed.filters, &dashboard.filters, &dashboard.variables))
    };
    let queries: Vec<Option<Value>> = placed.iter().map(query).collect();
    let asked = placed.iter().map(|placed| &placed.insight).zip(queries.iter().map(Option::as_ref));
    let asker = match scene {
        Some(_) => Asker::Member(retrieve::mode(exchange)),
        None => Asker::Visitor(Opened::OnPage),
    };
    let mut calculated = calculate::all(exchange, environment, asked.clone(), asker, Refusals::Shown).await?;
    if scene.is_some() {
        calculation::show_what_runs(exchange, environment.id, calculated.iter_mut().flatten()).await;
    }
    let (mut shown_tiles, mut jobs) = (Vec::with_capacity(placed.len()), Vec::new());
    for ((placed, (insight, query)), calculated) in placed.iter().zip(asked).zip(calculated) {
        let viewer = viewer(placed);
        let shown = if viewer == Viewer::Member(AccessLevel::None) {
            json!({"id": insight.id, "short_id": insight.short_id, "user_access_level": "none"})
        } else {
            Value::Object(shown::full(insight, viewer, query, calculated.as_ref()))
        };
        jobs.extend(calculated.and_then(|calculated| calculated.job));
        shown_tiles.push(json!({
            "id": placed.tile, "order": shown_tiles.len(), "layouts": placed.layouts, "color": placed.color, "insight": shown,
        }));
    }
    let mut body = dashboard.shown();
    body.insert("tiles".to_owned(), Value::Array(shown_tiles));
    Ok((body, jobs))
}
