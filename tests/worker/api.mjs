// What curl does with a key, on workerd: the API, events that count at once, shared links, and a panic.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { gzipSync } from "node:zlib";

const url = process.env.ORIEL_URL;
const query = { kind: "TrendsQuery", series: [{ kind: "EventsNode", event: "seen" }] };
let made;

async function ask(method, path, { key = made.key.full, body, headers = {}, raw } = {}) {
  const credentials = key ? { authorization: `Bearer ${key}` } : {};
  const type = body ? { "content-type": "application/json" } : {};
  const response = await fetch(url + path, {
    method,
    headers: { ...credentials, ...type, ...headers },
    body: raw ?? (body && JSON.stringify(body)),
  });
  const text = await response.text();
  let json;
  try {
    json = JSON.parse(text);
  } catch {}
  return { status: response.status, headers: response.headers, text, json };
}

const insights = () => `/api/projects/${made.project.main}/insights/`;
const count = async () => {
  const answer = await ask("GET", `${insights()}${made.insight.seen.id}/?refresh=force_blocking`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json.result[0].count;
};
const event = (properties = {}) => ({ event: "seen", distinct_id: "someone", properties });

before(async () => {
  const keys = [
    { ref: "full", user: "user1", scopes: ["*"] },
    { ref: "reader", user: "user1", scopes: ["insight:read"] },
    { ref: "blind", user: "user1", scopes: ["element:read"] },
  ];
  const state = { keys, insights: [{ ref: "seen", name: "Seen", query }] };
  const answer = await ask("POST", "/_oriel/test/setup", { key: null, body: { reset: true, state } });
  assert.equal(answer.status, 200, answer.text);
  made = answer.json;
});

test("an insight is listed, created, read and changed", async () => {
  const created = await ask("POST", insights(), { body: { name: "New", query } });
  assert.equal(created.status, 201, created.text);
  const path = `${insights()}${created.json.id}`;
  assert.equal((await ask("PATCH", path, { body: { name: "Newer" } })).json.name, "Newer");
  const read = await ask("GET", path);
  assert.equal(read.json.name, "Newer");
  assert.match(read.headers.get("server-timing"), /^oriel;dur=\d+$/);
  const listed = (await ask("GET", "/api/environments/@current/insights")).json.results;
  assert.ok(listed.some((insight) => insight.name === "Newer"));
});

test("each refusal has the envelope and the status", async () => {
  const one = `${insights()}${made.insight.seen.id}/`;
  const refusals = [
    [401, "authentication_failed", await ask("GET", insights(), { key: "phx_wrong" })],
    [403, "not_authenticated", await ask("GET", insights(), { key: null })],
    [403, "permission_denied", await ask("POST", insights(), { key: made.key.reader, body: { query } })],
    [400, "parse_error", await ask("POST", insights(), { body: { query: { kind: "TrendsQuery", series: 5 } } })],
    [404, "not_found", await ask("GET", `${insights()}999999/`)],
    [405, "method_not_allowed", await ask("DELETE", one)],
  ];
  for (const [status, code, answer] of refusals) {
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.json.code, code);
    assert.deepEqual(Object.keys(answer.json), ["type", "code", "detail", "attr"]);
    assert.match(answer.headers.get("cache-control"), /private/);
  }
});

test("an acknowledged event counts at once, and once", async () => {
  const earlier = await count();
  const uuid = "018f0000-0000-7000-8000-00000000000a";
  const batch = { api_key: made.token, batch: [{ ...event(), uuid }, { ...event(), uuid }, event()] };
  assert.equal((await ask("POST", "/batch/", { key: null, body: batch })).status, 200);
  assert.equal(await count(), earlier + 2);
  const zipped = gzipSync(JSON.stringify({ ...batch, batch: [{ ...event(), uuid }, event()] }));
  const headers = { "content-encoding": "gzip", "content-type": "application/json" };
  assert.equal((await ask("POST", "/batch", { key: null, headers, raw: zipped })).status, 200);
  assert.equal((await ask("POST", "/e/", { key: null, body: { api_key: made.token, ...event() } })).status, 200);
  assert.equal(await count(), earlier + 4);
});

/** Returns what a request cost, as the Worker tells where test hooks are on. */
function cost(answer) {
  const pairs = answer.headers.get("x-oriel-cost").split(" ").map((pair) => pair.split("="));
  return Object.fromEntries(pairs.map(([name, number]) => [name, Number(number)]));
}

const calculations = (answers) => answers.reduce((sum, answer) => sum + cost(answer).calculations, 0);
const together = (count, send) => Promise.all(Array.from({ length: count }, (_, index) => send(index)));

let days = 7;

