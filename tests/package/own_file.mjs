// A reader's own events file, opened in the web app: read in the page, sent nowhere.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { barriers } from "../support/browser.mjs";
import { served } from "../support/served.mjs";

const HEADER = "name,user_id,time,plan,paid,postcode";
const ROWS = [
  'visited,ada,2026-06-01T10:00:00Z,"free, for now",,01234',
  "signed up,ada,2026-06-02T10:00:00Z,team,12.5,01234",
  "visited,bob,1780567200,free,,99999",
];
const app = served();

/** Opens the app and then a file in it; gives the requests that came after that. */
async function open(name, content) {
  const page = await app.browser.newPage();
  const requests = [];
  await page.goto(app.url);
  await page.locator("#sign-in").waitFor();
  page.on("request", (request) => requests.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await page.locator("#own-file input").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(content) });
  return { page, requests };
}

test("a CSV is explored by its columns, at the time of its last event, and only the engine is fetched for it", async () => {
  const { page, requests } = await open("events.csv", [HEADER, ...ROWS].join("\r\n"));
  await page.locator("#chart svg").waitFor();
  assert.match(await page.locator("#timing").innerText(), /Evaluated 3 events/);
  assert.match(await page.locator("#chart svg").textContent(), /4 Jun/);
  await page.getByLabel("Break down by").selectOption({ label: "plan" });
  assert.match(await page.locator("#chart svg").textContent(), /free, for now/);
  await page.getByLabel("Break down by").selectOption({ label: "postcode" });
  assert.match(await page.locator("#chart svg").textContent(), /01234/);
  // Chromium asks for the icon again whenever the address changes.
  assert.deepEqual(requests.filter((request) => !/^GET \/(oriel\/|icon\.svg)/.test(request)), []);
});

test("a packed NDJSON file is explored, and each question it begins with is answered", async () => {
  const event = (index) => ({ event: index % 3 ? "seen" : "bought", distinct_id: `p${index % 5}`, timestamp: new Date(Date.UTC(2026, 0, 1 + index)), properties: { kind: index % 2 } });
  const lines = Array.from({ length: 40 }, (_, index) => JSON.stringify(event(index))).join("\n");
  const { page } = await open("events.ndjson.gz", gzipSync(lines));
  await page.getByRole("navigation").getByRole("link", { name: "Insights" }).click();
  const links = page.locator("#insights a");
  await links.first().waitFor();
  assert.equal(await links.count(), 7);
  for (const link of await links.all()) {
    await link.click();
    await page.getByText(/Evaluated 40 events/).waitFor();
    assert.ok(await page.locator("#notice").isHidden());
    await page.goBack();
    await links.first().waitFor();
  }
  await page.getByLabel("Search insights").fill("PATHS");
  assert.deepEqual(await links.allInnerTexts(), ["Paths"]);
});

test("a file that is no table of events is refused with what it lacks, and the page stays as it was", async () => {
  const { page } = await open("events.csv", "a,b\n1,2");
  assert.match(await page.getByRole("alert").innerText(), /no column for event.*event_name.*a, b/);
  assert.ok(await page.locator("#sign-in").isVisible());
});

test("nobody is kept out of the page of a file", async () => {
  const { page } = await open("events.csv", [HEADER, ...ROWS].join("\n"));
  await page.locator("#chart svg").waitFor();
  assert.deepEqual(await barriers(page), []);
});
