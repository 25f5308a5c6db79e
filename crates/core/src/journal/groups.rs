//! Groups and their types (spec/api 11.5).

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Database;
use super::observation::GroupChange;
use super::people::fits;
use crate::columns::GROUP_TYPES;
use crate::platform::{Failure, Record, Statement};
use crate::sort::map_of;
use crate::time::Timestamp;

/// The index of each group type: first come, at most five.
#[derive(Debug)]
pub(super) struct GroupTypes {
    known: BTreeMap<String, i64>,
    stored: usize,
}

impl GroupTypes {
    /// Returns the types that are known.
    pub(super) fn load<D: Database>(database: &D) -> Result<Self, Failure> {
        let rows = database.run(Statement::new("SELECT name, type FROM group_types"))?;
        let pairs = rows.into_iter().map(|row| {
            let mut fields = row.fields();
            Ok((fields.text()?, fields.integer()?))
        });
        let known = map_of(pairs.collect::<Result<Vec<_>, Failure>>()?);
        Ok(Self { stored: known.len(), known })
    }

    /// Returns the index of a type, which is given one if there is one left.
    pub(super) fn index(&mut self, name: &str) -> Option<i64> {
        if let Some(index) = self.known.get(name) {
            return Some(*index);
        }
        let next = i64::try_from(self.known.len()).ok().filter(|_| self.known.len() < GROUP_TYPES)?;
        self.known.insert(name.to_owned(), next);
        Some(next)
    }

    /// Writes the types that are new.
    pub(super) fn store<D: Database>(&self, database: &D) -> Result<(), Failure> {
        for (name, index) in self.known.iter().filter(|_| self.known.len() > self.stored) {
            let insert = Statement::new("INSERT OR IGNORE INTO group_types (name, type) VALUES (?1, ?2)");
            database.run(insert.bind(name.as_str()).bind(*index))?;
        }
        Ok(())
    }
}

/// Adds properties to a group, which is made if it is new, unless they become too many.
pub(super) fn update<D: Database>(
    database: &D,
    revision: i64,
    group_type: i64,
    change: &GroupChange,
    at: Timestamp,
) -> Result<(), Failure> {
    let select = Statement::new("SELECT created_at, properties FROM groups WHERE type = ?1 AND key = ?2");
    let known = database.run(select.bind(group_type).bind(change.key.as_str()))?.into_iter().next();
    let (created_at, before) = match known {
        None => (Some(at.micros()), None),
        Some(row) => {
            let mut fields = row.fields();
            let created_at = fields.optional_integer()?;
            let properties: Map<String, Value> = serde_json::from_str(&fields.text()?).unwrap_or_default();
            (created_at, Some(properties))
        }
    };
    let mut properties = before.clone().unwrap_or_default();
    properties.extend(change.set.clone());
    if before.as_ref() == Some(&properties) || !fits(&properties) {
        return Ok(());
    }
    put(database, revision, (group_type, &change.key), created_at, properties)
}

/// Keeps a group as a record says it is; returns whether it is new.
///
/// # Errors
///
/// Fails when the database does, or the record is no group.
pub(super) fn define<D: Database>(database: &D, revision: i64, record: &Record) -> Result<bool, Failure> {
    let malformed = |error: &dyn std::fmt::Display| Failure::malformed(error.to_string());
    let group: Value = serde_json::from_str(&record.line).map_err(|error| malformed(&error))?;
    let group_type = group["group_type_index"].as_i64().unwrap_or(0);
    let key = group["group_key"].as_str().unwrap_or_default();
    let created_at = group["created_at"].as_str().map(Timestamp::parse).transpose();
    let created_at = created_at.map_err(|error| malformed(&error))?.map(Timestamp::micros);
    let select = Statement::new("SELECT 1 AS known FROM groups WHERE type = ?1 AND key = ?2");
    let is_new = database.run(select.bind(group_type).bind(key))?.is_empty();
    let properties = group["properties"].as_object().cloned().unwrap_or_default();
    put(database, revision, (group_type, key), created_at, properties)?;
    Ok(is_new)
}

fn put<D: Database>(
    database: &D,
    revision: i64,
    (group_type, key): (i64, &str),
    created_at: Option<i64>,
    properties: Map<String, Value>,
) -> Result<(), Failure> {
    let replace =
        "INSERT OR REPLACE INTO groups (type, key, revision, created_at, properties) VALUES (?1, ?2, ?3, ?4, ?5)";
    let replace = Statement::new(replace).bind(group_type).bind(key).bind(revision).bind(created_at);
    database.run(replace.bind(Value::Object(properties).to_string())).map(drop)
}
