// What an embedded chart of twelve series costs who opens it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";

import { launch } from "../support/browser.mjs";
import { shareTwelveSeries } from "../support/twelve_series.mjs";

const url = process.env.ORIEL_URL;
const size = (bytes) => gzipSync(bytes, { level: 9 }).length;
let browser;
let address;

before(async () => {
  address = `${url}/embedded/${await shareTwelveSeries(url)}`;
  browser = await launch();
});
after(() => browser.close());

/** Opens the frame and returns its page, and what was fetched for it. */
async function open(options) {
  const context = await browser.newContext({ viewport: { width: 960, height: 640 }, ...options });
  const page = await context.newPage();
  const fetched = [];
  page.on("response", async (response) => fetched.push({ path: new URL(response.url()).pathname, body: response.body() }));
  await page.goto(address, { waitUntil: "networkidle" });
  return { page, fetched: await Promise.all(fetched.map(async ({ path, body }) => ({ path, bytes: size(await body) }))) };
}

test("the frame is one request with scripts off, and one more for the script; no wasm, 30 KB in all", async () => {
  const { fetched: plain } = await open({ javaScriptEnabled: false });
  assert.equal(plain.length, 1);
  const { fetched } = await open();
  assert.deepEqual(fetched.map(({ path }) => path).sort(), [new URL(address).pathname, "/embed.js"].sort());
  assert.ok(fetched.find(({ path }) => path === "/embed.js").bytes <= 6 * 1024, "the script");
  const all = fetched.reduce((sum, { bytes }) => sum + bytes, 0);
  assert.ok(all <= 30 * 1024, `${all} bytes`);
});

test("the chart is the same picture with scripts off", async () => {
  const drawn = async (options) => {
    const { page } = await open(options);
    assert.equal(await page.locator("svg.oriel").first().locator("[data-toggle]").count(), 12);
    return page.locator("svg.oriel").first().screenshot();
  };
  assert.ok((await drawn({})).equals(await drawn({ javaScriptEnabled: false })));
});
