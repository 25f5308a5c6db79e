//! Oriel as a Cloudflare Worker. Glue only: no decisions are made here.

use worker::{Context, DurableObject, Env, Request, Response, State, durable_object, event, wasm_bindgen};

/// Answers one request.
#[event(fetch)]
async fn fetch(request: Request, _env: Env, _context: Context) -> worker::Result<Response> {
    match request.path().as_str() {
        "/healthz" => Response::ok("ok"),
        _ => Response::error("not found", 404),
    }
}

/// Keeps one environment's newest events.
#[durable_object]
pub struct Environment;

impl DurableObject for Environment {
    fn new(_state: State, _env: Env) -> Self {
        Self
    }

    async fn fetch(&self, _request: Request) -> worker::Result<Response> {
        Response::ok("ok")
    }
}
