//! Events as columns.

pub mod elements;
