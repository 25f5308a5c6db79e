//! `GET …/insights` (spec/api 1.2).

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::calculate::{self, Asker, Refusals};
use super::shown::{self, Viewer};
use super::{filters, level, retrieve, visitor};
use crate::error::Error;
use crate::export::csv_of_response;
use crate::insight::overrides::Variable;
use crate::insight::record::Insight;
use crate::insight::refresh::Mode;
use crate::insight::search::{MatchType, Search, Texts};
use crate::platform::{Platform, Response, Sql};
use crate::serve::auth::{self, Environment, Scene, Scope};
use crate::serve::calculation::{self, Calculated};
use crate::serve::exchange::{self, Exchange, Format};
use crate::serve::page::Page;
use crate::serve::stored::listing::{self, Conditions};
use crate::serve::stored::{insights, variables};
use crate::sort;

/// How many insights a search looks through.
const MOST_SEARCHED: i64 = 10_000;

/// Answers with a page of insights.
pub(crate) async fn respond<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    if let Some(link) = visitor::link(exchange).await? {
        return visitor::list(exchange, &link).await;
    }
    let scene = auth::enter(exchange, Scope::Read("insight")).await?;
    let search = exchange.parameters.get("search").map(Search::parse).transpose()?.flatten();
    let conditions = conditions(exchange, &scene)?;
    let page = Page::of(&exchange.parameters);
    let listed = match &search {
        None => plain(exchange, &scene, &conditions, page).await?,
        Some(search) => searched(exchange, &scene, &conditions, page, search).await?,
    };
    let is_basic = exchange.parameters.truthy("basic");
    // One that cannot be read is no reason to show none.
    let query = |insight| shown::query(insight, &listed.variables).unwrap_or_default();
    let queries: Vec<Option<Value>> = listed.rows.iter().map(|(insight, _)| query(insight)).collect();
    let mode = retrieve::mode(exchange);
    let calculated = match is_basic {
        true => Vec::new(),
        false => calculated(exchange, &scene.environment, &listed, &queries, mode).await?,
    };
    let mut calculated = calculated.into_iter();
    let (mut results, mut jobs) = (Vec::with_capacity(listed.rows.len()), Vec::new());
    for ((insight, matched), query) in listed.rows.iter().zip(&queries) {
        let level = level(&scene, insight);
        let mut shown = if is_basic {
            shown::basic(insight, level, query.as_ref())
        } else {
            let calculated = calculated.next().flatten();
            let mut shown = shown::full(insight, Viewer::Member(level), query.as_ref(), calculated.as_ref());
            if mode != Mode::ForceCache {
                shown.insert("timezone".to_owned(), scene.environment.timezone.clone().into());
            }
            jobs.extend(calculated.and_then(|calculated| calculated.job));
            shown
        };
        shown.insert("last_viewed_at".to_owned(), json!(insight.last_viewed_at.map(|at| at.to_string())));
        if let Some(matched) = matched {
            shown.insert("search_match_type".to_owned(), json!(matched.name()));
        }
        results.push(Value::Object(shown));
    }
    let body = match exchange.format {
        Format::Csv => Response::new(200).with_body("text/csv", csv_of_response(&json!({"results": results}), &[])),
        _ => exchange::json(200, &page.envelope(exchange.request, listed.count, results))?,
    };
    Ok(Response { jobs, ..body })
}

/// Returns what there is to show for each insight of a page.
async fn calculated<P: Platform>(
    exchange: &Exchange<'_, P>,
    environment: &Environment,
    listed: &Listed,
    queries: &[Option<Value>],
    mode: Mode,
) -> Result<Vec<Option<Calculated>>, Error> {
    let asked = listed.rows.iter().map(|(insight, _)| insight).zip(queries.iter().map(Option::as_ref));
    let asker = Asker::Member(mode);
    let mut calculated = calculate::all(exchange, environment, asked, asker, Refusals::Raised).await?;
    calculation::show_what_runs(exchange, environment.id, calculated.iter_mut().flatten()).await;
    Ok(calculated)
}

fn conditions<P: Platform>(exchange: &Exchange<'_, P>, scene: &Scene) -> Result<Conditions, Error> {
    let parameters = &exchange.parameters;
    let mut conditions = Conditions::of_project(scene.environment.project);
    filters::require(&mut conditions, parameters, scene, exchange.now())?;
    let sees_all = scene.is_administrator() && (parameters.has("short_id") || parameters.truthy("admin_include_all"));
    if !sees_all {
        filters::require_visible(&mut conditions, scene);
    }
    Ok(conditions)
}

/// Holds a page of a list.
struct Listed {
    count: i64,
    rows: Vec<(Insight, Option<MatchType>)>,
    variables: Vec<Variable>,
}

async fn plain<P: Platform>(
    exchange: &Exchange<'_, P>,
    scene: &Scene,
    conditions: &Conditions,
    page: Page,
) -> Result<Listed, Error> {
    let order = listing::order(exchange.parameters.filled("order"));
    let statements = vec![
        conditions.count(),
        variables::of_place(scene.environment.id.0),
        conditions.page(&order, page.limit, page.offset),
    ];
    let mut rows = exchange.platform.sql().batch(statements).await?.into_iter();
    let mut next = || rows.next().unwrap_or_default();
    let count = next().into_iter().next().map(|row| row.fields().integer()).transpose()?.unwrap_or(0);
    let variables = next().into_iter().map(variables::read).collect::<Result<_, _>>()?;
    let rows = next().into_iter().map(|row| Ok((insights::read(row)?, None))).collect::<Result<_, Error>>()?;
    Ok(Listed { count, rows, variables })
}

/// Returns a page of what matches: exact matches first, the best of each sort first.
async fn searched<P: Platform>(
    exchange: &Exchange<'_, P>,
    scene: &Scene,
    conditions: &Conditions,
    page: Page,
    search: &Search,
) -> Result<Listed, Error> {
    let order = exchange.parameters.filled("order");
    let statements =
        vec![variables::of_place(scene.environment.id.0), conditions.page(&listing::order(order), MOST_SEARCHED, 0)];
    let mut rows = exchange.platform.sql().batch(statements).await?.into_iter();
    let variables = rows.next().unwrap_or_default();
    let variables = variables.into_iter().map(variables::read).collect::<Result<_, _>>()?;
    let mut matched = Vec::new();
    for row in rows.next().unwrap_or_default() {
        let insight = insights::read(row)?;
        if let Some((kind, score)) = search.matched(&Texts::from(&insight)) {
            matched.push((kind, score, insight));
        }
    }
    if order.is_none() {
        sort::sort_by(&mut matched, better_first);
    }
    let count = matched.len() as i64;
    let (offset, limit) = (page.offset.max(0) as usize, page.limit.max(0) as usize);
    let rows = matched.into_iter().skip(offset).take(limit);
    let rows = rows.map(|(kind, _, insight)| (insight, Some(kind))).collect();
    Ok(Listed { count, rows, variables })
}

fn better_first(left: &(MatchType, f64, Insight), right: &(MatchType, f64, Insight)) -> Ordering {
    let name = |insight: &Insight| insight.title().map(str::to_lowercase);
    left.0
        .cmp(&right.0)
        .then(right.1.total_cmp(&left.1))
        .then_with(|| name(&left.2).cmp(&name(&right.2)))
        .then_with(|| left.2.id.cmp(&right.2.id))
}
