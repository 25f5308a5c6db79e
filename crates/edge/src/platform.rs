//! What the core asks of the world, answered by Cloudflare: one file per store.

pub(crate) mod cost;
mod events;
mod keep;
mod painter;
mod secrets;
mod sql;

use std::cell::OnceCell;
use std::rc::Rc;

use oriel::platform::{Failure, Platform, Settings, TestHooks, Throttles, Throttling};
use worker::{Env, console_error};

use crate::http;
use cost::Cost;
use events::Objects;
pub(crate) use keep::Namespaces;
use painter::Service;
use secrets::WebCrypto;
use sql::Database;

/// Bundles the Worker's bindings (`wrangler.toml`).
pub(crate) struct Edge {
    sql: Database,
    keep: Namespaces,
    events: Objects,
    secrets: WebCrypto,
    painter: Service,
    throttles: Rc<Throttles>,
    settings: Rc<Settings>,
    /// What the request cost so far; counted with test hooks only.
    pub(crate) cost: Option<Rc<Cost>>,
}

impl Edge {
    /// Returns the platform behind a request.
    ///
    /// # Errors
    ///
    /// Names the binding that is missing.
    pub(crate) fn new(env: &Env) -> worker::Result<Self> {
        let settings = settings(env);
        let cost = (settings.test_hooks == TestHooks::On).then(Rc::<Cost>::default);
        Ok(Self {
            sql: Database::new(env, cost.clone())?,
            keep: Namespaces::new(env)?,
            events: Objects::new(env, cost.clone())?,
            secrets: WebCrypto,
            painter: Service::new(env),
            throttles: throttles(),
            settings,
            cost,
        })
    }
}

impl Platform for Edge {
    type Sql = Database;
    type Keep = Namespaces;
    type Events = Objects;
    type Secrets = WebCrypto;
    type Painter = Service;

    fn sql(&self) -> &Database {
        &self.sql
    }

    fn keep(&self) -> &Namespaces {
        &self.keep
    }

    fn events(&self) -> &Objects {
        &self.events
    }

    fn secrets(&self) -> &WebCrypto {
        &self.secrets
    }

    fn painter(&self) -> &Service {
        &self.painter
    }

    fn throttles(&self) -> &Throttles {
        &self.throttles
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn log(&self, detail: &str) {
        console_error!("{detail}");
    }
}

/// Returns how the Worker is configured: what an isolate runs has one configuration for all of its life.
pub(crate) fn settings(env: &Env) -> Rc<Settings> {
    thread_local! {
        static SETTINGS: OnceCell<Rc<Settings>> = const { OnceCell::new() };
    }
    SETTINGS.with(|settings| Rc::clone(settings.get_or_init(|| Rc::new(configured(env)))))
}

fn configured(env: &Env) -> Settings {
    let text = |name: &str| env.var(name).ok().map(|value| value.to_string()).filter(|value| !value.is_empty());
    let admin_secret = text("ORIEL_ADMIN_SECRET");
    let signing_key = text("ORIEL_SIGNING_KEY").or_else(|| admin_secret.clone());
    let test_hooks = if text("ORIEL_TEST").is_some() { TestHooks::On } else { TestHooks::Off };
    let is_unlimited = test_hooks == TestHooks::On || text("ORIEL_UNLIMITED").is_some();
    Settings {
        signing_key: signing_key.map_or_else(own_signing_key, String::into_bytes),
        admin_secret,
        test_hooks,
        throttling: if is_unlimited { Throttling::Off } else { Throttling::On },
    }
}

/// Returns the signing key of an installation that configures none: what it signs is good in this isolate alone.
fn own_signing_key() -> Vec<u8> {
    http::random().to_vec()
}

/// Returns the counts of this isolate.
fn throttles() -> Rc<Throttles> {
    thread_local! {
        static THROTTLES: Rc<Throttles> = Rc::default();
    }
    THROTTLES.with(Rc::clone)
}

/// Returns the failure behind an error of the host.
fn unavailable(error: impl std::fmt::Display) -> Failure {
    Failure::unavailable(error.to_string())
}
