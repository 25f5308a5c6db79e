//! The unit files: cases of one function each, with shapes of their own.

pub mod csv_format;
pub mod date_range;
pub mod elements_chain;
pub mod filter_to_query;
pub mod formula;
pub mod label;
