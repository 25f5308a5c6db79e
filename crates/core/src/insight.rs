//! Insights: what the API keeps and shows of them.

pub mod elements_chain;
pub mod legacy;
