//! `cargo xtask key|user|project …`: what an operator does, by the Worker's endpoints under `/_oriel/`.

use std::{
    env,
    io::{self, Write},
    process::ExitCode,
};

use serde_json::{Map, Value, json};
use ureq::{Body, http::Response};

use crate::{
    dev::{self, State},
    error::Error,
};

/// Which Worker is meant.
#[derive(clap::Args)]
pub(crate) struct Target {
    /// Where Oriel listens: ORIEL_URL, or where `dev` does. Another address needs its secret in ORIEL_ADMIN_SECRET.
    #[arg(long, global = true)]
    url: Option<String>,
}

/// Personal API keys.
#[derive(clap::Subcommand)]
pub(crate) enum Key {
    /// Makes a key and shows it, once.
    Create {
        /// Whose key it is: an email or id.
        #[arg(long)]
        user: String,
        #[arg(long, default_value = "Key")]
        label: String,
        /// What it may do, such as insight:read,query:read.
        #[arg(long, value_delimiter = ',', default_value = "*")]
        scopes: Vec<String>,
        /// The only projects that it reaches, by id.
        #[arg(long, value_delimiter = ',')]
        projects: Vec<i64>,
        /// The only organizations that it reaches, by id.
        #[arg(long, value_delimiter = ',')]
        organizations: Vec<String>,
    },
    /// Lists the keys, without what would let anybody use them.
    List,
    /// Takes a key away, by its id.
    Revoke { id: String },
}

/// People.
#[derive(clap::Subcommand)]
pub(crate) enum User {
    /// Makes a user, or admits one to another organization or at another level.
    Create {
        email: String,
        /// member, administrator or owner.
        #[arg(long, default_value = "member")]
        level: String,
        /// By id or name; needed where there are several.
        #[arg(long)]
        organization: Option<String>,
        #[arg(long, default_value = "")]
        first_name: String,
    },
    /// Lists the users.
    List,
    /// Locks a user out, by email or id, and takes the keys away.
    Revoke { user: String },
}

/// Projects and their environments.
#[derive(clap::Subcommand)]
pub(crate) enum Project {
    /// Makes a project and shows its public token, which captures events.
    Create {
        name: String,
        /// By id or name, made if there is none; needed where there are several.
        #[arg(long)]
        organization: Option<String>,
        #[arg(long, default_value = "UTC")]
        timezone: String,
        /// Make it an environment of this project instead.
        #[arg(long)]
        environment_of: Option<i64>,
    },
    /// Lists the environments of all projects.
    List,
    /// Gives an environment another public token; the old one captures no more.
    Revoke { id: i64 },
}

/// Makes, lists or revokes keys.
///
/// # Errors
/// If no Worker is known, or it refuses.
pub(crate) fn key(target: &Target, command: Key) -> Result<ExitCode, Error> {
    let worker = Worker::of(target)?;
    show(&match command {
        Key::Create { user, label, scopes, projects, organizations } => worker.create(
            "keys",
            &json!({
                "user": user, "label": label, "scopes": scopes, "projects": projects, "organizations": organizations,
            }),
        ),
        Key::List => worker.list("keys"),
        Key::Revoke { id } => worker.revoke("keys", &id),
    }?)
}

/// Makes, lists or revokes users.
///
/// # Errors
/// As [`key`].
pub(crate) fn user(target: &Target, command: User) -> Result<ExitCode, Error> {
    let worker = Worker::of(target)?;
    show(&match command {
        User::Create { email, level, organization, first_name } => worker.create(
            "users",
            &json!({"email": email, "level": level, "organization": organization, "first_name": first_name}),
        ),
        User::List => worker.list("users"),
        User::Revoke { user } => worker.revoke("users", &user),
    }?)
}

/// Makes, lists or revokes projects.
///
/// # Errors
/// As [`key`].
pub(crate) fn project(target: &Target, command: Project) -> Result<ExitCode, Error> {
    let worker = Worker::of(target)?;
    show(&match command {
        Project::Create { name, organization, timezone, environment_of } => worker.create(
            "projects",
            &json!({
                "name": name, "organization": organization, "timezone": timezone, "project": environment_of,
            }),
        ),
        Project::List => worker.list("projects"),
        Project::Revoke { id } => worker.revoke("projects", &id.to_string()),
    }?)
}

