// The script of shared pages, as the Worker serves it, in Chromium: charts answer to pointer, touch and keyboard.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";

import { barriers, launch, root } from "../support/browser.mjs";

const url = process.env.ORIEL_URL;
let browser;

before(async () => {
  browser = await launch();
});
after(() => browser.close());

/** Opens a page with the pictures of these names, and the script. */
async function open(names, options = {}) {
  const context = await browser.newContext({ viewport: { width: 900, height: 700 }, ...options });
  const page = await context.newPage();
  const drawings = await Promise.all(names.map((name) => readFile(join(root, `tests/charts/${name}.svg`), "utf8")));
  const style = ":root{--ink:#111;--paper:#fff}body{margin:0}";
  await page.setContent(`<!doctype html><html lang="en"><title>Charts</title><style>${style}</style><main>${drawings.join("")}</main>`);
  await page.addScriptTag({ url: `${url}/embed.js` });
  return page;
}

test("the script is small", async () => {
  const response = await fetch(`${url}/embed.js`);
  assert.match(response.headers.get("content-type"), /javascript/);
  assert.ok(gzipSync(await response.text(), { level: 9 }).length <= 6000);
});

test("a chart of twelve series is light, for the desk and for the phone", async () => {
  const drawing = await readFile(join(root, "tests/charts/line-twelve-series.svg"));
  assert.ok(2 * gzipSync(drawing, { level: 9 }).length <= 20_000);
});

test("a pointer over a bucket is told its values in each series", async () => {
  const page = await open(["line-series"]);
  await page.locator(".hits rect").nth(3).hover();
  const tip = page.locator(".tip");
  assert.ok(await tip.isVisible());
  const words = await tip.innerText();
  for (const word of ["7-Mar-2024", "Pageview", "Signed up", "Invited a colleague"]) assert.ok(words.includes(word), words);
  await page.mouse.move(2, 690);
  assert.ok(await tip.isHidden());
});

test("the arrow keys go from mark to mark and say each", async () => {
  const page = await open(["bar-value"]);
  await page.keyboard.press("Tab");
  for (const [key, name] of [["ArrowRight", "Chrome"], ["ArrowDown", "Safari"], ["End", "None"], ["ArrowLeft", "Other"], ["Home", "Chrome"]]) {
    await page.keyboard.press(key);
    assert.match(await page.locator("[aria-live]").textContent(), new RegExp(name));
    assert.equal(await page.locator(".on").getAttribute("data-label"), name);
  }
  await page.keyboard.press("Escape");
  assert.ok(await page.locator(".tip").isHidden());
});

test("a touch tells about a mark, and a touch elsewhere ends it", async () => {
  const page = await open(["pie"], { hasTouch: true });
  await page.locator("[data-label=Safari] circle").dispatchEvent("pointerdown", { pointerType: "touch", bubbles: true });
  assert.match(await page.locator(".tip").innerText(), /Safari[^]*20,110/);
  await page.touchscreen.tap(880, 690);
  assert.ok(await page.locator(".tip").isHidden());
});

test("an entry of the legend switches its series off and on, by keyboard too", async () => {
  const page = await open(["bar-stacked"]);
  const entry = page.getByRole("switch", { name: "Signed up" });
  await entry.click();
  assert.equal(await entry.getAttribute("aria-checked"), "false");
  assert.ok(await page.locator("[data-series='1']").first().isHidden());
  await page.locator(".hits rect").nth(3).hover();
  assert.ok(!(await page.locator(".tip").innerText()).includes("Signed up"));
  await entry.press("Enter");
  assert.ok(await page.locator("[data-series='1']").first().isVisible());
});

test("bars stand on those below them that are shown", async () => {
  const page = await open(["lifecycle"]);
  /** How far from zero the first bar of a status begins. */
  const gap = (number) => page.locator(`[data-series='${number}']`).evaluate((group) => {
    const bar = group.querySelector("rect");
    const moved = Number.parseFloat(bar.style.translate.split(" ")[1] ?? "0");
    const [zero, y, height] = [Number(group.dataset.stack), Number(bar.getAttribute("y")) + moved, Number(bar.getAttribute("height"))];
    return Math.abs(Math.round(y < zero ? zero - y - height : y - zero));
  });
  const stacked = await page.locator("[data-stack]").evaluateAll((groups) => groups.map(({ dataset }) => dataset.series));
  const [lowest, second] = stacked;
  assert.equal(await gap(lowest), 0);
  assert.ok((await gap(second)) > 0);
  await page.locator(`[data-toggle='${lowest}']`).click();
  assert.equal(await gap(second), 0);
  await page.locator(`[data-toggle='${lowest}']`).click();
  assert.ok((await gap(second)) > 0);
});

