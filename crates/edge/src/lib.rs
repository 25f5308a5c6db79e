//! Oriel as a Cloudflare Worker. Glue only: no decisions are made here.