/** Returns the path of an insight whose query nobody has asked for. */
async function cold() {
  days += 1;
  const body = { name: "Cold", query: { ...query, dateRange: { date_from: `-${days}d` } } };
  return `${insights()}${(await ask("POST", insights(), { body })).json.id}/`;
}

test("200 equal requests for a cold insight compute it once and are all told the same", async () => {
  await ask("POST", "/e/", { key: null, body: { api_key: made.token, ...event() } });
  const path = await cold();
  const answers = await together(200, () => ask("GET", `${path}?refresh=blocking`));
  assert.deepEqual(answers.map((answer) => answer.status), Array(200).fill(200));
  assert.equal(calculations(answers), 1);
  // Who comes once it has landed is told that it was kept; nothing else differs.
  const bodies = new Set(answers.map((answer) => answer.text.replace('"is_cached":true', '"is_cached":false')));
  assert.equal(bodies.size, 1);
  assert.ok(answers[0].json.result[0].count > 0);
});

test("equal forced requests share what began after they asked", async () => {
  const path = `${await cold()}?refresh=force_blocking`;
  const answers = await together(50, () => ask("GET", path));
  assert.deepEqual(answers.map((answer) => answer.status), Array(50).fill(200));
  assert.ok(calculations(answers) < 25, `${calculations(answers)} calculations`);
  assert.equal(new Set(answers.map((answer) => JSON.stringify(answer.json.result))).size, 1);
});

test("those who wait for a computation are still refused what they may not see", async () => {
  const path = `${await cold()}?refresh=blocking`;
  const answers = await together(40, (index) => ask("GET", path, { key: index % 2 ? made.key.blind : made.key.full }));
  assert.deepEqual(answers.map((answer) => answer.status), Array.from({ length: 40 }, (_, index) => (index % 2 ? 403 : 200)));
  assert.equal(calculations(answers), 1);
});

test("a client that goes away takes nobody with it", async () => {
  const path = `${await cold()}?refresh=blocking`;
  const leaving = Array.from({ length: 20 }, (_, index) => {
    const signal = AbortSignal.timeout(5 + index * 5);
    return fetch(url + path, { signal, headers: { authorization: `Bearer ${made.key.full}` } }).catch(() => {});
  });
  const [answers] = await Promise.all([together(20, () => ask("GET", path)), ...leaving]);
  assert.deepEqual(answers.map((answer) => answer.status), Array(20).fill(200));
});

test("reading a kept insight asks the database once and writes nothing", async () => {
  const path = `${await cold()}?refresh=blocking`;
  assert.equal(cost(await ask("GET", path)).calculations, 1);
  const kept = await ask("GET", path);
  assert.equal(kept.json.is_cached, true);
  const { memory, ...counted } = cost(kept);
  assert.deepEqual(counted, { database: 1, "rows-written": 0, calculations: 0, read: 0, stored: 0 });
});

test("a key that asks too often is told when to come back", async () => {
  const headers = { "x-oriel-throttling": "1", "x-oriel-now": "2026-01-01T00:00:00Z" };
  const answers = await together(250, () => ask("GET", insights(), { headers }));
  const refused = answers.filter((answer) => answer.status === 429);
  assert.equal(refused.length, 10);
  assert.equal(refused[0].headers.get("retry-after"), "60");
  assert.equal(refused[0].json.detail, "Request was throttled. Expected available in 60 seconds.");
});

test("a shared link opens until it is switched off", async () => {
  const sharing = `${insights()}${made.insight.seen.id}/sharing`;
  const { access_token: token } = (await ask("PATCH", sharing, { body: { enabled: true } })).json;
  const opened = await ask("GET", `/shared/${token}`, { key: null });
  assert.equal(opened.status, 200, opened.text);
  assert.match(opened.text, /<svg/);
  assert.match(opened.text, /<script src="\/embed.js" defer>/);
  assert.equal(opened.headers.get("x-frame-options"), null);
  assert.equal((await ask("GET", `/embedded/${token}.json`, { key: null })).json.accessToken, token);
  await ask("PATCH", sharing, { body: { enabled: false } });
  for (const suffix of ["", ".json", ".svg"]) {
    assert.equal((await ask("GET", `/shared/${token}${suffix}`, { key: null })).status, 404);
  }
});

test("a body that is too long is refused", async () => {
  const answer = await ask("POST", "/batch/", { key: null, raw: new Uint8Array(21 * 1024 * 1024) });
  assert.equal(answer.status, 413, answer.text);
});

test("a panic is an error to its client, and to nobody else", async () => {
  const panicked = await ask("POST", insights(), { headers: { "x-oriel-panic": "1" }, body: { query } });
  assert.equal(panicked.status, 500);
  assert.equal(panicked.json.type, "server_error");
  assert.equal((await ask("GET", insights())).status, 200);
  assert.equal(typeof (await count()), "number");
});
