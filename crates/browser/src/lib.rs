//! Oriel for JavaScript. Glue only: no decisions are made here.
