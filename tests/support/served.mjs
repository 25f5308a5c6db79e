// The built app without a server of its own: what a reader without an account, or without a net, has.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, before } from "node:test";

import { TYPES, launch, root } from "./browser.mjs";

/** Serves the app and starts Chromium for the tests of a file: its address and the browser are there once they run. */
export function served() {
  const there = {};
  let server;
  before(async () => {
    server = await serve();
    there.url = `http://127.0.0.1:${server.address().port}/`;
    there.browser = await launch();
  });
  after(async () => {
    await there.browser.close();
    server.close();
  });
  return there;
}

/** Serves the app, with an API that knows nobody. */
async function serve() {
  const server = createServer(async ({ url }, response) => {
    const path = url === "/" ? "/index.html" : url;
    if (path.startsWith("/api/")) return response.writeHead(403, { "content-type": "application/json" }).end("{}");
    const file = join(root, "dist/app", path);
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "text/plain" }).end(await readFile(file));
  }).listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  return server;
}
