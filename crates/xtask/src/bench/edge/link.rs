//! A shared link that many open, beside a bare Worker that hands the same bytes out of KV.

use std::{
    fs,
    io::Write,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::Duration,
};

use super::line;
use crate::{
    dev::server::{Options, Server, free_port},
    error::Error,
    tools::node::Node,
    workspace,
};

/// So much of the bare Worker's requests a second is to be reached.
const LEAST_RATIO: f64 = 0.9;
const CONNECTIONS: usize = 8;
/// Both are asked in turn, for so long each time; the best turn counts.
const ROUNDS: usize = 5;
const TURN: Duration = Duration::from_secs(3);

/// The bare Worker: what is put is handed out again.
const BARE: &str = r#"export default {
  async fetch(request, env) {
    if (request.method === "PUT") {
      await env.BYTES.put("bytes", await request.arrayBuffer());
      return new Response();
    }
    const bytes = await env.BYTES.get("bytes", "arrayBuffer");
    return new Response(bytes, { headers: { "content-type": "application/json" } });
  },
};
"#;
const CONFIGURATION: &str = r#"name = "bare"
main = "bare.js"
no_bundle = true
compatibility_date = "2026-07-01"
send_metrics = false

[[kv_namespaces]]
binding = "BYTES"
id = "bare"
"#;

/// Measures how many requests for a link are answered in a second, and how many the bare Worker answers.
pub(super) fn measure(node: &Node, options: &Options<'_>, token: &str, out: &mut impl Write) -> Result<(), Error> {
    let failed = |error: ureq::Error| Error::Worker(format!("the link could not be read: {error}"));
    let server = Server::start(node, options)?;
    let link = format!("{}/shared/{token}.json", server.url());
    let bytes = ureq::get(&link).call().map_err(failed)?.body_mut().read_to_vec().map_err(failed)?;

    let folder = workspace::file("target/bench/bare");
    workspace::write(&folder.join("bare.js"), BARE)?;
    let configuration = folder.join("wrangler.toml");
    workspace::write(&configuration, CONFIGURATION)?;
    // Not below the folder: what is written there makes wrangler load the Worker anew.
    let data = workspace::file(".wrangler/bare");
    let options =
        Options { port: free_port()?, data: data.clone(), variables: &[], configuration: Some(configuration) };
    let bare = Server::start(node, &options)?;
    ureq::put(bare.url()).send(&bytes).map_err(failed)?;

    let mut best = [0.0_f64; 2];
    for _ in 0..ROUNDS {
        for (best, address) in best.iter_mut().zip([link.as_str(), bare.url()]) {
            *best = best.max(rate(address)?);
        }
    }
    let [ours, theirs] = best;
    line(out, &format!("a shared link ({} bytes), requests a second", bytes.len()), ours, true)?;
    line(out, "the same bytes from a bare Worker", theirs, true)?;
    line(out, "  of which the link reaches", ours / theirs, ours / theirs >= LEAST_RATIO)?;
    drop(bare);
    fs::remove_dir_all(&data).map_err(Error::file(&data))
}

/// Returns how many requests are answered in a second.
fn rate(address: &str) -> Result<f64, Error> {
    let (answered, is_over) = (AtomicU64::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        let readers: Vec<_> = (0..CONNECTIONS)
            .map(|_| {
                scope.spawn(|| {
                    let agent = ureq::Agent::new_with_defaults();
                    while !is_over.load(Ordering::Relaxed) {
                        agent.get(address).call()?.body_mut().read_to_vec()?;
                        answered.fetch_add(1, Ordering::Relaxed);
                    }
                    Ok::<(), ureq::Error>(())
                })
            })
            .collect();
        thread::sleep(TURN);
        is_over.store(true, Ordering::Relaxed);
        for reader in readers {
            let ended = reader.join().map_err(|_| Error::Worker(String::from("a reader panicked")))?;
            ended.map_err(|error| Error::Worker(format!("{address}: {error}")))?;
        }
        Ok::<(), Error>(())
    })?;
    Ok(answered.into_inner() as f64 / TURN.as_secs_f64())
}
