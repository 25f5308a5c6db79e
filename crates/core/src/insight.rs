//! Insights: what the API keeps and shows of them.

pub mod access;
pub mod cache_key;
pub mod changes;
pub mod custom_names;
mod defaults;
pub use crate::columns::elements::json as elements_chain;
pub mod findings;
pub mod legacy;
pub mod overrides;
pub mod record;
pub mod refresh;
pub mod search;
pub mod staleness;
pub mod suggestions;
