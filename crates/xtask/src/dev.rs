//! `cargo xtask dev`: builds, starts the Worker in local workerd, and loads the demo events on first start.

mod demo;
pub(crate) mod server;
mod state;

use std::{
    fs,
    io::{self, IsTerminal, Write},
    process::{Command, ExitCode},
};

use self::server::Server;
pub(crate) use self::state::{State, admin_secret};
use crate::{builds::Builder, error::Error, workspace};

/// What the command line asks for.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The port to listen on.
    #[arg(long, default_value_t = 8787)]
    port: u16,
    /// Forget all local data first.
    #[arg(long)]
    fresh: bool,
    /// Do not open the page in a browser.
    #[arg(long)]
    no_open: bool,
}

/// Runs the Worker until Ctrl-C.
///
/// # Errors
/// If a tool or a build fails, the port is taken, or the Worker does not start.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    server::check_port(arguments.port)?;
    let builder = Builder::ready()?;
    builder.all()?;
    let data = workspace::file(".wrangler/state");
    if arguments.fresh {
        State::forget()?;
        if data.exists() {
            fs::remove_dir_all(&data).map_err(Error::file(&data))?;
        }
    }
    let secret = admin_secret()?;
    let options =
        server::Options { port: arguments.port, data, variables: &[("ORIEL_UNLIMITED", "1")], configuration: None };
    let mut server = Server::start(&builder.node, &options)?;
    let state = State::ready(&server, &secret)?;
    demo::load_once(&server, state.clone())?;
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "ready  {url}  key {key}  token {token}  shared {url}/shared/{shared}",
        url = server.url(),
        key = state.key,
        token = state.project_token,
        shared = state.shared_link_token
    )?;
    out.flush()?;
    if !arguments.no_open && io::stdout().is_terminal() {
        open(server.url());
    }
    eprintln!("stop with Ctrl-C; the data stays in .wrangler/state");
    loop {
        server.wait()?;
        eprintln!("the Worker no longer answers; starting it again");
        drop(server);
        server = Server::start(&builder.node, &options)?;
    }
}

/// Opens an address in the user's browser, if there is one.
fn open(url: &str) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    // Without a desktop there is no opener, and the address has been printed.
    let _ = Command::new(opener).arg(url).spawn();
}
