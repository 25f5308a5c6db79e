// What is changed shows at the next request, whatever the edge cache stored: each change of a link, or of what it shows, by each
// path that shows it.

import assert from "node:assert/strict";
import { before, test } from "node:test";

import { workerAt } from "../support/worker.mjs";

const { url, ask, setUp } = workerAt();
let made;

const query = (event) => ({ kind: "TrendsQuery", series: [{ kind: "EventsNode", event }], dateRange: { date_from: "-7d" } });

/** What shows a link, by the suffix or page that does. */
const PATHS = {
  page: (token) => `/shared/${token}`,
  embedded: (token) => `/embedded/${token}`,
  json: (token) => `/shared/${token}.json`,
  svg: (token) => `/shared/${token}.svg`,
  png: (token) => `/shared/${token}.png`,
  csv: (token) => `/shared/${token}.csv`,
  oembed: (token) => `/oembed?url=${encodeURIComponent(`${url}/shared/${token}`)}`,
  dashboard: (token, dashboardToken) => `/shared_dashboard/${dashboardToken}`,
};

async function look(path) {
  const response = await fetch(url + path);
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, type: response.headers.get("content-type"), bytes, text: bytes.toString() };
}

/** An insight with a link, on a dashboard with another. */
async function share() {
  const project = `/api/projects/${made.project.main}`;
  const dashboard = await ask("POST", `${project}/dashboards/`, { name: "All" });
  const insight = await ask("POST", `${project}/insights/`, { name: "Seen", query: query("seen"), dashboards: [dashboard.id] });
  const sharing = `${project}/insights/${insight.id}/sharing`;
  const { access_token: token } = await ask("PATCH", sharing, { enabled: true });
  const { access_token: dashboardToken } = await ask("PATCH", `${project}/dashboards/${dashboard.id}/sharing`, { enabled: true });
  return { insight: `${project}/insights/${insight.id}/`, dashboard: `${project}/dashboards/${dashboard.id}/`, sharing, token, dashboardToken };
}

before(async () => {
  made = await setUp({ organization: { features: ["advanced_permissions"] } });
  const at = (hours) => new Date(Date.now() - hours * 3_600_000).toISOString();
  const events = (event, count) => Array.from({ length: count }, (_, index) => ({ event, distinct_id: `a${index}`, timestamp: at(20 * (index + 1)) }));
  await ask("POST", "/batch/", { api_key: made.token, batch: [...events("seen", 5), ...events("left", 3)] });
});

const GONE = ({ status }) => assert.equal(status, 404);
const SAME = ({ bytes }, first) => assert.deepEqual(bytes, first.bytes);
const LOCKED = ({ text, type }) => {
  assert.match(text, /"type":\s*"unlock"/);
  assert.doesNotMatch(type, /png|csv|svg/);
  assert.doesNotMatch(text, /seen/i);
};
const saying = (words) => ({ text, status }) => {
  assert.equal(status, 200);
  assert.match(text, words);
};
const OTHER_PICTURE = ({ bytes, type }, first) => {
  assert.equal(type, "image/png");
  assert.ok(!bytes.equals(first.bytes), "another picture");
};

