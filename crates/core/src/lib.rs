//! Oriel: product-analytics questions answered over event columns.
//!
//! Data flows one way, one noun a step: Query → Plan → Columns → Answer → Chart. The modules stand in that
//! order; each uses only those before it.

pub mod error;
pub mod number;
pub mod regex;
mod sort;
pub mod time;
pub mod query;
pub mod answer;
pub mod columns;
pub mod plan;
pub mod eval;
pub mod chart;
pub mod export;
pub mod insight;
pub mod share;
pub mod platform;
pub mod journal;
pub mod serve;