test("marks of a series that is switched off are passed over", async () => {
  const page = await open(["funnel-breakdown"]);
  const chart = page.locator("svg.oriel");
  await page.getByRole("switch", { name: "Chrome" }).click();
  await chart.focus();
  await page.keyboard.press("ArrowRight");
  assert.match(await page.locator(".on").getAttribute("data-label"), /Safari$/);
  for (const name of ["Safari", "Firefox", "Other"]) await page.getByRole("switch", { name }).click();
  await chart.focus();
  await page.keyboard.press("End");
  assert.ok(await page.locator(".tip").isHidden());
});

test("a chart is described by its own summary and how it is read", async () => {
  const page = await open(["bar-value"]);
  const [summary, description] = await page.locator("svg.oriel").evaluate((svg) => [svg.querySelector("desc").textContent, svg.getAttribute("aria-description")]);
  assert.equal(description, `${summary} The arrow keys read its values.`);
});

test("the tip of a chart that was taken away can be sent away", async () => {
  const page = await open(["line-series"]);
  await page.locator(".hits rect").nth(3).hover();
  await page.locator("svg.oriel").evaluate((svg) => svg.remove());
  assert.ok(await page.locator(".tip").isVisible());
  await page.keyboard.press("Escape");
  assert.ok(await page.locator(".tip").isHidden());
});

test("a tip stands beside its mark in what fills the screen, and in a page that was scrolled", async () => {
  const page = await open(["line-series"]);
  await page.evaluate(() => {
    document.body.style.padding = "300px 0 2000px";
    scrollTo(0, 200);
  });
  const isNear = async () => {
    const mark = page.locator(".hits rect").nth(3);
    await mark.hover();
    const [at, tip] = [await mark.boundingBox(), await page.locator(".tip").boundingBox()];
    assert.ok(Math.abs(tip.x - (at.x + at.width + 8)) < 1, `${tip.x} beside ${at.x}`);
    assert.ok(Math.abs(tip.y - (at.y + 8)) < 1, `${tip.y} beside ${at.y}`);
    assert.ok(await page.locator(".tip").evaluate((tip) => tip.matches(":popover-open")));
    await page.mouse.move(2, 2);
  };
  await isNear();
  await page.evaluate(() => document.addEventListener("click", () => document.querySelector("main").requestFullscreen(), { once: true }));
  await page.mouse.click(2, 2);
  await page.waitForFunction(() => document.fullscreenElement);
  await isNear();
});

test("nothing in an interactive chart keeps anybody out", async () => {
  const names = ["line-series", "bar-stacked", "pie", "funnel-breakdown", "retention", "world-map", "paths", "calendar-heatmap"];
  const page = await open(names);
  assert.deepEqual(await barriers(page), []);
});

test("a country is told by its name", async () => {
  const page = await open(["world-map"], { locale: "en-GB" });
  await page.locator("[data-country=DE]").hover();
  assert.match(await page.locator(".tip").innerText(), /Germany[^]*20,110/);
});

test("the page around is told the height", async () => {
  const page = await open([]);
  const drawing = await readFile(join(root, "tests/charts/line.svg"), "utf8");
  const heard = await page.evaluate(async ([drawing, script]) => {
    const messages = [];
    addEventListener("message", (event) => messages.push(event.data));
    const frame = document.createElement("iframe");
    frame.srcdoc = `<!doctype html><style>svg{display:block}body{margin:0}</style>${drawing}<script src="${script}"></script>`;
    document.body.append(frame);
    while (!messages.some((message) => message.method === "oriel.resized")) await new Promise((done) => setTimeout(done, 20));
    return messages;
  }, [drawing, `${url}/embed.js`]);
  assert.equal(heard[0].method, "oriel.ready");
  assert.ok(heard.find((message) => message.method === "oriel.resized").params.height >= 400);
});
