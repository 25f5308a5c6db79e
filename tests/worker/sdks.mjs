// The SDKs from npm and PyPI, unmodified, against the Worker: what they sent is what an insight counts.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { before, test } from "node:test";
import { promisify } from "node:util";

import { launch, require } from "../support/browser.mjs";

const url = process.env.ORIEL_URL;
const { PostHog } = require("posthog-node");
let made;

async function post(path, body, key) {
  const headers = { "content-type": "application/json", ...(key && { authorization: `Bearer ${key}` }) };
  const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  assert.equal(response.status, 200, await response.clone().text());
  return response.json();
}

/** Returns the results of a trend over the last week. */
async function trend(event, { math, properties, breakdown } = {}) {
  const series = [{ kind: "EventsNode", event, ...(math && { math }), ...(properties && { properties }) }];
  const query = { kind: "TrendsQuery", series, ...(breakdown && { breakdownFilter: breakdown }) };
  const path = `/api/projects/${made.project.main}/query/`;
  return (await post(path, { query, refresh: "force_blocking" }, made.key.reader)).results;
}

const count = async (event, options) => (await trend(event, options))[0].count;

/** Waits until a count is reached: SDKs send when they like to. */
async function reaches(expected, event, options) {
  let found;
  for (let attempt = 0; attempt < 60; attempt += 1) {
    found = await count(event, options);
    if (found >= expected) break;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  assert.equal(found, expected, `${event} ${JSON.stringify(options ?? {})}`);
}

before(async () => {
  const keys = [{ ref: "reader", user: "user1", scopes: ["query:read"] }];
  made = await post("/_oriel/test/setup", { reset: true, state: { keys } });
});

test("posthog-node", async () => {
  const client = new PostHog(made.token, { host: url, flushAt: 20, flushInterval: 100 });
  for (let number = 0; number < 50; number += 1) {
    client.capture({ distinctId: `node ${number % 5}`, event: "node event", properties: { number } });
  }
  client.identify({ distinctId: "node 0", properties: { plan: "pro" } });
  client.alias({ distinctId: "node 0", alias: "node 1" });
  client.groupIdentify({ groupType: "company", groupKey: "acme", properties: { size: "large" } });
  client.capture({ distinctId: "node 0", event: "node group event", groups: { company: "acme" } });
  await client.shutdown();
  assert.equal(await count("node event"), 50);
  // Two of the five became one.
  assert.equal(await count("node event", { math: "dau" }), 4);
  const byPlan = await trend("node event", { breakdown: { breakdown: "plan", breakdown_type: "person" } });
  assert.deepEqual(
    byPlan.map((series) => [series.breakdown_value, series.count]),
    [["pro", 20], ["$$_posthog_breakdown_null_$$", 30]],
  );
  const breakdown = { breakdown: "size", breakdown_type: "group", breakdown_group_type_index: 0 };
  const bySize = await trend("node group event", { breakdown });
  assert.deepEqual(bySize.map((series) => [series.breakdown_value, series.count]), [["large", 1]]);
});

test("posthog for Python", { skip: !process.env.ORIEL_PYTHON && "no Python" }, async () => {
  const script = join(import.meta.dirname, "sdks/send.py");
  await promisify(execFile)(process.env.ORIEL_PYTHON, [script, made.token, url]);
  assert.equal(await count("python event"), 30);
  assert.equal(await count("python event", { math: "dau" }), 2);
  const byPlan = await trend("python event", { breakdown: { breakdown: "plan", breakdown_type: "person" } });
  assert.deepEqual(
    byPlan.map((series) => [series.breakdown_value, series.count]),
    [["free", 10], ["$$_posthog_breakdown_null_$$", 20]],
  );
});

test("posthog-js in Chromium", async () => {
  const library = await readFile(require.resolve("posthog-js/dist/array.full.no-external.js"));
  const page = await readFile(join(import.meta.dirname, "sdks/page.html"), "utf8");
  const server = createServer((request, response) => {
    const isLibrary = request.url === "/posthog.js";
    response.writeHead(200, { "content-type": isLibrary ? "text/javascript" : "text/html" });
    response.end(isLibrary ? library : page);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const browser = await launch("--disable-quic", "--no-first-run", "--disable-background-networking");
  try {
    // The SDK sends nothing for whom it takes for a robot.
    const userAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
    const tab = await browser.newPage({ userAgent });
    await tab.addInitScript(() => Object.defineProperty(navigator, "webdriver", { get: () => false }));
    const failures = [];
    tab.on("response", (answer) => answer.status() >= 400 && failures.push(`${answer.status()} ${answer.url()}`));
    const { port } = server.address();
    await tab.goto(`http://127.0.0.1:${port}/start?utm_source=letter#${encodeURIComponent(JSON.stringify([made.token, url]))}`);
    await tab.waitForFunction(() => globalThis.isReady);
    await tab.click("#buy");
    await reaches(1, "$pageview");
    await reaches(1, "$autocapture");
    await reaches(10, "web event");
    await reaches(10, "web event", { properties: [{ key: "registered", value: "yes", operator: "exact", type: "event" }] });
    // Before and after `identify` it is one person, with what the page that it came from said.
    assert.equal(await count("web event", { math: "dau" }), 1);
    const bySource = await trend("$pageview", { breakdown: { breakdown: "$initial_utm_source", breakdown_type: "person" } });
    assert.deepEqual(bySource.map((series) => [series.breakdown_value, series.count]), [["letter", 1]]);
    const byPlan = await trend("web event", { breakdown: { breakdown: "plan", breakdown_type: "person" } });
    assert.deepEqual(byPlan.map((series) => [series.breakdown_value, series.count]), [["team", 10]]);
    assert.deepEqual(failures, []);
  } finally {
    await browser.close();
    server.close();
  }
});
