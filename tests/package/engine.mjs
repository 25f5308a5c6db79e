// What the package does around its engine, played in Node: persons and groups are defined once, a worker that is gone says
// so, and a failed request leaves nothing behind.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";

import { root } from "../support/browser.mjs";

const dist = join(root, "dist/browser");
const { Dataset, LocalEvents, evaluate } = await import(join(dist, "node.js"));
const { LocalColumns } = await import(join(dist, "oriel.js"));
const { Engine } = await import(join(dist, "worker.js"));

const EVENTS = [
  { event: "seen", distinct_id: "ada", timestamp: "2026-03-02T10:00:00Z", properties: { $group_0: "acme" } },
  { event: "seen", distinct_id: "bob", timestamp: "2026-03-02T11:00:00Z", properties: { $group_0: "tiny" } },
];
const bytes = () => new TextEncoder().encode(EVENTS.map((event) => JSON.stringify(event)).join("\n"));
const persons = (plan) => [{ distinct_ids: ["ada"], properties: { plan } }];
const groups = (size) => [{ group_type_index: 0, group_key: "acme", properties: { size } }];
const by = (breakdownFilter) => ({
  kind: "TrendsQuery",
  series: [{ kind: "EventsNode", event: "seen" }],
  breakdownFilter,
  dateRange: { date_from: "2026-03-02", date_to: "2026-03-02" },
});
const byPlan = by({ breakdown: "plan", breakdown_type: "person" });
const bySize = by({ breakdown: "size", breakdown_type: "group", breakdown_group_type_index: 0 });
const now = "2026-03-03T00:00:00Z";
const has = ({ results }, value) => results.some(({ breakdown_value }) => [breakdown_value].flat().includes(value));

/** Returns what says how often datasets were given definitions since then. */
function countDefinitions(context) {
  const { mock } = context.mock.method(Dataset.prototype, "define");
  return () => mock.callCount();
}

test("persons and groups are defined when they come and when they change, and not again", (context) => {
  const count = countDefinitions(context);
  const events = Dataset.fromNdjson(bytes());
  const options = { now, persons: persons("free") };
  assert.ok(has(evaluate(events, byPlan, options), "free"));
  assert.ok(has(evaluate(events, bySize, { ...options, groups: groups("large") }), "large"));
  assert.ok(has(evaluate(events, bySize, { ...options, groups: groups("huge") }), "huge"));
  assert.equal(count(), 3);
  evaluate(events, byPlan, options);
  evaluate(events, byPlan, { now });
  assert.equal(count(), 3);
  assert.ok(has(evaluate(events, byPlan, { now, persons: persons("team") }), "team"));
});

/** A worker that runs `worker-thread.js` in this thread; `sent` are the calls that came to it. */
class NearWorker extends EventTarget {
  sent = [];

  static async start() {
    const worker = new NearWorker();
    globalThis.addEventListener = (_, hear) => (worker.hear = hear);
    globalThis.postMessage = (message) => worker.dispatchEvent(new MessageEvent("message", { data: structuredClone(message) }));
    await import(join(dist, "worker-thread.js"));
    return worker;
  }

  postMessage(message, transfer) {
    const data = structuredClone(message, { transfer });
    this.sent.push(data);
    this.hear({ data });
  }

  terminate() {}
}

test("a worker is sent persons once, and defines equal ones once", async (context) => {
  const count = countDefinitions(context);
  const worker = await NearWorker.start();
  const engine = new Engine(worker);
  const events = await engine.load(bytes());
  const given = persons("free");
  const ask = (persons) => engine.evaluate(events, byPlan, { now, persons });
  assert.ok(has(await ask(given), "free"));
  assert.ok(has(await ask(given), "free"));
  assert.equal(worker.sent.filter(({ given }) => Array.isArray(given[2]?.persons)).length, 1);
  assert.ok(has(await ask(persons("free")), "free"));
  assert.equal(count(), 1);
  assert.ok(has(await ask(persons("team")), "team"));
  assert.equal(count(), 2);
  // Those of a call that failed are sent anew.
  const other = persons("paid");
  await assert.rejects(engine.evaluate(events, { kind: "Nothing" }, { now, persons: other }));
  assert.ok(has(await ask(other), "paid"));
  await engine.free(events);
});

/** A worker that answers nothing. */
class SilentWorker extends EventTarget {
  postMessage(message) {
    structuredClone(message);
  }

  terminate() {}
}

test("an engine that was ended refuses what is asked of it, before and after", async () => {
  const engine = new Engine(new SilentWorker());
  const before = engine.render({}, {});
  engine.terminate();
  await assert.rejects(before, /was ended/);
  await assert.rejects(engine.render({}, {}), /was ended/);
});

test("an engine that could not be loaded refuses what is asked of it, before and after", async () => {
  const worker = new SilentWorker();
  const engine = new Engine(worker);
  const before = engine.load(bytes());
  worker.dispatchEvent(new Event("error"));
  await assert.rejects(before, /could not be loaded/);
  await assert.rejects(engine.load(bytes()), /could not be loaded/);
});

test("what cannot be sent to a worker is refused", async () => {
  const engine = new Engine(new SilentWorker());
  await assert.rejects(engine.render({}, {}, { title: () => {} }), { name: "DataCloneError" });
});

/** So many ranges are lacking, of so many bytes each. */
const [RANGES, SIZE] = [12, 10];

/** Has all columns lack the same ranges of one file at each question. */
function playColumns({ mock }, added) {
  let isLoaded = false;
  const methods = {
    lacks: () => ((isLoaded = false), "0.0"),
    since: () => (isLoaded ? "1.0" : "0.0"),
    changed: () => Float64Array.from(Array.from({ length: RANGES }, (_, index) => [7, index * SIZE, (index + 1) * SIZE]).flat()),
    add: (fetched) => ((isLoaded = true), added.push(fetched.map((bytes) => [...bytes])), true),
    dataset: () => ({}),
  };
  for (const [name, method] of Object.entries(methods)) mock.method(LocalColumns.prototype, name, method);
}

test("a range that cannot be fetched leaves nothing behind that the next attempt finds twice", async (context) => {
  const added = [];
  playColumns(context, added);
  let attempts = 0;
  const local = new LocalEvents(async (path, { range }) => {
    if (!range) return new Response(new Uint8Array(1));
    const start = Number(/\d+/.exec(range)[0]);
    attempts += 1;
    if (attempts === 1) return new Response("", { status: 500 });
    await new Promise((resolve) => setTimeout(resolve, attempts));
    return new Response(new Uint8Array(SIZE).fill(start / SIZE));
  });
  await assert.rejects(local.events({}), /answered 500/);
  const stopped = attempts;
  assert.ok(stopped < RANGES, `${stopped} ranges were asked for after one had failed`);
  await local.events({});
  assert.equal(attempts, stopped + RANGES);
  assert.deepEqual(added, [Array.from({ length: RANGES }, (_, index) => Array(SIZE).fill(index))]);
  assert.equal(local.bytes, RANGES * SIZE + 1);
});
