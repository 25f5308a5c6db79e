// A page that holds a server's columns: one load, then questions are answered in it, with the Worker's very numbers.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";

const require = createRequire(join(import.meta.dirname, "../../www/package.json"));
const { chromium } = require("playwright-core");
const url = process.env.ORIEL_URL;

const post = async (path, body, key) => {
  const headers = { "content-type": "application/json", ...(key && { authorization: `Bearer ${key}` }) };
  const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
  assert.ok(response.ok, `${path}: ${response.status} ${await response.clone().text()}`);
  return response.json();
};

const trends = (more) => ({
  kind: "TrendsQuery",
  series: [{ kind: "EventsNode", event: "seen" }],
  dateRange: { date_from: "2026-03-01", date_to: "2026-03-20" },
  ...more,
});
// The first one needs what the others do: weeks reach further than days.
const QUESTIONS = [
  trends({ interval: "week", breakdownFilter: { breakdown: "plan", breakdown_type: "person" } }),
  trends({}),
  trends({ breakdownFilter: { breakdown: "plan", breakdown_type: "person" } }),
  trends({ interval: "week", series: [{ kind: "EventsNode", event: "seen", math: "dau" }] }),
  trends({ series: [{ kind: "EventsNode", event: "seen", properties: [{ key: "plan", value: "paid", type: "person" }] }] }),
];

/** Sends events of sixty persons, enough for some segments, a merge among them. */
async function fill(token) {
  for (let part = 0; part < 4; part += 1) {
    const batch = Array.from({ length: 300 }, (_, index) => {
      const number = part * 300 + index;
      const day = String(1 + (number % 20)).padStart(2, "0");
      const properties = { path: `/page/${number % 7}`, ...(number % 60 < 20 && { $set: { plan: number % 2 ? "free" : "paid" } }) };
      return { event: "seen", distinct_id: `person-${number % 60}`, timestamp: `2026-03-${day}T10:00:00Z`, properties };
    });
    await post("/batch/", { api_key: token, batch });
  }
  const merge = { event: "$identify", distinct_id: "person-1", properties: { $anon_distinct_id: "person-59" } };
  await post("/e/", { ...merge, token, timestamp: "2026-03-20T11:00:00Z" });
}

async function segments(place, key) {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const response = await fetch(`${url}${place}/segments/`, { headers: { authorization: `Bearer ${key}` } });
    const listed = await response.json();
    if (listed.count > 0) return listed.results;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return assert.fail("no segment was written");
}

test("questions are answered in the page once the columns are there", async (context) => {
  const state = { keys: [{ ref: "key", user: "user1", scopes: ["query:read"] }] };
  const made = await post("/_oriel/test/setup", { reset: true, state });
  const [key, place] = [made.key.key, `/api/environments/${made.project.main}`];
  await fill(made.token);
  const stored = await segments(place, key);

  const browser = await chromium.launch({ executablePath: process.env.CHROME_PATH, args: ["--no-sandbox", "--disable-gpu"] });
  context.after(() => browser.close());
  const tab = await browser.newPage();
  await tab.goto(`${url}/oriel/package.json`);
  const asked = [];
  tab.on("request", (request) => request.url().includes("/api/") && asked.push(request));
  await tab.evaluate(async ({ place, key }) => {
    const { default: init, evaluate, LocalEvents } = await import("/oriel/index.js");
    await init();
    const local = new LocalEvents((path, headers) => fetch(`${place}/${path}`, { headers: { ...headers, authorization: `Bearer ${key}` } }));
    globalThis.local = local;
    globalThis.answer = async (query) => {
      const events = await local.events(query, { now: "2026-03-21T00:00:00Z" });
      const { results } = evaluate(events, query, { now: "2026-03-21T00:00:00Z" });
      return JSON.stringify(results);
    };
  }, { place, key });

  for (const [index, query] of QUESTIONS.entries()) {
    const here = await tab.evaluate((query) => globalThis.answer(query), query);
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json", "x-oriel-now": "2026-03-21T00:00:00Z" };
    const body = JSON.stringify({ query, refresh: "force_blocking" });
    const there = await (await fetch(`${url}${place}/query/`, { method: "POST", headers, body })).json();
    assert.equal(here, JSON.stringify(there.results), `question ${index}`);
    assert.ok(there.results.some((series) => series.count > 0), `question ${index} counts something`);
    if (index === 0) {
      assert.ok(asked.length >= 2, "the changes and ranges of segments were asked for");
      const ranges = asked.map((request) => request.headers().range).filter(Boolean);
      const length = (range) => range.slice("bytes=".length).split("-").reduce((first, last) => last - first + 1);
      const read = ranges.reduce((sum, range) => sum + length(range), 0);
      const bytes = stored.reduce((sum, segment) => sum + segment.bytes, 0);
      assert.ok(read < bytes, `${read} of ${bytes} bytes were read`);
      asked.length = 0;
    }
  }
  assert.deepEqual(asked.map((request) => request.url()), [], "no further question asked for events");

  // What comes in afterwards is there when it is asked for.
  await post("/e/", { event: "seen", distinct_id: "person-0", token: made.token, timestamp: "2026-03-20T12:00:00Z" });
  const before = JSON.parse(await tab.evaluate((query) => globalThis.answer(query), QUESTIONS[1]))[0].count;
  await tab.evaluate(() => globalThis.local.refresh());
  const after = JSON.parse(await tab.evaluate((query) => globalThis.answer(query), QUESTIONS[1]))[0].count;
  assert.equal(after, before + 1);
});
