//! `GET …/elements/stats`: how often each chain of elements was clicked (spec/api 6.3).

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{CHAIN, OBJECT};
use crate::columns::elements::json::{DataAttributes, element_to_json};
use crate::columns::elements::{Selector, read};
use crate::columns::value::Value as Cell;
use crate::error::Error;
use crate::eval::frame::Frame;
use crate::plan::Plan;
use crate::platform::{Events, Platform, Response};
use crate::query::filter::Filter;
use crate::query::reader::Node;
use crate::query::trends::TestAccounts;
use crate::serve::auth::{self, Scope};
use crate::serve::engine;
use crate::serve::exchange::{self, Exchange};
use crate::serve::page::with_parameters;
use crate::serve::parameters::Parameters;
use crate::sort;
use crate::time::{Calendar, Interval, Timestamp, WrittenDate};

const KINDS: [&str; 3] = ["$autocapture", "$rageclick", "$dead_click"];

/// Holds what the request asks for.
struct Asked {
    kinds: Vec<&'static str>,
    filter: Filter,
    test_accounts: TestAccounts,
    limit: usize,
    offset: usize,
    sampling: f64,
    attributes: DataAttributes,
    deepest: Option<usize>,
    container: Option<Selector>,
}

/// Answers with a page of chains, the most clicked first.
pub(crate) async fn respond<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::Read(OBJECT)).await?;
    let environment = &scene.environment;
    let asked = Asked::read(&exchange.parameters)?;
    let context = engine::context(exchange.platform, environment.project, &environment.team(), exchange.now()).await?;
    let dataset = exchange.platform.events().dataset(environment.id, &Plan::everything()).await?;
    let frame = Frame::new(&dataset, &context);
    let from = range_start(&exchange.parameters, &context.calendar, exchange.now());
    let to = exchange.parameters.filled("date_to").map(|text| range_end(text, &context.calendar, exchange.now()));
    let chains = asked.count(&frame, from, to)?;

    let has_more = chains.len() > asked.offset + asked.limit;
    let results: Vec<Value> =
        chains.into_iter().skip(asked.offset).take(asked.limit).map(|chain| asked.shown(&chain)).collect();
    let link = |offset: usize| with_parameters(exchange.request, &[("offset", Some(&offset.to_string()))]);
    let next = has_more.then(|| link(asked.offset + asked.limit));
    let previous = (asked.offset > 0).then(|| link(asked.offset.saturating_sub(asked.limit)));
    let response = exchange::json(200, &json!({"results": results, "next": next, "previous": previous}))?;
    // A heat map asks again and again; what a key guards stays with the client.
    Ok(response.with_header("cache-control", "private, max-age=30").with_header("vary", "authorization, cookie"))
}

/// The start of the day of `date_from`, seven days ago without one.
fn range_start(parameters: &Parameters, calendar: &Calendar, now: Timestamp) -> Timestamp {
    let written = WrittenDate::parse(parameters.filled("date_from").unwrap_or("-7d"));
    calendar.start_of(Interval::Day, written.resolve(calendar, now))
}

/// The moment that `date_to` names; a plain date is its end.
fn range_end(text: &str, calendar: &Calendar, now: Timestamp) -> Timestamp {
    let at = WrittenDate::parse(text).resolve(calendar, now);
    if text.len() == "2020-01-01".len() { calendar.end_of(Interval::Day, at) } else { at }
}

/// Holds how often one chain was clicked in one way.
struct Clicked {
    chain: String,
    kind: String,
    count: u64,
}

