//! The states of queries (spec/api 4).

use oriel::platform::QueryStatusRecord;
use oriel::time::Timestamp;
use worker::SqlStorageValue;

use super::store::{Store, number};
use crate::http;

/// A state is forgotten for good so long after it was written, in microseconds. Until then `expires` decides.
const LONGEST_LIFE: i64 = 24 * 60 * 60 * 1_000_000;

impl Store {
    /// Returns the state of a query, unless it is unknown or expired.
    ///
    /// # Errors
    ///
    /// Fails when the database does.
    pub(super) fn status(&self, id: &str, now: Timestamp) -> worker::Result<Option<String>> {
        const SELECT: &str = "SELECT json FROM statuses WHERE id = ? AND expires > ?";
        let rows = self.sql.exec(SELECT, vec![id.into(), now.micros().into()])?;
        match rows.raw().next().transpose()?.as_deref() {
            None => Ok(None),
            Some([SqlStorageValue::String(json)]) => Ok(Some(json.clone())),
            Some(_) => Err("a status is no text".into()),
        }
    }

    /// Keeps the state of a query, and forgets old ones.
    ///
    /// # Errors
    ///
    /// Fails when the database does.
    pub(super) fn put_status(&self, status: &QueryStatusRecord) -> worker::Result<()> {
        const REPLACE: &str = "INSERT OR REPLACE INTO statuses (id, json, expires, written) VALUES (?, ?, ?, ?)";
        let written = http::now().micros();
        self.sql.exec("DELETE FROM statuses WHERE written < ?", vec![(written - LONGEST_LIFE).into()])?;
        let (id, json) = (status.id.as_str(), status.json.as_str());
        let values = vec![id.into(), json.into(), status.expires.micros().into(), written.into()];
        self.sql.exec(REPLACE, values).map(drop)
    }

    /// Forgets the state of a query; returns whether there was one.
    ///
    /// # Errors
    ///
    /// Fails when the database does.
    pub(super) fn delete_status(&self, id: &str) -> worker::Result<bool> {
        let known = self.sql.exec("SELECT count(*) FROM statuses WHERE id = ?", vec![id.into()])?;
        let is_known = number(known.raw().next().transpose()?)? > 0;
        self.sql.exec("DELETE FROM statuses WHERE id = ?", vec![id.into()])?;
        Ok(is_known)
    }
}
