// An events file open in the editor of the web app: how the tests use its controls and read what it asks.

import assert from "node:assert/strict";

import { served } from "./served.mjs";

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);
const app = served();

/** Events of forty days with every kind of property: of events, persons and groups. */
function events() {
  const lines = [];
  for (let index = 0; index < 240; index += 1) {
    const person = `p${index % 12}`;
    const event = ["$pageview", "signed up", "bought"][index % 3];
    const properties = {
      $current_url: `/page/${index % 5}/`,
      $session_id: `s${index % 40}`,
      plan: index % 2 ? "team" : "free",
      amount: (index % 50) / 2,
      paid: index % 4 === 0,
      since: "2025-06-01",
      $group_0: `g${index % 3}`,
      $set: { country: index % 2 ? "FR" : "JP" },
    };
    lines.push({ event, distinct_id: person, timestamp: new Date(START + (index / 6) * DAY).toISOString(), properties });
  }
  return lines.map((line) => JSON.stringify(line)).join("\n");
}

/** Opens the app, the events or another file in it, and a question where one is given. */
export async function open(query, file = { name: "events.ndjson", mimeType: "text/plain", buffer: Buffer.from(events()) }) {
  const page = await app.browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.on("pageerror", (error) => assert.fail(error));
  await page.goto(app.url);
  await page.locator("#sign-in").waitFor();
  await page.locator("#own-file input").setInputFiles(file);
  await page.locator("#editor .kinds").waitFor();
  if (query) {
    await page.evaluate(
      (text) => (location.hash = `#/file/insights/1?query=${encodeURIComponent(text)}`),
      JSON.stringify({ kind: "InsightVizNode", source: query }),
    );
    await page.waitForFunction((kind) => document.querySelector(`#editor [value="${kind}"]`)?.checked, query.kind);
  }
  return page;
}

/** Opens all that is folded away. */
export const unfold = (page) => page.evaluate(() => document.querySelectorAll(".asking, #editor details").forEach((one) => (one.open = true)));

/** Returns what is asked: the editor shows it as JSON, and the address holds it. */
export const asked = async (page) => JSON.parse(await page.getByLabel("The query as JSON").inputValue());

/** Returns what is wrong with what is asked, in the words of the page. */
export const refusal = async (page) => ((await page.locator("#notice").isVisible()) ? page.locator("#notice").innerText() : "");

/** Waits for a chart. */
export const isAnswered = (page) => page.locator("#chart svg, #chart table").first().waitFor();

/** Returns the control of one of some roles that is called so. */
export const named = (page, name, roles) => roles.map((role) => page.getByRole(role, { name, exact: true })).reduce((one, other) => one.or(other));

/** Uses a control, and returns what is asked then. Without a refusal there must be a chart. */
async function use(page, label, value, role) {
  await unfold(page);
  const control = named(page, label, role ? [role] : ["combobox", "textbox", "checkbox"]);
  if (role === "button") await control.click();
  else if (typeof value === "boolean") await control.setChecked(value);
  else if ((await control.evaluate((element) => element.tagName)) === "SELECT") await control.selectOption(value);
  else {
    await control.fill(String(value));
    await control.blur();
  }
  assert.equal(await refusal(page), "", `${label} = ${value}`);
  await isAnswered(page);
  return (await asked(page)).source;
}

/** Uses controls one after the other; each leaves what is expected at its path. */
export async function run(page, steps) {
  for (const [label, value, path, expected = value, role] of steps) {
    const source = await use(page, label, value, role);
    const found = path.split(".").reduce((tree, name) => tree?.[name], source);
    assert.deepEqual(found ?? null, expected, `${label} = ${value}`);
  }
}

/** Returns the step that presses a button. */
export const press = (label, path, expected) => [label, "", path, expected, "button"];
/** Series, and a range, to begin with. */
export const seen = { kind: "EventsNode", event: "$pageview", name: "$pageview" };
export const bought = { kind: "EventsNode", event: "bought", name: "bought" };
export const all = { date_from: "all" };
