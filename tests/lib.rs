//! The workspace seen from outside: case loading and matching shared by its tests.

pub mod conformance;
pub mod description;
pub mod journal;
pub mod matching;
pub mod native;
pub mod platform;
pub mod polling;
pub mod scenario;
pub mod serving;
pub mod shared_insight;
pub mod pictures;
pub mod suite;
pub mod unit;
pub mod verdict;
