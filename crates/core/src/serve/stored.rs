//! The product's SQL: what is stored, and how it is read and written. No decisions are made here.

pub(crate) mod access_controls;
pub(crate) mod activity;
pub(crate) mod admin;
pub(crate) mod dashboards;
pub(crate) mod definitions;
pub(crate) mod elements;
pub(crate) mod environments;
pub(crate) mod insights;
pub(crate) mod listing;
pub(crate) mod place;
pub(crate) mod setup;
pub(crate) mod sharing;
pub(crate) mod tiles;
pub(crate) mod variables;
pub(crate) mod views;

use serde::de::DeserializeOwned;

use crate::platform::Failure;

/// Reads a column that holds JSON.
pub(crate) fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::malformed(format!("a column holds no such JSON: {error}")))
}
