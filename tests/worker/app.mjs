// The web app's pages, on workerd: nobody is kept out of them, by colours or by having no pointer.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { barriers, launch } from "../support/browser.mjs";
import { workerAt } from "../support/worker.mjs";

const { url, ask, setUp } = workerAt();
const query = { kind: "InsightVizNode", source: { kind: "TrendsQuery", series: [{ kind: "EventsNode", event: "seen", name: "seen" }], dateRange: { date_from: "-7d" } } };
let made;
let browser;
let insight;
let dashboard;

before(async () => {
  const events = Array.from({ length: 20 }, (_, index) => ({
    event: index % 3 ? "seen" : "bought",
    distinct_id: `person${index % 4}`,
    timestamp: new Date(Date.now() - index * 7_200_000).toISOString(),
    properties: { kind: index % 2 ? "odd" : "even" },
  }));
  const state = { organization: { features: ["advanced_permissions"] }, projects: [{ ref: "second" }], events };
  made = await setUp(state);
  const path = `/api/projects/${made.project.main}`;
  dashboard = await ask("POST", `${path}/dashboards/`, { name: "Mondays", description: "For the wall" });
  insight = await ask("POST", `${path}/insights/`, { name: "Seen", description: "How often", tags: ["weekly"], query, dashboards: [dashboard.id] });
  browser = await launch();
});
after(() => browser.close());

/** Opens the app, signed in unless it shall not be. */
async function open(options = {}, signedIn = true) {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(signedIn ? `${url}/#key=${made.key.full}` : url);
  await page.locator("h1").waitFor();
  return page;
}

/** The pages, how each is reached, and what says that it is there. */
const PAGES = {
  list: [() => "insights", "#insights img"],
  insight: [() => `insights/${insight.short_id}`, "#chart svg"],
  history: [() => `insights/${insight.short_id}`, "#chart svg", (page) => page.locator("#history summary").click()],
  "next questions": [() => `insights/${insight.short_id}`, "#chart svg", async (page) => {
    await page.locator("#next summary").click();
    await page.locator(".next li").first().waitFor();
  }],
  figures: [() => `insights/${insight.short_id}`, "#chart svg", (page) => page.locator(".figures summary").click()],
  "menu of files": [() => `insights/${insight.short_id}`, "#chart svg", (page) => page.getByRole("button", { name: "Download" }).click()],
  "name and tags": [() => `insights/${insight.short_id}`, "#chart svg", async (page) => {
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("button", { name: "Name, description" }).click();
  }],
  sharing: [() => `insights/${insight.short_id}`, "#chart svg", async (page) => {
    await page.getByRole("button", { name: "Share" }).click();
    const turn = page.getByRole("button", { name: "Share with a link" });
    const shared = page.frameLocator("iframe[title=Preview]").locator("svg.oriel").filter({ visible: true });
    await turn.or(page.getByRole("button", { name: "Stop sharing" })).waitFor();
    if (await turn.isVisible()) await turn.click();
    await shared.waitFor();
  }],
  "new insight": [() => "insights/new", ".thumbnail img"],
  "no events": [() => "insights/new", ".first pre", undefined, "second"],
  dashboards: [() => "dashboards", ".cards h2"],
  dashboard: [() => `dashboards/${dashboard.id}`, ".tile svg"],
  "figures of a tile": [() => `dashboards/${dashboard.id}`, ".tile svg", async (page) => {
    await page.getByRole("button", { name: "More about Seen" }).click();
    await page.getByRole("button", { name: "Figures as a table" }).click();
    await page.getByRole("dialog").getByRole("table").waitFor();
  }],
  "adding insights": [() => `dashboards/${dashboard.id}`, ".tile svg", async (page) => {
    await page.getByRole("button", { name: "Add insights" }).click();
    await page.locator(".choices li").first().waitFor();
  }],
  nothing: [() => "insights/nothing", ".empty"],
};

