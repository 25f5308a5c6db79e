// What the tests in a browser share: Chromium, the packages of www/, and the types of the files that they serve.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";

/** The repository. */
export const root = join(import.meta.dirname, "../..");

/** Finds packages as the modules of www/ do. */
export const require = createRequire(join(root, "www/package.json"));

/** The types of the files that are served, by extension. */
export const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** Starts the Chromium that `CHROME_PATH` names, with further switches. */
export function launch(...switches) {
  const { chromium } = require("playwright-core");
  return chromium.launch({ executablePath: process.env.CHROME_PATH, args: ["--no-sandbox", "--disable-gpu", ...switches] });
}

/** Serves the built app, with an API that knows nobody; gives its address and what ends it. */
export async function serveApp() {
  const server = createServer(async ({ url }, response) => {
    const path = url === "/" ? "/index.html" : url;
    if (path.startsWith("/api/")) return response.writeHead(403, { "content-type": "application/json" }).end("{}");
    const file = join(root, "dist/app", path);
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "text/plain" }).end(await readFile(file));
  }).listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** Returns what axe finds in a page that keeps somebody out: the rule and the first element. */
export async function barriers(page) {
  // Not as an element: a page's own policy would forbid that.
  await page.evaluate(await readFile(require.resolve("axe-core"), "utf8"));
  const { violations } = await page.evaluate(() => globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }));
  return violations.map(({ id, nodes }) => [id, nodes[0].html]);
}
