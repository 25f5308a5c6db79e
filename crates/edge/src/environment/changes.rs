//! What was stored after a revision: new events, and the persons and groups that changed.

use worker::SqlStorageValue as Value;

use super::store::{Store, number};

/// One answer holds about so much; who asks goes on until it has all.
const ENOUGH: usize = 8 * 1024 * 1024;

/// What was stored between two revisions.
pub(crate) struct Changes {
    /// The revision that the asker has when it adds this.
    pub(crate) revision: i64,
    /// Whether there is nothing newer.
    pub(crate) is_complete: bool,
    /// Events in capture format, one a line, in the order in which they were appended.
    pub(crate) events: Vec<u8>,
    /// JSON: `{"persons": […], "groups": […]}` as they are now.
    pub(crate) definitions: String,
}

impl Store {
    /// Returns what was stored after the revision `since`.
    ///
    /// # Errors
    ///
    /// Fails when the database does.
    pub(super) fn changes(&self, since: i64) -> worker::Result<Changes> {
        let newest = self.sql.exec("SELECT ifnull(max(revision), 0) FROM batches", None)?;
        let newest = number(newest.raw().next().transpose()?)?;
        let (revision, events) = self.events_since(since)?;
        let definitions = self.definitions_between(since, revision)?;
        Ok(Changes { revision, is_complete: revision >= newest, events, definitions })
    }

    /// Returns events after a revision, and the revision of the last.
    fn events_since(&self, since: i64) -> worker::Result<(i64, Vec<u8>)> {
        const SELECT: &str = "SELECT revision, lines FROM batches WHERE revision > ? ORDER BY revision";
        let (mut revision, mut events) = (since, Vec::new());
        for row in self.sql.exec(SELECT, vec![since.into()])?.raw() {
            let row = row?;
            let [Value::Integer(of_row), Value::Blob(lines)] = row.as_slice() else {
                return Err("a batch is no bytes".into());
            };
            revision = *of_row;
            events.extend_from_slice(lines);
            events.push(b'\n');
            if events.len() >= ENOUGH {
                break;
            }
        }
        Ok((revision, events))
    }

    fn definitions_between(&self, since: i64, revision: i64) -> worker::Result<String> {
        const SELECT: &str = "SELECT line FROM definitions WHERE kind = ? AND revision > ? AND revision <= ?";
        let of_kind = |kind: i32| -> worker::Result<String> {
            let rows = self.sql.exec(SELECT, vec![kind.into(), since.into(), revision.into()])?;
            let mut lines = String::new();
            for row in rows.raw() {
                let row = row?;
                let [Value::String(line)] = row.as_slice() else {
                    return Err("a definition is no text".into());
                };
                lines.push_str(if lines.is_empty() { "" } else { "," });
                lines.push_str(line);
            }
            Ok(lines)
        };
        Ok(format!("{{\"persons\":[{}],\"groups\":[{}]}}", of_kind(0)?, of_kind(1)?))
    }
}
