//! What autocaptured events were about: their type and their elements (spec/funnels 6.2).

use serde_json::Value as Json;

use super::candidates::Candidate;
use super::travellers::Travellers;
use crate::columns::elements;
use crate::columns::elements::json::{DataAttributes, element_to_json};
use crate::eval::frame::Frame;
use crate::sort;

/// Stands between the type and the elements in the name of a candidate.
const SEPARATOR: &str = "__~~__";

/// Returns a candidate for every pair of an event type and an elements chain, of rows with their actors.
pub(super) fn candidates(rows: &[(u32, u32)], travellers: &Travellers, frame: &Frame<'_>) -> Vec<Candidate> {
    let events = frame.dataset.events();
    let Some(chains) = events.elements_chains() else { return Vec::new() };
    let chains = chains.coded();
    let types = events.property("$event_type").map(|column| column.coded());
    let type_of = |row: u32| types.as_ref().map_or("", |types| types.get(row as usize).text().unwrap_or_default());
    let mut pairs: Vec<(&str, u32, u32)> =
        rows.iter().map(|(row, actor)| (type_of(*row), chains.codes().get(*row as usize), *actor)).collect();
    sort::sort(&mut pairs);
    let mut candidates = Vec::new();
    for of_type in pairs.chunk_by(|one, other| one.0 == other.0) {
        let event_type = of_type[0].0;
        let actors = of_type.iter().map(|(_, chain, actor)| (*chain, *actor)).collect();
        let counts = travellers.counts(actors, chains.dictionary().len());
        for (code, counts) in counts.into_iter().enumerate() {
            if let Some(chain) = chains.dictionary().text(code as u32).filter(|_| counts.both() > 0) {
                let name = format!("$autocapture::elements_chain::{event_type}{SEPARATOR}{chain}");
                let mut candidate = Candidate::named(name, counts);
                candidate.event.properties.insert("$event_type".to_owned(), Json::from(event_type));
                candidate.event.elements = shown_elements(chain);
                candidates.push(candidate);
            }
        }
    }
    candidates
}

fn shown_elements(chain: &str) -> Vec<Json> {
    let all = DataAttributes::default();
    let elements = elements::read(chain);
    elements.iter().enumerate().map(|(order, element)| element_to_json(element, order, &all)).collect()
}
