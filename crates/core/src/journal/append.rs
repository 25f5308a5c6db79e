//! Appends records: events that are new, and what they change about persons and groups.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::json;

use super::groups::{self, GroupTypes};
use super::observation::Observation;
use super::people::rows;
use super::property_types::PropertyTypes;
use super::{Database, next_revision, texts};
use crate::columns::ndjson::Line;
use crate::platform::{Failure, Record, RecordKind, Statement};
use crate::sort::set_of;

/// A row holds at most 2 MB; a batch has half of it, for the groups of its events may take as much again. One event alone
/// may have as much.
const LARGEST_BATCH: usize = 1024 * 1024;

/// Stores records; returns how many were new. An event whose uuid is known is dropped; a person or a group takes the
/// place of the one that was there.
///
/// # Errors
///
/// Fails when the database does, or a record is no line of capture format; then nothing may be kept.
pub fn append<D: Database>(database: &D, records: &[Record]) -> Result<u64, Failure> {
    batches(records).map(|batch| append_batch(database, batch)).sum()
}

/// Cuts records into batches that fit a row.
fn batches(records: &[Record]) -> impl Iterator<Item = &[Record]> {
    let mut size = 0;
    records.chunk_by(move |record, next| {
        size += record.line.len() + 1;
        let fits = size + next.line.len() <= LARGEST_BATCH;
        if !fits {
            size = 0;
        }
        fits
    })
}

fn append_batch<D: Database>(database: &D, batch: &[Record]) -> Result<u64, Failure> {
    let events = || batch.iter().filter(|record| record.kind == RecordKind::Event);
    let mut new = unseen(database, events())?;
    let mut count = new.len() as u64;
    // What is left of a uuid that occurs twice is the first.
    let events: Vec<&Record> = events().filter(|event| new.remove(&event.id)).collect();
    let definitions: Vec<&Record> = batch.iter().filter(|record| record.kind != RecordKind::Event).collect();
    if events.is_empty() && definitions.is_empty() {
        return Ok(0);
    }
    let revision = next_revision(database)?;
    for definition in definitions {
        let define = if definition.kind == RecordKind::Group { groups::define } else { rows::define };
        count += u64::from(define(database, revision, definition)?);
    }
    let lines = observe(database, revision, &events)?;
    let insert = Statement::new("INSERT INTO batches (revision, lines) VALUES (?1, ?2)");
    database.run(insert.bind(revision).bind(lines.join("\n").into_bytes()))?;
    Ok(count)
}

/// Remembers the uuids of events; returns those that are new.
fn unseen<'a, D: Database>(
    database: &D,
    events: impl Iterator<Item = &'a Record>,
) -> Result<BTreeSet<String>, Failure> {
    let uuids: Vec<&str> = events.map(|event| event.id.as_str()).collect();
    if uuids.is_empty() {
        return Ok(BTreeSet::new());
    }
    let list = json!(uuids).to_string();
    // Nearly none is known: they are named in one text, which is quicker than a row for each that is new.
    let known = "SELECT json_group_array(value) FROM json_each(?1) WHERE value IN (SELECT uuid FROM seen)";
    let known = set_of(texts(database, Statement::new(known).bind(list.as_str()))?);
    let insert = Statement::new("INSERT OR IGNORE INTO seen SELECT value FROM json_each(?1)");
    database.run(insert.bind(list))?;
    Ok(set_of(uuids.into_iter().filter(|uuid| !known.contains(*uuid)).map(str::to_owned)))
}

/// Keeps what events say about persons, groups and properties; returns the events' lines with their groups.
fn observe<'a, D: Database>(database: &D, revision: i64, events: &[&'a Record]) -> Result<Vec<Cow<'a, str>>, Failure> {
    let lines = events.iter().map(|event| Line::read(event.line.as_bytes())).collect::<Result<Vec<_>, _>>();
    let lines = lines.map_err(|error| Failure::malformed(error.to_string()))?;
    let observations: Vec<Observation<'_>> =
        lines.iter().zip(events).map(|(line, event)| Observation::of(line, event.at)).collect();
    let mut people = rows::load(database, observations.iter().flat_map(Observation::persons))?;
    people.are_strangers(rows::strangers(database, observations.iter().map(|observation| observation.distinct_id))?);
    let mut types = GroupTypes::load(database)?;
    let mut properties = PropertyTypes::default();
    let mut stored = Vec::with_capacity(events.len());
    for ((observation, line), event) in observations.iter().zip(&lines).zip(events) {
        people.observe(observation);
        if let Some(change) = &observation.group
            && let Some(group_type) = types.index(&change.group_type)
        {
            groups::update(database, revision, group_type, change, event.at)?;
            properties.learn(group_type, change.set.iter());
        }
        properties.learn_line(line);
        stored.push(with_groups(&event.line, &observation.groups, &mut types));
    }
    rows::store(database, revision, people.into_changes())?;
    types.store(database)?;
    properties.store(database, revision)?;
    Ok(stored)
}

/// Returns an event's line with `$group_0` … in its properties, which are the last thing in it.
fn with_groups<'a>(line: &'a str, groups: &[(String, String)], types: &mut GroupTypes) -> Cow<'a, str> {
    let own = groups.iter().filter_map(|(group_type, key)| Some((types.index(group_type)?, key)));
    let mut text = String::new();
    for (index, key) in own {
        text.push_str(&format!(",\"$group_{index}\":{}", json!(key)));
    }
    match line.strip_suffix("}}").filter(|_| !text.is_empty()) {
        Some(start) => Cow::Owned([start, &text, "}}"].concat()),
        None => Cow::Borrowed(line),
    }
}
