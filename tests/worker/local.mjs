// A page that holds a server's columns: one load, then questions are answered in it, with the Worker's very numbers.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { launch } from "../support/browser.mjs";
import { workerAt } from "../support/worker.mjs";

const { url, ask, setUp } = workerAt();
let browser;
let made;
let stored;
let insight;

const trends = (more) => ({
  kind: "TrendsQuery",
  series: [{ kind: "EventsNode", event: "seen", name: "seen" }],
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
    await ask("POST", "/batch/", { api_key: token, batch });
  }
  const merge = { event: "$identify", distinct_id: "person-1", properties: { $anon_distinct_id: "person-59" } };
  await ask("POST", "/e/", { ...merge, token, timestamp: "2026-03-20T11:00:00Z" });
}

async function segments() {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const listed = await ask("GET", `${place()}/segments/`);
    if (listed.count > 0) return listed.results;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return assert.fail("no segment was written");
}

const place = () => `/api/environments/${made.project.main}`;

before(async () => {
  made = await setUp({ keys: [{ ref: "asker", user: "user1", scopes: ["query:read"] }, { ref: "viewer", user: "user1", scopes: ["insight:read", "project:read", "user:read"] }] });
  await fill(made.token);
  stored = await segments();
  insight = await ask("POST", `/api/projects/${made.project.main}/insights/`, { name: "Seen", query: { kind: "InsightVizNode", source: QUESTIONS[0] } });
  browser = await launch();
});
after(() => browser.close());

/** Opens a page that has the package, with `local` to hold the events and `answer` to ask a question. */
async function holding(options = {}) {
  const tab = await browser.newPage();
  await tab.goto(`${url}/oriel/package.json`);
  const asked = [];
  tab.on("request", (request) => request.url().includes("/api/") && asked.push(request));
  await tab.evaluate(async ({ place, key, options }) => {
    const { default: init, evaluate, LocalEvents } = await import("/oriel/index.js");
    await init();
    globalThis.local = new LocalEvents((path, headers) => fetch(`${place}/${path}`, { headers: { ...headers, authorization: `Bearer ${key}` } }), options);
    globalThis.answer = async (query) => {
      const events = await globalThis.local.events(query, { now: "2026-03-21T00:00:00Z" });
      const { results } = evaluate(events, query, { now: "2026-03-21T00:00:00Z" });
      events.free();
      return JSON.stringify(results);
    };
  }, { place: place(), key: made.key.asker, options });
  return { tab, asked, answer: (query) => tab.evaluate((query) => globalThis.answer(query), query) };
}

