//! The loops that touch every row.
//!
//! They are a crate of their own so that they alone are compiled for speed, with vector instructions, while everything
//! around them is compiled for size. For that each is a function of its own in the module, never inlined, and none is
//! generic: a generic one would be compiled where it is used.
//!
//! A mask is a byte a row, 1 for the rows that are meant and 0 for the others. No kernel branches on one: what is right
//! half of the time is mispredicted half of the time.

pub mod blocks;
pub mod codes;
pub mod counts;
pub mod masks;
pub mod numbers;
pub mod partition;
pub mod plain_funnel;
pub mod seen;
pub mod texts;
pub mod visits;
