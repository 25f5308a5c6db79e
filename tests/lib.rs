//! The workspace seen from outside: case loading and matching shared by its tests.

pub mod matching;
pub mod suite;
pub mod unit;
pub mod verdict;