test("questions are answered in the page once the columns are there", async () => {
  const { tab, asked, answer } = await holding();
  for (const [index, query] of QUESTIONS.entries()) {
    const here = await answer(query);
    const headers = { authorization: `Bearer ${made.key.asker}`, "content-type": "application/json", "x-oriel-now": "2026-03-21T00:00:00Z" };
    const body = JSON.stringify({ query, refresh: "force_blocking" });
    const there = await (await fetch(`${url}${place()}/query/`, { method: "POST", headers, body })).json();
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

  // Other columns are there in what was fetched, or are fetched alone: nothing is told or fetched twice.
  const paths = trends({ breakdownFilter: { breakdown: "path", breakdown_type: "event" } });
  assert.equal(JSON.parse(await answer(paths)).length, 7);
  assert.deepEqual(asked.filter((request) => request.url().includes("changes")), []);

  // What comes in afterwards is there when it is asked for.
  assert.equal(await tab.evaluate(() => globalThis.local.refresh()), false);
  await ask("POST", "/e/", { event: "seen", distinct_id: "person-0", token: made.token, timestamp: "2026-03-20T12:00:00Z" });
  const before = JSON.parse(await answer(QUESTIONS[1]))[0].count;
  assert.equal(await tab.evaluate(() => globalThis.local.refresh()), true);
  assert.equal(JSON.parse(await answer(QUESTIONS[1]))[0].count, before + 1);
  // Also in columns that are fetched later.
  const ids = trends({ series: [{ kind: "EventsNode", event: "seen", math: "hogql", math_hogql: "count(distinct uuid)" }] });
  assert.equal(JSON.parse(await answer(ids))[0].count, before + 1);
});

test("no more is fetched than may be", async () => {
  const { asked, answer } = await holding({ mostBytes: 1000 });
  await assert.rejects(answer(QUESTIONS[0]), /needs [\d,]+ bytes of events; 1,000 may be fetched/);
  assert.deepEqual(asked.map((request) => request.headers().range).filter(Boolean), []);
});

/** Opens the insight in the app; gives the paths below `segments/` that it asks for. */
async function open(prepare = () => {}, key = made.key.full) {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  const asked = [];
  page.on("request", (request) => request.url().includes("/segments/") && asked.push(request.url().split("/segments/")[1]));
  await prepare(page);
  await page.goto(`${url}/#key=${key}`);
  await page.locator("h1").waitFor();
  await page.goto(`${url}/#/${made.project.main}/insights/${insight.short_id}`);
  await page.locator("#chart svg").waitFor();
  return { page, asked, says: (words) => page.locator("#timing").filter({ hasText: words }).waitFor() };
}

/** Edits the question, and returns what the server answers then. */
async function edited(page, label, value) {
  const answered = page.waitForResponse((response) => response.url().endsWith("/query/"));
  await page.getByRole("combobox", { name: label, exact: true }).selectOption(value);
  return (await answered).json();
}

/** Returns the results that the page shows. */
async function shown(page) {
  await page.getByRole("button", { name: "Download" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Figures (JSON)" }).click()]);
  return JSON.parse(await readFile(await download.path(), "utf8")).results;
}

test("the app answers edits by itself, and the server gives the same", async () => {
  const { page, asked, says } = await open();
  await says(/in this page.* MB were fetched for it\. The server gives the same\./);
  assert.ok(asked.length >= 2, "the changes and ranges of segments were asked for");
  asked.length = 0;
  for (const [label, value] of [["Interval", "day"], ["Count A", "dau"], ["Show as", "ActionsBar"]]) {
    const { results } = await edited(page, label, value);
    await says(/in this page\. The server gives the same\./);
    assert.equal(JSON.stringify(await shown(page)), JSON.stringify(results), label);
  }
  assert.deepEqual(asked, [], "no edit asked for events");

  await ask("POST", "/e/", { event: "seen", distinct_id: "somebody", token: made.token, timestamp: "2026-03-20T12:00:00Z" });
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await says("Events came in that change this answer.");
  await page.getByRole("button", { name: "Calculate anew" }).click();
  await says("The server gives the same.");
});

test("an answer that waits for the server is the page's own meanwhile", async () => {
  const { page, says } = await open();
  await says("The server's own answer is older");
  await page.locator("#editor .kinds").waitFor();
  await page.context().setOffline(true);
  await page.getByRole("combobox", { name: "Interval" }).selectOption("day");
  await says(/in this page\. You are offline\./);
  assert.ok(await page.locator("#chart svg").isVisible());
});

test("a page that would fetch too much says so, and leaves all questions to the server", async () => {
  const much = Buffer.alloc(16_000_001);
  const { page, asked, says } = await open((page) => page.route("**/segments/changes/**", (route) => route.fulfill({ body: much })));
  await says("Only the server answers: the question needs more than the 16 MB of events that a page fetches.");
  asked.length = 0;
  const { results } = await edited(page, "Interval", "day");
  await says(/Calculated by the server.*Only the server answers/);
  assert.equal(JSON.stringify(await shown(page)), JSON.stringify(results));
  assert.deepEqual(asked, []);
});

test("a reader who spares data fetches no events", async () => {
  const sparing = () => Object.defineProperty(navigator, "connection", { value: { saveData: true } });
  const { asked, says } = await open((page) => page.addInitScript(sparing));
  await says("Only the server answers: your browser asks to spare data.");
  assert.deepEqual(asked, []);
});

test("whose key may only see insights sees what is kept", async () => {
  // As where no cookie is kept: the key stays in the tab.
  const take = (route) => (route.request().method() === "POST" ? route.fulfill({ json: {} }) : route.continue());
  const { page, asked, says } = await open((page) => page.route("**/api/session/", take), made.key.viewer);
  await says("Your key may see insights, and ask nothing else.");
  await page.locator("#editor").getByText("it needs the scope query:read").waitFor();
  assert.ok(await page.locator("#notice").isHidden());
  assert.deepEqual(asked, []);
});