impl Asked {
    fn read(parameters: &Parameters) -> Result<Self, Error> {
        let number = |name: &str, least: usize| match parameters.filled(name) {
            None => Ok(None),
            Some(text) => match text.parse::<usize>() {
                Ok(number) if number >= least => Ok(Some(number.min(1_000_000))),
                _ => Err(Error::invalid(format!("{name} must be an integer of at least {least}.")).at(name)),
            },
        };
        let sampling = parameters.filled("sampling_factor").map_or(Some(1.0), |text| text.parse().ok());
        let sampling = sampling.filter(|factor| *factor > 0.0 && *factor <= 1.0);
        let document = json!({"properties": parameters.json("properties")?});
        let node = Node::root(&document);
        let attributes = parameters.get("data_attributes").unwrap_or_default().split(',');
        Ok(Self {
            kinds: kinds(parameters)?,
            filter: Filter::field(&node.fields()?, "properties")?,
            test_accounts: if parameters.get("filter_test_accounts") == Some("true") {
                TestAccounts::FilteredOut
            } else {
                TestAccounts::Included
            },
            limit: number("limit", 1)?.unwrap_or(10_000),
            offset: number("offset", 0)?.unwrap_or(0),
            sampling: sampling
                .ok_or_else(|| Error::invalid("sampling_factor must be in (0, 1].").at("sampling_factor"))?,
            attributes: DataAttributes::new(attributes),
            deepest: number("max_element_chain_depth", 1)?,
            container: parameters.filled("container_selector").and_then(Selector::parse),
        })
    }

    /// Returns the chains of matching events, the most clicked first.
    fn count(&self, frame: &Frame<'_>, from: Timestamp, to: Option<Timestamp>) -> Result<Vec<Clicked>, Error> {
        let events = frame.dataset.events();
        let rows = events.rows_between(from.micros(), to.map_or(i64::MAX, Timestamp::micros));
        let mask = frame.query_mask(&self.filter, self.test_accounts, &rows)?;
        let Some(column) = events.property(CHAIN) else { return Ok(Vec::new()) };
        let chains = column.coded();
        // Rows are counted by the codes of chain and name; texts are looked at once for each pair.
        let mut counts: BTreeMap<(u32, u32), u64> = BTreeMap::new();
        for row in mask.rows(rows.start, 0..rows.len()) {
            let row = row as usize;
            *counts.entry((chains.codes().get(row), events.names().codes().get(row))).or_default() += 1;
        }
        let (texts, names) = (chains.dictionary(), events.names().dictionary());
        let mut clicked = Vec::new();
        for ((chain, name), count) in counts {
            let (Cell::Text(chain), Some(name)) = (texts.get(chain), names.text(name)) else { continue };
            let is_inside = || self.container.as_ref().is_none_or(|container| container.matches(&read(chain)));
            if self.kinds.contains(&name) && !chain.is_empty() && is_inside() {
                clicked.push(Clicked { chain: chain.to_owned(), kind: name.to_owned(), count });
            }
        }
        sort::sort_by(&mut clicked, |left, right| {
            right
                .count
                .cmp(&left.count)
                .then_with(|| left.chain.cmp(&right.chain))
                .then_with(|| left.kind.cmp(&right.kind))
        });
        Ok(clicked)
    }

    fn shown(&self, clicked: &Clicked) -> Value {
        let chain = read(&clicked.chain);
        let elements = chain.iter().take(self.deepest.unwrap_or(usize::MAX)).enumerate();
        let elements: Vec<Value> =
            elements.map(|(order, element)| element_to_json(element, order, &self.attributes)).collect();
        let digest = Sha256::digest(&clicked.chain);
        let hash = u128::from_be_bytes(*digest.first_chunk().unwrap_or(&[0; 16]));
        // Counts are whole numbers up to 2^53, far beyond what is stored.
        let count = (clicked.count as f64 / self.sampling).round() as u64;
        json!({"count": count, "hash": format!("{hash:032x}"), "type": clicked.kind, "elements": elements})
    }
}

/// Returns the kinds of click that `include` names, in any of its three forms.
fn kinds(parameters: &Parameters) -> Result<Vec<&'static str>, Error> {
    let mut kinds = Vec::new();
    for given in parameters.all("include").filter(|given| !given.is_empty()) {
        let listed: Option<Vec<String>> = serde_json::from_str(given).ok();
        let names = listed.unwrap_or_else(|| given.split(',').map(|name| name.trim().to_owned()).collect());
        for name in names {
            let kind = KINDS.into_iter().find(|kind| *kind == name).ok_or_else(|| {
                let detail = "Only $autocapture, $rageclick, and $dead_click are supported.";
                Error::invalid(detail).at("include")
            })?;
            kinds.push(kind);
        }
    }
    Ok(if kinds.is_empty() { KINDS.to_vec() } else { kinds })
}