for (const [colorScheme, viewport] of [["light", { width: 1280, height: 900 }], ["dark", { width: 390, height: 844 }]]) {
  test(`nobody is kept out of any page, ${colorScheme}, ${viewport.width} px wide`, async () => {
    const anonymous = await open({ colorScheme, viewport }, false);
    assert.deepEqual(await barriers(anonymous), [], "signing in");
    const page = await open({ colorScheme, viewport });
    for (const [name, [hash, sign, act, place = "main"]] of Object.entries(PAGES)) {
      await page.goto(`${url}/#/${made.project[place]}/${hash()}`);
      await page.reload();
      await page.locator(sign).first().waitFor();
      await act?.(page);
      assert.deepEqual(await barriers(page), [], name);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(overflow <= 0, `${name} is ${overflow} px too wide`);
    }
  });
}

/** Presses a key till an element that is called so has the focus. */
async function press(page, key, name) {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press(key);
    const focused = await page.evaluate(() => {
      const { activeElement: element } = document;
      return element?.getAttribute("aria-label") ?? element?.labels?.[0]?.textContent ?? element?.textContent ?? "";
    });
    if (focused.trim() === name) return;
  }
  assert.fail(`${key} does not lead to ${name}`);
}

test("the keyboard alone leads from signing in over the list to an insight, its figures and its link", async () => {
  const page = await open({}, false);
  await press(page, "Tab", "Personal API key");
  await page.keyboard.type(made.key.full);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Insights" }).waitFor();
  await press(page, "Tab", "Seen");
  await page.keyboard.press("Enter");
  await page.locator("#chart svg").waitFor();
  await press(page, "Tab", "Seen");
  assert.equal(await page.evaluate(() => document.activeElement.localName), "svg");
  await page.keyboard.press("End");
  assert.match(await page.locator(".spoken").textContent(), /\d/);
  await press(page, "Shift+Tab", "Share");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  const turn = dialog.getByRole("button", { name: "Share with a link" });
  await turn.or(dialog.getByLabel("Link", { exact: true })).waitFor();
  if (await turn.isVisible()) {
    await press(page, "Tab", "Share with a link");
    await page.keyboard.press("Enter");
  }
  await dialog.getByLabel("Link", { exact: true }).waitFor();
  await press(page, "Tab", "Link");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.activeElement.id), "share");
});

test("who is offline is told so, and the list comes by itself once the server answers again", async () => {
  const page = await open();
  await page.getByRole("link", { name: "Seen", exact: true }).waitFor();
  await page.context().setOffline(true);
  await page.getByRole("searchbox").fill("Seen");
  await page.getByText("You are offline.").waitFor();
  await page.context().setOffline(false);
  await page.locator(".state").filter({ hasText: "1 insight" }).waitFor();
});

test("whose session ended is asked for the key again, and then is where she wanted to go", async () => {
  const page = await open();
  const link = page.getByRole("link", { name: "Seen", exact: true });
  await link.waitFor();
  await page.context().clearCookies();
  await page.evaluate(() => sessionStorage.clear());
  await link.click();
  await page.getByLabel("Personal API key").fill(made.key.full);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Seen" }).waitFor();
  await page.locator("#chart svg").waitFor();
});

test("whose session ended on the list is asked for the key again, and then has the list", async () => {
  const page = await open();
  await page.getByRole("link", { name: "Seen", exact: true }).waitFor();
  await page.context().clearCookies();
  await page.evaluate(() => sessionStorage.clear());
  await page.getByRole("searchbox").fill("Seen");
  await page.getByLabel("Personal API key").fill(made.key.full);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: "Seen", exact: true }).waitFor();
});

test("a wrong key in the address is refused aloud, and none takes the place of a session", async () => {
  const page = await open({}, false);
  const arrive = async () => {
    await page.goto("about:blank");
    await page.goto(`${url}/#key=phx_wrong`);
  };
  await arrive();
  await page.getByRole("alert").filter({ hasText: /\w/ }).waitFor();
  await page.getByLabel("Personal API key").fill(made.key.full);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: "Seen", exact: true }).waitFor();
  await arrive();
  await page.getByText("You are signed in already.").waitFor();
  await page.getByRole("link", { name: "Seen", exact: true }).waitFor();
});

