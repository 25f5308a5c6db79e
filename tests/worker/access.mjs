// Nobody is kept out of what a link opens: axe over every page of a link on light and on dark paper, and each kind of chart by keyboard.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { barriers, launch, root } from "../support/browser.mjs";
import { workerAt } from "../support/worker.mjs";

const { url, ask, setUp } = workerAt();
const series = [{ kind: "EventsNode", event: "seen" }, { kind: "EventsNode", event: "left" }];
let made;
let browser;
let pages;

before(async () => {
  made = await setUp({ organization: { features: ["advanced_permissions"] } });
  const batch = ["seen", "seen", "left"].map((event, index) => ({ event, distinct_id: `a${index}` }));
  await ask("POST", "/batch/", { api_key: made.token, batch });
  const project = `/api/projects/${made.project.main}`;
  const dashboard = await ask("POST", `${project}/dashboards/`, { name: "All of it", description: "What is seen." });
  const share = async (name, query, settings) => {
    const insight = await ask("POST", `${project}/insights/`, { name, query, dashboards: [dashboard.id] });
    return (await ask("PATCH", `${project}/insights/${insight.id}/sharing`, { enabled: true, ...settings })).access_token;
  };
  const open = await share("Seen and left", { kind: "TrendsQuery", series });
  const locked = await share("Guarded", { kind: "FunnelsQuery", series }, { password_required: true });
  const whole = (await ask("PATCH", `${project}/dashboards/${dashboard.id}/sharing`, { enabled: true })).access_token;
  pages = { shared: `/shared/${open}`, embedded: `/embedded/${open}`, unlock: `/shared/${locked}`, dashboard: `/shared_dashboard/${whole}`, missing: "/shared/none" };
  browser = await launch();
});
after(() => browser.close());

for (const colorScheme of ["light", "dark"]) {
  for (const name of ["shared", "embedded", "unlock", "dashboard", "missing"]) {
    test(`axe finds nothing: ${name}, ${colorScheme}`, async () => {
      const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 900 }, bypassCSP: true });
      const page = await context.newPage();
      await page.goto(url + pages[name]);
      for (const summary of await page.locator("summary").all()) await summary.click();
      assert.deepEqual(await barriers(page), []);
      await context.close();
    });
  }
}

test("the figures of a page are a table that the keyboard opens", async () => {
  const page = await browser.newPage();
  await page.goto(url + pages.shared);
  assert.ok(await page.locator("table").first().isHidden());
  await page.locator("summary").focus();
  await page.keyboard.press("Enter");
  await page.locator("table").first().waitFor({ state: "visible" });
  assert.ok((await page.locator("table").innerText()).includes("seen"));
});

/** Pictures that say all they have to say without marks. */
const WITHOUT_MARKS = /^(nothing|failure|number|table)/;

test("each kind of chart is read by keyboard, mark by mark", async () => {
  const names = (await readdir(join(root, "tests/charts"))).filter((name) => name.endsWith(".svg"));
  const page = await browser.newPage();
  for (const name of names) {
    const drawing = await readFile(join(root, "tests/charts", name), "utf8");
    await page.setContent(`<!doctype html><html lang="en"><title>${name}</title><main>${drawing}</main>`);
    await page.addScriptTag({ url: `${url}/embed.js` });
    const labels = await page.locator("[data-label]").evaluateAll((marks) => marks.map((mark) => mark.getAttribute("data-label")));
    if (labels.length === 0) {
      assert.match(name, WITHOUT_MARKS);
      continue;
    }
    await page.keyboard.press("Tab");
    assert.ok(await page.locator("svg.oriel").evaluate((svg) => svg === document.activeElement), `${name} is reached`);
    const spoken = async (key) => {
      await page.keyboard.press(key);
      return page.locator("[aria-live]").textContent();
    };
    const [first, second, last] = [labels[0], labels[1] ?? labels[0], labels.at(-1)];
    for (const [key, label] of [["Home", first], ["ArrowRight", second], ["End", last]]) {
      const words = await spoken(key);
      // A mark may be told in words of the reader's own, as a country is.
      assert.ok(words.includes(label) || (name.startsWith("world-map") && words.length > 3), `${name}: ${key} says ${words}, not ${label}`);
    }
  }
});
