//! Oriel: product-analytics questions answered over event columns.

pub mod columns;
pub mod insight;
pub mod platform;
pub mod serve;
