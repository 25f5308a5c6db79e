//! Sharing: what a link may show, and how.

pub mod audience;
pub mod export;
pub mod settings;
