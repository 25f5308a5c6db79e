//! Oriel: product-analytics questions answered over event columns.

pub mod platform;
pub mod serve;