/// A Worker and the secret that opens it.
struct Worker {
    url: String,
    authorization: String,
}

impl Worker {
    /// Returns the Worker that is meant; the secret of `dev` is sent to no other than that.
    fn of(target: &Target) -> Result<Self, Error> {
        let named = target.url.clone().or_else(|| env::var("ORIEL_URL").ok());
        let secret = match (env::var("ORIEL_ADMIN_SECRET").ok(), &named) {
            (Some(secret), _) => secret,
            (None, None) => dev::admin_secret()?,
            (None, Some(url)) => {
                return Err(Error::Missing {
                    what: format!("{url} asks for its admin secret"),
                    advice: String::from("set ORIEL_ADMIN_SECRET"),
                });
            }
        };
        let url = named.or_else(|| State::kept().map(|state| state.url)).ok_or_else(|| Error::Missing {
            what: String::from("which Worker?"),
            advice: String::from("start `cargo xtask dev`, or name a --url"),
        })?;
        Ok(Self { url: url.trim_end_matches('/').to_owned(), authorization: format!("Bearer {secret}") })
    }

    fn address(&self, path: &str) -> String {
        format!("{}/_oriel/{path}", self.url)
    }

    fn create(&self, kind: &str, body: &Value) -> Result<Value, Error> {
        let request = ureq::post(self.address(kind)).header("Authorization", &self.authorization);
        let request = request.config().http_status_as_error(false).build();
        answer(request.content_type("application/json").send(body.to_string()))
    }

    fn list(&self, kind: &str) -> Result<Value, Error> {
        let request = ureq::get(self.address(kind)).header("Authorization", &self.authorization);
        answer(request.config().http_status_as_error(false).build().call())
    }

    fn revoke(&self, kind: &str, id: &str) -> Result<Value, Error> {
        let request = ureq::delete(self.address(&format!("{kind}/{id}"))).header("Authorization", &self.authorization);
        answer(request.config().http_status_as_error(false).build().call())
    }
}

/// Returns what the Worker says; a refusal is an error in its own words.
fn answer(answer: Result<Response<Body>, ureq::Error>) -> Result<Value, Error> {
    let failed = |error: ureq::Error| Error::Worker(format!("the Worker could not be asked: {error}"));
    let mut answer = answer.map_err(failed)?;
    let text = answer.body_mut().read_to_string().map_err(failed)?;
    let body: Value = serde_json::from_str(&text).unwrap_or_default();
    if answer.status().is_success() {
        return Ok(body);
    }
    let detail = body.get("detail").and_then(Value::as_str).unwrap_or(&text);
    let field = body.get("attr").and_then(Value::as_str).map(|field| format!("{field}: ")).unwrap_or_default();
    Err(Error::Worker(format!("the Worker answered {}: {field}{detail}", answer.status().as_u16())))
}

/// Prints a line per row of a list, or a line per field of anything else.
fn show(answer: &Value) -> Result<ExitCode, Error> {
    let mut out = io::stdout().lock();
    if let Some(rows) = answer.get("results").and_then(Value::as_array) {
        for row in rows.iter().filter_map(Value::as_object) {
            let fields: Vec<String> = shown(row).map(|(name, value)| format!("{name} {value}")).collect();
            writeln!(out, "{}", fields.join("  "))?;
        }
    } else if let Some(row) = answer.as_object() {
        for (name, value) in shown(row) {
            writeln!(out, "{name:<13} {value}")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns the fields that say something, texts without quotes.
fn shown(row: &Map<String, Value>) -> impl Iterator<Item = (&String, String)> {
    let says_something = |value: &Value| !value.is_null() && *value != json!([]) && *value != json!("");
    let fields = row.iter().filter(move |(_, value)| says_something(value));
    fields.map(|(name, value)| (name, value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
}