/** Each change, and what is seen then: by default, or by one path. */
const CHANGES = {
  "switched off": {
    change: ({ sharing }) => ask("PATCH", sharing, { enabled: false }),
    sees: { default: GONE, dashboard: SAME },
  },
  "insight deleted": {
    change: ({ insight }) => ask("PATCH", insight, { deleted: true }),
    sees: { default: GONE, dashboard: ({ status, text }) => assert.ok(status === 200 && !text.includes("Seen")) },
  },
  "insights deleted in bulk": {
    change: ({ insight }) => ask("POST", `/api/projects/${made.project.main}/insights/bulk_delete/`, { ids: [Number(insight.split("/").at(-2))] }),
    sees: { default: GONE, dashboard: ({ status, text }) => assert.ok(status === 200 && !text.includes("Seen")) },
  },
  settings: {
    change: ({ sharing }) => ask("PATCH", sharing, { settings: { theme: "dark", noHeader: true } }),
    sees: {
      default: saying(/data-theme="dark"/),
      json: saying(/"theme":"dark"/),
      svg: saying(/^(?![^]*prefers-color-scheme)[^]*#14171f/),
      png: OTHER_PICTURE,
      csv: SAME,
      oembed: SAME,
      dashboard: SAME,
    },
  },
  "allowed origins": {
    change: ({ sharing }) => ask("PATCH", sharing, { settings: { allowedOrigins: ["https://a.example"] } }),
    sees: { default: ({ status }) => assert.equal(status, 200) },
    after: async ({ token }) => {
      const page = await fetch(`${url}/embedded/${token}`);
      assert.match(page.headers.get("content-security-policy"), /frame-ancestors 'self' https:\/\/a\.example$/);
      for (const [origin, allowed] of [["https://a.example", "https://a.example"], ["https://b.example", null]]) {
        const data = await fetch(`${url}/shared/${token}.json`, { headers: { origin } });
        assert.equal(data.headers.get("access-control-allow-origin"), allowed);
      }
    },
  },
  "password asked for": {
    change: ({ sharing }) => ask("PATCH", sharing, { password_required: true }),
    sees: { default: LOCKED, oembed: saying(/Protected view/), dashboard: SAME },
  },
  "query and name": {
    change: ({ insight }) => ask("PATCH", insight, { name: "Gone", query: query("left") }),
    sees: { default: saying(/Gone/), svg: saying(/Gone/), csv: saying(/left/), png: OTHER_PICTURE },
  },
  "query alone": {
    change: ({ insight }) => ask("PATCH", insight, { query: query("left") }),
    sees: { default: saying(/left/), png: OTHER_PICTURE, oembed: SAME },
  },
  "taken off its dashboard": {
    change: ({ insight }) => ask("PATCH", insight, { dashboards: [] }),
    sees: { default: ({ status }) => assert.equal(status, 200), dashboard: ({ text }) => assert.doesNotMatch(text, /Seen/) },
  },
  "dashboard renamed": {
    change: ({ dashboard }) => ask("PATCH", dashboard, { name: "Everything" }),
    sees: { default: ({ status }) => assert.equal(status, 200), dashboard: saying(/Everything/) },
  },
};

for (const [name, { change, sees, after }] of Object.entries(CHANGES)) {
  test(`the next request shows it: ${name}`, async () => {
    const link = await share();
    const paths = Object.entries(PATHS).map(([name, path]) => [name, path(link.token, link.dashboardToken)]);
    const first = {};
    for (const [name, path] of paths) {
      // Asked until it comes out of the edge cache.
      await look(path);
      first[name] = await look(path);
      assert.equal(first[name].status, 200, path);
      SAME(await look(path), first[name]);
    }
    await change(link);
    for (const [name, path] of paths) {
      (sees[name] ?? sees.default)(await look(path), first[name]);
    }
    await after?.(link);
  });
}

test("a new token opens at once, and the old one still for a while", async () => {
  const link = await share();
  for (const path of Object.values(PATHS)) await look(path(link.token, link.dashboardToken));
  const { access_token: token } = await ask("POST", `${link.sharing}/refresh`);
  for (const path of Object.values(PATHS)) {
    assert.equal((await look(path(token, link.dashboardToken))).status, 200);
    assert.equal((await look(path(link.token, link.dashboardToken))).status, 200);
  }
  await ask("PATCH", link.sharing, { enabled: false });
  await ask("PATCH", link.sharing, { enabled: true });
  for (const [name, path] of Object.entries(PATHS)) {
    if (name === "dashboard") continue;
    GONE(await look(path(token)));
    GONE(await look(path(link.token)));
  }
});

test("what is stored is shown again, and 304 to who has it", async () => {
  const { token } = await share();
  for (const suffix of ["", ".json", ".svg", ".png", ".csv"]) {
    const path = `${url}/shared/${token}${suffix}`;
    await fetch(path);
    const first = await fetch(path);
    // What the Worker had to do is told with test hooks on; what came out of the edge cache cost nothing.
    const second = await fetch(path);
    assert.equal(second.headers.get("x-oriel-cost"), null, suffix);
    assert.equal(second.headers.get("etag"), first.headers.get("etag"));
    assert.match(second.headers.get("cdn-cache-control"), /^public, max-age=\d+, stale-while-revalidate=30, stale-if-error=0$/);
    const known = await fetch(path, { headers: { "if-none-match": first.headers.get("etag") } });
    assert.deepEqual([known.status, (await known.arrayBuffer()).byteLength], [304, 0]);
  }
});
