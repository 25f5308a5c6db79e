//! Which properties the actors have.

use super::candidates::Candidate;
use super::travellers::Travellers;
use crate::columns::column::Column;
use crate::columns::dictionary::{ABSENT, Dictionary};
use crate::columns::properties::Properties;
use crate::eval::frame::Frame;
use crate::query::correlation::ActorProperties;
use crate::query::funnels::FunnelActor;
use crate::sort;

/// What becomes of actors that do not have a property.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missing {
    /// They have an empty value.
    Counted,
    /// They are no candidate.
    LeftOut,
}

/// Returns a candidate for every value of the properties, but those that are left out.
pub(super) fn candidates(
    actor: &FunnelActor,
    properties: &ActorProperties,
    excluded: &[String],
    travellers: &Travellers,
    frame: &Frame<'_>,
) -> Vec<Candidate> {
    let (owned, owner_of_actor) = owners(actor, frame);
    let owners: Vec<(u32, Option<u32>)> =
        travellers.each().map(|(actor, _)| (actor, owner_of_actor.get(actor as usize).copied().flatten())).collect();
    let is_wanted = |name: &str| !excluded.iter().any(|excluded| excluded == name);
    let mut candidates = Vec::new();
    match properties {
        ActorProperties::Named(names) => {
            let mut names: Vec<&String> = names.iter().filter(|name| is_wanted(name)).collect();
            sort::sort(&mut names);
            names.dedup();
            for name in names {
                let column = owned.and_then(|owned| owned.get(name));
                candidates.extend(of_property(name, column, Missing::Counted, &owners, travellers));
            }
        }
        ActorProperties::All => {
            for (name, column) in owned.into_iter().flat_map(Properties::iter).filter(|(name, _)| is_wanted(name)) {
                candidates.extend(of_property(name, Some(column), Missing::LeftOut, &owners, travellers));
            }
        }
    }
    candidates
}

/// Returns the properties that actors have, and whose each actor's are, by row.
fn owners<'a>(actor: &FunnelActor, frame: &'a Frame<'_>) -> (Option<&'a Properties>, Vec<Option<u32>>) {
    let persons = frame.dataset.persons();
    match actor {
        FunnelActor::Group(group_type) => {
            let (Some(groups), Some(keys)) =
                (frame.dataset.groups(*group_type), frame.dataset.events().group_keys(*group_type))
            else {
                return (None, Vec::new());
            };
            let keys = keys.coded();
            let group_of = |key: Option<&str>| key.and_then(|key| groups.of_key(key)).map(|group| group as u32);
            (Some(groups.properties()), keys.dictionary().values().map(|key| group_of(key.text())).collect())
        }
        FunnelActor::Person => (Some(persons.properties()), (0..persons.len() as u32).map(Some).collect()),
        FunnelActor::Expression(_) => (None, Vec::new()),
    }
}

/// Returns a candidate for every value of a property.
fn of_property(
    name: &str,
    column: Option<&Column>,
    missing: Missing,
    owners: &[(u32, Option<u32>)],
    travellers: &Travellers,
) -> Vec<Candidate> {
    let column = column.map(Column::coded);
    let code_by_text = column.as_ref().map_or_else(Vec::new, |column| codes_by_text(column.dictionary()));
    let code_of = |owner: Option<u32>| match (&column, owner) {
        (Some(column), Some(owner)) => code_by_text[column.codes().get(owner as usize) as usize],
        _ => ABSENT,
    };
    let pairs = owners.iter().map(|(actor, owner)| (code_of(*owner), *actor));
    let codes = column.as_ref().map_or(1, |column| column.dictionary().len());
    let counts = travellers.counts(pairs.collect(), codes);
    let text = |code: u32| column.as_ref().and_then(|column| column.dictionary().text(code)).unwrap_or_default();
    let found = counts
        .into_iter()
        .enumerate()
        .filter(|(code, counts)| counts.both() > 0 && (*code as u32 != ABSENT || missing == Missing::Counted));
    found.map(|(code, counts)| Candidate::named([name, text(code as u32)].join("::"), counts)).collect()
}

/// Returns for each code that of the value which reads the same; an empty text reads as a missing value does.
fn codes_by_text(values: &Dictionary) -> Vec<u32> {
    let mut codes = values.codes_by_text();
    for code in &mut codes {
        if values.text(*code) == Some("") {
            *code = ABSENT;
        }
    }
    codes
}
