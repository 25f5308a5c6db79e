//! With which properties actors did some events on the way.

use super::candidates::Candidate;
use super::travellers::Travellers;
use crate::columns::elements;
use crate::columns::value::Value;
use crate::eval::frame::Frame;
use crate::sort;

/// The event whose only property is its elements.
const AUTOCAPTURE: &str = "$autocapture";

/// A candidate must be shared by more actors than these.
const TOO_FEW: u64 = 2;

/// Returns a candidate for every value of every property of some events, but the properties that are left out.
pub(super) fn candidates(
    names: &[String],
    excluded: &[String],
    travellers: &Travellers,
    frame: &Frame<'_>,
) -> Vec<Candidate> {
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    sort::sort(&mut names);
    names.dedup();
    let mut candidates = Vec::new();
    for name in names {
        if name == AUTOCAPTURE {
            candidates.extend(super::autocapture::candidates(&rows_of(name, travellers, frame), travellers, frame));
        } else {
            candidates.extend(of_event(name, excluded, travellers, frame));
        }
    }
    candidates.retain(|candidate| candidate.counts.both() > TOO_FEW);
    candidates
}

fn of_event(name: &str, excluded: &[String], travellers: &Travellers, frame: &Frame<'_>) -> Vec<Candidate> {
    let rows = rows_of(name, travellers, frame);
    let mut candidates = Vec::new();
    for (property, column) in frame.dataset.events().properties().iter() {
        // The elements stand beside an event's properties, though they are kept among them.
        if property == elements::CHAIN || excluded.iter().any(|excluded| excluded == property) {
            continue;
        }
        let column = column.coded();
        let code_by_text = column.dictionary().codes_by_text();
        let code_of = |row: u32| code_by_text[column.codes().get(row as usize) as usize];
        let pairs = rows.iter().map(|(row, actor)| (code_of(*row), *actor));
        let counts = travellers.counts(pairs.collect(), column.dictionary().len());
        for (code, counts) in counts.into_iter().enumerate() {
            if let Some(value) = column.dictionary().text(code as u32).filter(|_| counts.both() > 0) {
                candidates.push(Candidate::named([name, property, value].join("::"), counts));
            }
        }
    }
    candidates
}

/// Returns the rows on the way that are of an event, each with its actor.
fn rows_of(name: &str, travellers: &Travellers, frame: &Frame<'_>) -> Vec<(u32, u32)> {
    let names = frame.dataset.events().names();
    let Some(code) = names.dictionary().code_of(Value::Text(name)) else { return Vec::new() };
    let of_event = |(row, _): &&(u32, u32)| names.codes().get(*row as usize) == code;
    travellers.on_the_way().iter().filter(of_event).copied().collect()
}
