// Answers query cases with the browser module, in Chromium: a case a line on standard input, the response a line on
// standard output.
//
//     node tests/browser/engine.mjs PACKAGE CHROMIUM

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";
import { createInterface } from "node:readline";

const [packageFolder, executablePath] = process.argv.slice(2);
const require = createRequire(join(import.meta.dirname, "../../www/package.json"));
const { chromium } = require("playwright-core");

const types = { ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html" };
const page = "<!doctype html><meta charset='utf-8'><title>Oriel</title>";

const server = createServer(async (request, response) => {
  const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
  const body = path === "/" ? page : await readFile(join(packageFolder, path)).catch(() => undefined);
  const type = path === "/" ? "text/html" : types[extname(path)];
  response.writeHead(body === undefined ? 404 : 200, { "content-type": type ?? "application/octet-stream" }).end(body);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));

const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
const tab = await browser.newPage();
await tab.goto(`http://127.0.0.1:${server.address().port}/`);
await tab.evaluate(async () => {
  const [engine, { zoneRules }] = await Promise.all([import("/oriel.js"), import("/zones.js")]);
  await engine.default();
  globalThis.answer = (text) => {
    const testCase = JSON.parse(text);
    const dataset = engine.Dataset.fromNdjson(new Uint8Array());
    try {
      dataset.define(testCase);
      const zone = testCase.team?.timezone ?? "UTC";
      const now = Date.parse(testCase.now ?? "1970-01-01T00:00:00Z");
      return JSON.stringify(engine.evaluate(dataset, testCase.query, now, zone, zoneRules(zone), testCase));
    } catch (error) {
      return JSON.stringify({ error: { type: error.field === undefined ? "defect" : "validation_error", detail: error.message, attr: error.field } });
    } finally {
      dataset.free();
    }
  };
});

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${await tab.evaluate((text) => globalThis.answer(text), line)}\n`);
}
await browser.close();
server.close();