test("a page that comes late does not cover the one that was gone to meanwhile", async () => {
  const page = await open();
  const link = page.getByRole("link", { name: "Seen", exact: true });
  await link.waitFor();
  await page.route(`**/insights/${insight.short_id}/`, async (route) => {
    await new Promise((done) => setTimeout(done, 500));
    // The page no longer waits for it.
    await route.continue().catch(() => {});
  });
  await link.click();
  await page.getByRole("navigation").getByRole("link", { name: "Dashboards" }).click();
  await page.getByRole("heading", { name: "Dashboards" }).waitFor();
  await page.waitForTimeout(1000);
  assert.ok(await page.getByRole("heading", { name: "Dashboards" }).isVisible());
  assert.ok(await page.locator("#notice").isHidden());
});

test("two settings of a link that are changed at once are both kept, and going back closes their dialog", async () => {
  const page = await open();
  await page.getByRole("link", { name: "Seen", exact: true }).click();
  await page.locator("#chart svg").waitFor();
  await page.getByRole("button", { name: "Share" }).click();
  const dialog = page.getByRole("dialog");
  const turn = dialog.getByRole("button", { name: "Share with a link" });
  await turn.or(dialog.getByRole("button", { name: "Stop sharing" })).waitFor();
  if (await turn.isVisible()) await turn.click();
  const boxes = ["Without title and description", "Without who made it and when"].map((name) => dialog.getByLabel(name));
  await boxes[0].waitFor();
  for (const box of boxes) await box.check();
  await dialog.locator(".sharing:not([aria-busy])").waitFor();
  for (const box of boxes) assert.ok(await box.isChecked());
  await page.goBack();
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("heading", { name: "Insights" }).waitFor();
});

test("who comes back to the list is where she left it", async () => {
  const page = await open({ viewport: { width: 390, height: 300 } });
  const link = page.getByRole("link", { name: "Seen", exact: true });
  await link.waitFor();
  await page.locator(".thumbnail img").waitFor();
  await link.scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => scrollY);
  assert.ok(before > 0);
  await link.click();
  await page.locator("#chart svg").waitFor();
  assert.equal(await page.evaluate(() => scrollY), 0);
  await page.goBack();
  await link.waitFor();
  await page.waitForFunction((before) => Math.abs(scrollY - before) < 2, before);
});

test("an environment is chosen in the menu, and stands in the address", async () => {
  const page = await open();
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByLabel("Environment").selectOption(String(made.project.second));
  await page.getByText("There is no insight yet.").waitFor();
  assert.match(page.url(), new RegExp(`#/${made.project.second}/insights`));
});

test("the colours that are chosen are those of the page and of its charts", async () => {
  const page = await open({ colorScheme: "light" });
  await page.getByRole("link", { name: "Seen", exact: true }).click();
  await page.locator("#chart svg").waitFor();
  await page.getByRole("button", { name: "Menu" }).click();
  await page.getByLabel("Colours").selectOption("dark");
  await page.keyboard.press("Escape");
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await ground(), "rgb(16, 18, 23)");
  assert.match(await page.locator("#chart svg style").textContent(), /--paper:#14171f/);
  await page.reload();
  assert.equal(await ground(), "rgb(16, 18, 23)");
});

test("on a phone the chart stands above its question, and in sight while that is changed", async () => {
  const page = await open({ viewport: { width: 390, height: 844 } });
  await page.getByRole("link", { name: "Seen", exact: true }).click();
  await page.locator("#chart svg").waitFor();
  const top = (selector) => page.locator(selector).evaluate((element) => element.getBoundingClientRect().top);
  assert.ok((await top("#chart")) < (await top(".asking")));
  await page.locator(".asking > summary").click();
  await page.getByRole("combobox", { name: "Interval" }).scrollIntoViewIfNeeded();
  const chart = await top("#chart");
  assert.ok(chart >= 0 && chart < 100, `the chart is at ${chart}`);
});
