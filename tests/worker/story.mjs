// The whole story in the web app, on workerd: from signing in to a link that no longer opens.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { launch } from "../support/browser.mjs";

const url = process.env.ORIEL_URL;
const DAY = 24 * 60 * 60 * 1000;
let made;
let browser;
let other;
let html = "";

/** Returns an event of some days ago. */
const event = (name, person, ago, properties = {}) => ({
  event: name,
  distinct_id: person,
  timestamp: new Date(Date.now() - ago * DAY).toISOString(),
  properties,
});

before(async () => {
  const people = Array.from({ length: 12 }, (_, index) => ({ person: `person${index}`, plan: index % 3 ? "free" : "team" }));
  const events = people.flatMap(({ person, plan }, index) => [
    event("visited", person, 6, { plan }),
    event("visited", person, 3, { plan }),
    ...(index % 2 ? [event("signed up", person, 2, { plan })] : []),
  ]);
  const state = { organization: { features: ["advanced_permissions"] }, keys: [{ ref: "full", user: "user1", scopes: ["*"] }], events };
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}/_oriel/test/setup`, { method: "POST", headers, body: JSON.stringify({ reset: true, state }) });
  assert.ok(answer.ok, await answer.clone().text());
  made = await answer.json();
  other = createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end(html)).listen(0);
  browser = await launch();
});
after(async () => {
  await browser.close();
  other.close();
});

/** Opens the page in a profile that nothing is known of. */
async function fresh(address, options = {}) {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(address);
  return page;
}

/** Opens a page of another site that holds this. */
function openElsewhere(content) {
  html = `<!doctype html><html lang="en"><title>Elsewhere</title>${content}`;
  return fresh(`http://localhost:${other.address().port}/`);
}

/** Waits until the server has answered to a change. */
const changed = (page) => page.waitForResponse((response) => response.request().method() === "PATCH");

/** Returns the name and the content of the file that an entry of the download menu gives. */
async function downloaded(page, entry) {
  await page.getByRole("button", { name: "Download" }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: entry }).click()]);
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

