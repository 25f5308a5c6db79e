//! The unit files: cases of one function each, with shapes of their own.

pub mod date_range;
pub mod label;
