//! `GET …/elements/values`: what elements were called, most frequent first (spec/api 6.4).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{CHAIN, OBJECT};
use crate::columns::elements::{Element, plain, read};
use crate::columns::value::Value as Cell;
use crate::error::Error;
use crate::plan::Plan;
use crate::platform::{Events, Platform, Response};
use crate::serve::auth::{self, Scope};
use crate::serve::exchange::{self, Exchange};
use crate::sort;

const MOST: usize = 100;

/// Answers with the values that contain what the request gives.
pub(crate) async fn respond<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::Read(OBJECT)).await?;
    let read_value: fn(&Element<'_>) -> Option<String> = match exchange.parameters.get("key") {
        Some("tag_name") => |element| element.tag_name.as_deref().map(str::to_owned),
        Some("text") => |element| element.text.as_deref().map(|text| plain(text).into_owned()),
        Some("href") => |element| element.href.as_deref().map(|href| plain(href).into_owned()),
        Some("attr_id") => |element| element.id.as_deref().map(|id| plain(id).into_owned()),
        Some("selector") => return exchange::json(200, &json!([])),
        _ => {
            let detail = "key must be one of tag_name, text, href, attr_id, selector.";
            return Err(Error::invalid(detail).at("key"));
        }
    };
    let wanted = exchange.parameters.get("value").unwrap_or_default();
    let dataset = exchange.platform.events().dataset(scene.environment.id, &Plan::everything()).await?;
    let events = dataset.events();
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    if let (Some(column), Some(clicks)) =
        (events.property(CHAIN), events.names().dictionary().code_of(Cell::Text("$autocapture")))
    {
        let chains = column.coded();
        let mut of_chain: BTreeMap<u32, u64> = BTreeMap::new();
        for row in (0..events.len()).filter(|row| events.names().codes().get(*row) == clicks) {
            *of_chain.entry(chains.codes().get(row)).or_default() += 1;
        }
        for (code, count) in of_chain {
            let Some(chain) = chains.dictionary().text(code) else { continue };
            for value in read(chain).iter().filter_map(read_value).filter(|value| value.contains(wanted)) {
                *counts.entry(value).or_default() += count;
            }
        }
    }
    let mut counts: Vec<_> = counts.into_iter().filter(|(value, _)| !value.is_empty()).collect();
    sort::sort_by(&mut counts, |(_, one), (_, other)| other.cmp(one));
    let values: Vec<Value> = counts.into_iter().take(MOST).map(|(value, _)| json!({"name": value})).collect();
    exchange::json(200, &values)
}
