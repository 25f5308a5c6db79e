//! Oriel: product-analytics questions answered over event columns.

pub mod columns;
pub mod error;
pub mod insight;
pub mod platform;
pub mod serve;
pub mod time;
