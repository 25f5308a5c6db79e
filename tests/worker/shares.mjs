// Shared links in the pages of others, on workerd: behind a password in a frame on another site, and as an element.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { launch } from "../support/browser.mjs";
import { workerAt } from "../support/worker.mjs";

const { url, ask, setUp } = workerAt();
const query = { kind: "TrendsQuery", series: [{ kind: "EventsNode", event: "seen" }], dateRange: { date_from: "-7d" } };
const password = "correct horse";
let made;
let browser;
let other;
let html = "";

/** Shares a new insight and returns the path of its sharing and its token. */
async function share(name, settings = {}) {
  const insight = await ask("POST", `/api/projects/${made.project.main}/insights/`, { name, query });
  const path = `/api/projects/${made.project.main}/insights/${insight.id}/sharing`;
  const { access_token: token } = await ask("PATCH", path, { enabled: true, ...settings });
  return { path, token };
}

/** Opens a page of another site that holds this; third parties have no cookies there. */
async function openElsewhere(content) {
  html = `<!doctype html><html lang="en"><title>Elsewhere</title>${content}`;
  const page = await browser.newPage();
  await page.goto(`http://localhost:${other.address().port}/`);
  return page;
}

before(async () => {
  made = await setUp({ organization: { features: ["advanced_permissions"] } });
  other = createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end(html)).listen(0);
  browser = await launch("--test-third-party-cookie-phaseout");
});
after(async () => {
  await browser.close();
  other.close();
});

test("a password unlocks a view in a frame on another site, without cookies", async () => {
  const { path, token } = await share("Guarded", { password_required: true });
  await ask("POST", `${path}/passwords`, { raw_password: password });
  const page = await openElsewhere(`<iframe src="${url}/embedded/${token}" title="Guarded" style="width:800px;height:600px"></iframe>`);
  const frame = page.frameLocator("iframe");
  await frame.getByLabel("Password").fill("wrong password");
  await frame.getByRole("button").click();
  await frame.getByText("That password is not right.").waitFor();
  await frame.getByLabel("Password").fill(password);
  await frame.getByRole("button").click();
  await frame.locator("svg.oriel").first().waitFor();
  await frame.locator("svg.oriel[tabindex]").first().waitFor();
});

test("a password unlocks a view where no script runs", async () => {
  const { path, token } = await share("Guarded plainly", { password_required: true });
  await ask("POST", `${path}/passwords`, { raw_password: password });
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${url}/shared/${token}?from=mail`);
  for (const given of ["wrong password", password]) {
    await page.getByLabel("Password").fill(given);
    await page.getByRole("button").click();
    const shown = given === password ? page.locator("svg.oriel").first() : page.getByText("That password is not right.");
    await shown.waitFor();
  }
  assert.equal(page.url(), `${url}/shared/${token}?from=mail`);
  await context.close();
});

test("an element on another site shows a shared link, and a frame of one behind a password", async () => {
  const open = await share("Open");
  const guarded = await share("Guarded too", { password_required: true });
  const page = await openElsewhere(
    `<script type="module" src="${url}/oriel/element.js"></script>` +
      `<oriel-insight id="open" src="${url}/shared/${open.token}" theme="dark"></oriel-insight>` +
      `<oriel-insight id="guarded" src="${url}/shared/${guarded.token}"></oriel-insight>`,
  );
  assert.match(await page.locator("#open svg desc").textContent(), /\w/);
  await page.frameLocator("#guarded iframe").getByLabel("Password").waitFor();
});

test("a drawing is as wide and in the colours that are asked for, and what cannot be is refused", async () => {
  const { token } = await share("Sized");
  const svg = await (await fetch(`${url}/shared/${token}.svg?width=500&height=300&theme=dark`)).text();
  assert.match(svg, /width="500" height="300"/);
  assert.ok(!svg.includes("prefers-color-scheme"));
  const refused = await fetch(`${url}/shared/${token}.svg?theme=blue`);
  assert.equal(refused.status, 400);
  assert.match((await refused.json()).detail, /theme.*auto.*light.*dark/);
});

test("drawings in two themes keep their colours in one page", async () => {
  const { token } = await share("Twice");
  const drawn = ["light", "dark"].map(async (theme) => (await fetch(`${url}/shared/${token}.svg?theme=${theme}`)).text());
  const page = await browser.newPage();
  await page.setContent((await Promise.all(drawn)).join(""));
  const papers = await page.locator(".paper").evaluateAll((papers) => papers.map((paper) => getComputedStyle(paper).fill));
  assert.deepEqual(papers, ["rgb(255, 255, 255)", "rgb(20, 23, 31)"]);
});

test("what a password guards is for no other site to read, nor for a cache to keep", async () => {
  const { path, token } = await share("Guarded alone", { password_required: true });
  await ask("POST", `${path}/passwords`, { raw_password: password });
  const link = `${url}/shared/${token}`;
  const unlocked = await fetch(link, { method: "POST", body: JSON.stringify({ password }), headers: { "content-type": "application/json" } });
  const { shareToken } = await unlocked.json();
  for (const suffix of ["", ".json", ".svg", ".csv"]) {
    const answer = await fetch(link + suffix, { headers: { authorization: `Bearer ${shareToken}` } });
    assert.equal(answer.status, 200);
    assert.doesNotMatch(await answer.text(), /unlock/);
    assert.equal(answer.headers.get("access-control-allow-origin"), null);
    assert.doesNotMatch(answer.headers.get("cache-control") ?? "", /public/);
  }
});
