//! Persons as rows: read for a batch of events, written after it.

use serde_json::{Map, Value, json};

use super::{Changed, People, Person};
use crate::columns::persons::Identity;
use crate::journal::{Database, json_lists, number, texts};
use crate::platform::{Failure, Record, Row, Statement};
use crate::sort::set_of;
use crate::time::Timestamp;

/// Returns the persons of these distinct ids.
///
/// # Errors
///
/// Fails when the database does.
pub(in crate::journal) fn load<'a, D: Database>(
    database: &D,
    distinct_ids: impl Iterator<Item = &'a str>,
) -> Result<People, Failure> {
    const SELECT: &str = "SELECT d.distinct_id, p.id, p.is_identified, p.created_at, p.properties
        FROM distinct_ids d JOIN persons p ON p.id = d.person
        WHERE d.distinct_id IN (SELECT value FROM json_each(?1))";
    let last = number(database, Statement::new("SELECT value FROM counters WHERE name = 'person'"))?;
    let mut people = People { last, ..People::default() };
    for list in json_lists(set_of(distinct_ids).into_iter().map(Value::from)) {
        for row in database.run(Statement::new(SELECT).bind(list))? {
            let (distinct_id, id, person) = read(row)?;
            people.of_distinct_ids.insert(distinct_id, id);
            people.persons.insert(id, person);
        }
    }
    Ok(people)
}

/// Returns those of distinct ids that have no person.
///
/// # Errors
///
/// Fails when the database does.
pub(in crate::journal) fn strangers<'a, D: Database>(
    database: &D,
    distinct_ids: impl Iterator<Item = &'a str>,
) -> Result<Vec<String>, Failure> {
    const UNKNOWN: &str = "SELECT json_group_array(value) FROM json_each(?1)
        WHERE value NOT IN (SELECT distinct_id FROM distinct_ids)";
    let lists = json_lists(set_of(distinct_ids).into_iter().map(Value::from));
    let unknown = lists.into_iter().map(|list| texts(database, Statement::new(UNKNOWN).bind(list)));
    Ok(unknown.collect::<Result<Vec<_>, _>>()?.concat())
}

fn read(row: Row) -> Result<(String, i64, Person), Failure> {
    let mut fields = row.fields();
    let (distinct_id, id) = (fields.text()?, fields.integer()?);
    let identity = if fields.flag()? { Identity::Identified } else { Identity::Anonymous };
    let created_at = fields.optional_integer()?.map(Timestamp::from_micros);
    let properties: Map<String, Value> =
        serde_json::from_str(&fields.text()?).map_err(|error| Failure::malformed(error.to_string()))?;
    Ok((distinct_id, id, Person { properties, created_at, identity }))
}

/// Writes what events did to persons.
///
/// # Errors
///
/// Fails when the database does.
pub(in crate::journal) fn store<D: Database>(database: &D, revision: i64, changed: Changed) -> Result<(), Failure> {
    const ASSIGN: &str = "INSERT OR REPLACE INTO distinct_ids SELECT value ->> 0, value ->> 1 FROM json_each(?1)";
    const REPLACE: &str = "INSERT OR REPLACE INTO persons
        SELECT value ->> 0, ?2, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?1)";
    for (from, into) in &changed.merged {
        let adopt = Statement::new("UPDATE distinct_ids SET person = ?2 WHERE person = ?1");
        database.run(adopt.bind(*from).bind(*into))?;
        database.run(Statement::new("DELETE FROM persons WHERE id = ?1").bind(*from))?;
    }
    for list in json_lists(changed.distinct_ids.iter().map(|assigned| json!(assigned))) {
        database.run(Statement::new(ASSIGN).bind(list))?;
    }
    let persons = changed.persons.into_iter().map(|(id, person)| {
        let created_at = person.created_at.map(Timestamp::micros);
        let is_identified = i64::from(person.identity == Identity::Identified);
        json!([id, is_identified, created_at, Value::Object(person.properties).to_string()])
    });
    for list in json_lists(persons) {
        database.run(Statement::new(REPLACE).bind(list).bind(revision))?;
    }
    let count = Statement::new("UPDATE counters SET value = ?1 WHERE name = 'person' AND value < ?1");
    database.run(count.bind(changed.last)).map(drop)
}

/// Keeps a person as a record says it is, in place of those who had its distinct ids; returns whether it is new.
///
/// # Errors
///
/// Fails when the database does, or the record is no person.
pub(in crate::journal) fn define<D: Database>(database: &D, revision: i64, record: &Record) -> Result<bool, Failure> {
    let person: Value = serde_json::from_str(&record.line).map_err(|error| Failure::malformed(error.to_string()))?;
    let ids = person["distinct_ids"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let ids: Vec<&str> = ids.collect();
    let known = load(database, ids.iter().copied())?;
    let id = known.last + 1;
    let created_at = person["created_at"].as_str().map(Timestamp::parse).transpose();
    let changed = Changed {
        merged: known.persons.keys().map(|old| (*old, id)).collect(),
        distinct_ids: ids.into_iter().map(|distinct_id| (distinct_id.to_owned(), id)).collect(),
        persons: vec![(
            id,
            Person {
                properties: person["properties"].as_object().cloned().unwrap_or_default(),
                created_at: created_at.map_err(|error| Failure::malformed(error.to_string()))?,
                identity: Identity::Anonymous,
            },
        )],
        last: id,
    };
    store(database, revision, changed)?;
    Ok(known.persons.is_empty())
}
