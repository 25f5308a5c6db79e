//! What the local Worker handed out on its first start, kept so that a restart says the same.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use super::server::Server;
use crate::{error::Error, http, workspace};

const SECRET: &str = "ORIEL_ADMIN_SECRET";

/// The local project's credentials.
#[derive(Clone)]
pub(crate) struct State {
    /// The personal API key.
    pub(crate) key: String,
    /// The token that captures events.
    pub(crate) project_token: String,
    /// The token of the shared demo insight.
    pub(crate) shared_link_token: String,
    /// Where the Worker listens, or last did.
    pub(crate) url: String,
    /// Whether the demo events are in.
    pub(crate) is_demo_loaded: bool,
}

impl State {
    /// Returns what the last start kept, if anything.
    pub(crate) fn kept() -> Option<Self> {
        Self::from_json(&serde_json::from_str(&fs::read_to_string(path()).ok()?).ok()?)
    }

    /// Returns the kept state; on first start asks the Worker to set itself up.
    ///
    /// # Errors
    /// If the Worker refuses.
    pub(super) fn ready(server: &Server, secret: &str) -> Result<Self, Error> {
        if let Some(kept) = Self::kept() {
            let state = Self { url: server.url().to_owned(), ..kept };
            state.keep()?;
            return Ok(state);
        }
        let request = ureq::post(format!("{}/_oriel/setup", server.url()));
        let answer = http::json(request.header("Authorization", format!("Bearer {secret}")).send_empty())?;
        let unexpected = || Error::Worker(format!("the Worker's set-up answered {answer}"));
        let state = Self::from_json(&answer).ok_or_else(unexpected)?;
        let state = Self { url: server.url().to_owned(), ..state };
        state.keep()?;
        Ok(state)
    }

    /// Writes the state.
    pub(super) fn keep(&self) -> Result<(), Error> {
        let value = json!({
            "key": self.key,
            "project_token": self.project_token,
            "shared_link_token": self.shared_link_token,
            "url": self.url,
            "is_demo_loaded": self.is_demo_loaded,
        });
        workspace::write(&path(), format!("{value:#}\n"))
    }

    /// Forgets what the last start kept.
    pub(super) fn forget() -> Result<(), Error> {
        let path = path();
        if path.exists() { fs::remove_file(&path).map_err(Error::file(&path)) } else { Ok(()) }
    }

    fn from_json(value: &Value) -> Option<Self> {
        let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Self {
            key: text("key")?,
            project_token: text("project_token")?,
            shared_link_token: text("shared_link_token")?,
            url: text("url").unwrap_or_default(),
            is_demo_loaded: value.get("is_demo_loaded").and_then(Value::as_bool).unwrap_or(false),
        })
    }
}

/// Returns the secret that guards the Worker's set-up; draws it once and keeps it in `.dev.vars`.
///
/// # Errors
/// If the file can't be written.
pub(crate) fn admin_secret() -> Result<String, Error> {
    let path = workspace::file(".dev.vars");
    let text = if path.exists() { workspace::read(&path)? } else { String::new() };
    let kept = text.lines().find_map(|line| line.strip_prefix(SECRET)?.strip_prefix('='));
    if let Some(secret) = kept {
        return Ok(secret.trim_matches('"').to_owned());
    }
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Error::Worker(format!("no randomness: {error}")))?;
    let secret: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let separator = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    workspace::write(&path, format!("{text}{separator}{SECRET}={secret}\n"))?;
    Ok(secret)
}

fn path() -> PathBuf {
    workspace::file(".wrangler/oriel-dev.json")
}