test("a funnel is made, broken down, saved, shared, embedded, downloaded and taken back", async () => {
  const page = await fresh(url, { acceptDownloads: true, viewport: { width: 1280, height: 900 } });
  await page.getByLabel("Personal API key").fill("phx_wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").filter({ hasText: /\w/ }).waitFor();
  await page.getByLabel("Personal API key").fill(made.key.full);
  await page.getByRole("button", { name: "Sign in" }).click();

  await page.getByRole("link", { name: "New insight" }).click();
  await page.getByRole("link", { name: "visited → signed up" }).click();
  await page.locator("#chart svg [data-label]").first().waitFor();
  await page.getByLabel("Break down by").selectOption({ label: "plan" });
  await page.locator("#chart svg").filter({ hasText: "team" }).waitFor();
  assert.match(page.url(), /breakdownFilter/);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Visit to sign-up");
  await page.getByRole("dialog").getByLabel("Tags").fill("Growth, weekly");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Visit to sign-up" }).waitFor();
  await page.locator("#chart svg").filter({ hasText: "team" }).waitFor();
  assert.doesNotMatch(page.url(), /query=/);

  const csv = await downloaded(page, "Figures (CSV)");
  assert.equal(csv.name, "visit-to-sign-up.csv");
  assert.match(csv.content.toString(), /^name,breakdown_value,[^\r]*\r\n(visited|signed up),/);
  const png = await downloaded(page, "Chart (PNG)");
  assert.deepEqual([...png.content.subarray(1, 4)], [..."PNG"].map((letter) => letter.charCodeAt(0)));
  assert.deepEqual([png.content.readUInt32BE(16), png.content.readUInt32BE(20)], [2400, 1260]);
  assert.match((await downloaded(page, "Chart (SVG)")).content.toString(), /^<svg class="oriel /);
  assert.ok(JSON.parse((await downloaded(page, "Figures (JSON)")).content).results.length > 0);

  await page.getByRole("button", { name: "Share" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Share with a link" }).click();
  const link = await dialog.getByLabel("Link", { exact: true }).inputValue();
  const preview = page.frameLocator("iframe[title=Preview]");
  await preview.locator("svg.oriel").first().waitFor();
  await preview.getByRole("heading", { name: "Visit to sign-up" }).waitFor();
  await dialog.getByLabel("Without title and description").check();
  await preview.getByRole("heading", { name: "Visit to sign-up" }).waitFor({ state: "detached" });

  const reader = await fresh(link);
  await reader.locator("svg.oriel").first().waitFor();
  const snippet = (name) => dialog.getByRole("region", { name }).innerText();
  const framed = await openElsewhere(await snippet("Frame"));
  await framed.frameLocator("iframe").locator("svg.oriel").first().waitFor();
  const placed = await openElsewhere(await snippet("Element"));
  await placed.locator("oriel-insight svg").waitFor();
  assert.ok(await placed.locator("oriel-insight svg [data-label]").count());
  assert.equal((await (await fetch(await snippet("oEmbed"))).json()).type, "rich");
  assert.match(await snippet("Markdown badge"), new RegExp(`\\]\\(${link}\\.svg\\)`));

  await dialog.getByLabel("Readers need a password").check();
  await dialog.getByLabel("Note").fill("Board");
  await dialog.getByRole("button", { name: "Add" }).click();
  const password = await dialog.locator(".told code").innerText();
  await reader.reload();
  await reader.getByLabel("Password").fill(password);
  await reader.getByRole("button").click();
  await reader.locator("svg.oriel").first().waitFor();
  await dialog.getByRole("button", { name: "Retire the password Board" }).click();
  await dialog.getByText("There is none yet").waitFor();

  await dialog.getByRole("button", { name: "Stop sharing" }).click();
  await dialog.getByRole("button", { name: "Share with a link" }).waitFor();
  assert.equal((await reader.reload()).status(), 404);
  assert.equal((await fetch(`${link}.json`)).status, 404);
  await dialog.getByRole("button", { name: "Close" }).click();

  await page.getByText("What to ask next").click();
  assert.match(await page.locator(".next a").first().getAttribute("href"), /draft\?name=/);
  await page.getByText("History").click();
  for (const sentence of [/stopped sharing it/, /shared it with a link/, /made the insight/]) await page.locator(".history li").filter({ hasText: sentence }).waitFor();
});

test("back and forward go through what was looked at, and an address shows it again", async () => {
  const page = await fresh(`${url}/#key=${made.key.full}`);
  await page.getByRole("link", { name: "Visit to sign-up" }).click();
  await page.locator("#chart svg [data-label]").first().waitFor();
  await page.getByLabel("Break down by").selectOption({ label: "Nothing" });
  await page.locator("#chart svg").filter({ hasNotText: "team" }).waitFor();
  const edited = page.url();
  await page.goBack();
  await page.locator("#chart svg").filter({ hasText: "team" }).waitFor();
  await page.goForward();
  await page.locator("#chart svg").filter({ hasNotText: "team" }).waitFor();
  await page.goBack();
  await page.goBack();
  await page.getByRole("searchbox", { name: "Search insights" }).waitFor();
  await page.goto("about:blank");
  await page.goto(edited);
  await page.locator("#chart svg").filter({ hasNotText: "team" }).waitFor();
  await page.getByRole("button", { name: "Undo changes" }).click();
  await page.locator("#chart svg").filter({ hasText: "team" }).waitFor();
});

test("the list is searched, narrowed and put in order, and what is deleted there comes back", async () => {
  const page = await fresh(`${url}/#key=${made.key.full}`);
  const cards = page.locator("#insights h2");
  await cards.first().waitFor();
  await page.getByLabel("Kind").selectOption({ label: "Retention" });
  await page.getByText("No insight is like that.").waitFor();
  await page.getByLabel("Kind").selectOption({ label: "Funnel" });
  await page.getByRole("link", { name: "Visit to sign-up" }).waitFor();
  assert.match(page.url(), /insight=FUNNELS/);
  await page.getByRole("searchbox").fill("sign-up");
  await page.waitForURL(/search=sign-up/);
  await page.getByRole("button", { name: "Insights with the tag growth" }).click();
  await page.waitForURL(/tags=/);
  await page.getByRole("link", { name: "Visit to sign-up" }).waitFor();
  await page.getByRole("button", { name: "Clear filters" }).click();
  const starred = changed(page);
  await page.getByRole("button", { name: "Favourite: Visit to sign-up" }).click();
  await starred;
  await page.getByLabel("Favourites only").check();
  await page.waitForURL(/favorited=true/);
  await page.locator("#insights:not([aria-busy])").getByRole("link", { name: "Visit to sign-up" }).waitFor();
  await page.getByRole("button", { name: "More about Visit to sign-up" }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByText("“Visit to sign-up” was deleted.").waitFor();
  await page.getByText("No insight is like that.").waitFor();
  await page.getByRole("button", { name: "Restore" }).click();
  await page.getByRole("link", { name: "Visit to sign-up" }).waitFor();
});

test("a dashboard shows insights, in an order and a range of its own, and is shared as a whole", async () => {
  const page = await fresh(`${url}/#key=${made.key.full}`);
  const dialog = page.getByRole("dialog");
  await page.getByRole("link", { name: "New insight" }).click();
  await page.getByRole("link", { name: "Events over time" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await page.getByText("was saved").waitFor();
  await page.getByRole("link", { name: "Dashboards" }).click();
  await page.getByRole("button", { name: "New dashboard" }).click();
  await dialog.getByLabel("Name").fill("Mondays");
  await dialog.getByRole("button", { name: "Make it" }).click();
  await page.getByRole("button", { name: "Add insights" }).click();
  for (const name of ["Visit to sign-up", "Events over time"]) await dialog.getByLabel(name).check();
  await dialog.getByRole("button", { name: "Add" }).click();
  const tiles = page.locator(".tile h2");
  await page.locator(".tile svg.oriel").nth(1).waitFor();
  assert.deepEqual(await tiles.allInnerTexts(), ["Visit to sign-up", "Events over time"]);

  await page.getByRole("button", { name: "More about Events over time" }).click();
  const kept = changed(page);
  await page.getByRole("button", { name: "Move forwards" }).click();
  await kept;
  assert.deepEqual(await tiles.allInnerTexts(), ["Events over time", "Visit to sign-up"]);
  await page.reload();
  await page.locator(".tile svg.oriel").nth(1).waitFor();
  assert.deepEqual(await tiles.allInnerTexts(), ["Events over time", "Visit to sign-up"]);

  const asked = page.waitForResponse((response) => response.url().includes("filters_override"));
  await page.getByLabel("Range").selectOption({ label: "Last 7 days" });
  assert.equal((await (await asked).json()).query.source.dateRange.date_from, "-7d");
  assert.match(page.url(), /date_from=-7d/);

  await page.getByRole("button", { name: "Share" }).click();
  await dialog.getByRole("button", { name: "Share with a link" }).click();
  const reader = await fresh(await dialog.getByLabel("Link", { exact: true }).inputValue());
  assert.deepEqual(await reader.locator("section h2").allInnerTexts(), ["Events over time", "Visit to sign-up"]);
});
