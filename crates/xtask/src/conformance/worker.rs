//! The Worker as the server that scenarios are played on: local workerd, started for them with empty stores.

use std::{fs, path::PathBuf};

use tests::scenario::{Player, Wire, WireRequest, WireResponse};
use ureq::{Agent, http};

use crate::{
    builds::Builder,
    dev::server::{Options, Server, free_port},
    error::Error,
    workspace,
};

/// A running Worker with its test hooks on; dropped, it ends and its stores are removed.
pub(crate) struct Worker {
    server: Option<Server>,
    origin: String,
    data: PathBuf,
    agent: Agent,
}

impl Worker {
    /// Builds the Worker, starts it and returns a player of scenarios on it.
    ///
    /// # Errors
    /// If the build fails or the Worker does not start.
    pub(crate) fn player() -> Result<Player<Self>, Error> {
        let builder = Builder::ready()?;
        builder.workers()?;
        let data = workspace::file(".wrangler/conformance");
        workspace::clear(&data)?;
        let options =
            Options { port: free_port()?, data: data.clone(), variables: &[("ORIEL_TEST", "1")], configuration: None };
        let server = Server::start(&builder.node, &options)?;
        let origin = server.url().to_owned();
        let agent = Agent::config_builder().http_status_as_error(false).max_redirects(0).build().new_agent();
        Ok(Player(Self { server: Some(server), origin, data, agent }))
    }

    fn exchange(&self, request: &WireRequest) -> Result<WireResponse, ureq::Error> {
        let separator = if request.query.is_empty() { "" } else { "?" };
        let url = [&self.origin, &request.path, separator, &request.query].concat();
        let mut builder = http::Request::builder().method(request.method.as_str()).uri(url);
        builder = builder.header("x-oriel-now", &request.now);
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        let mut response = match request.body.as_slice() {
            [] => self.agent.run(builder.body(())?)?,
            body => self.agent.run(builder.body(body)?)?,
        };
        let headers = response.headers().iter();
        let headers = headers
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        let headers = headers.collect();
        let status = response.status().as_u16();
        let body = response.body_mut().with_config().limit(u64::MAX).read_to_vec()?;
        Ok(WireResponse { status, headers, body: String::from_utf8_lossy(&body).into_owned() })
    }
}

impl Wire for Worker {
    fn send(&mut self, request: &WireRequest) -> Result<WireResponse, String> {
        self.exchange(request).map_err(|error| error.to_string())
    }

    fn origin(&self) -> String {
        self.origin.clone()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // First the server, which writes there.
        self.server = None;
        // What could not be removed is cleared by the next run.
        let _ = fs::remove_dir_all(&self.data);
    }
}
