// What a reader has done with an element's chart outlives its drawings, and nothing of a drawing stays behind. The server
// is played here: it draws one chart, in the size that is asked for.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch, root } from "../support/browser.mjs";

const origin = "http://localhost";
const dist = join(root, "dist/browser");
let browser;
let drawing;

before(async () => {
  drawing = await readFile(join(root, "tests/charts/bar-stacked.svg"), "utf8");
  browser = await launch();
});
after(() => browser.close());

/** The page of a link behind a password: it keeps what is typed in it, and says how high it is. */
const LOCKED = `<!doctype html><title>Locked</title><input>
  <script>parent.postMessage({jsonrpc: "2.0", method: "oriel.resized", params: {height: 123}}, "*")</script>`;

/** Returns what the played server answers. */
async function answerTo(url, page) {
  const [width, height] = ["width", "height"].map((name) => url.searchParams.get(name));
  switch (url.pathname) {
    case "/":
      return { contentType: "text/html", body: `<!doctype html><html lang="en"><title>Page</title><style>body{margin:0}</style>${page}<script type="module" src="/oriel/element.js"></script>` };
    case "/shared/TOKEN.svg":
      return { contentType: "image/svg+xml", body: drawing.replace('width="800" height="400"', `width="${width}" height="${height}"`) };
    case "/shared/LOCKED.svg":
      return { contentType: "application/json", body: '{"type": "unlock"}' };
    case "/embedded/LOCKED":
      return { contentType: "text/html", body: LOCKED };
    default:
      return { contentType: "text/javascript", body: await readFile(join(dist, url.pathname.slice("/oriel".length)), "utf8") };
  }
}

/** Opens a page with an element; gives the element, and the drawings that are asked for. */
async function open(attributes) {
  const page = await browser.newPage({ viewport: { width: 900, height: 900 } });
  page.on("pageerror", (error) => assert.fail(error));
  const asked = [];
  await page.route(`${origin}/**`, async (route) => {
    const url = new URL(route.request().url());
    if (url.pathname.endsWith(".svg")) asked.push(`${url.searchParams.get("width")} × ${url.searchParams.get("height")}`);
    await route.fulfill(await answerTo(url, `<oriel-insight ${attributes}></oriel-insight><p id="after">After</p>`));
  });
  await page.goto(`${origin}/`);
  const element = page.locator("oriel-insight");
  await element.locator("svg, iframe").waitFor();
  return { page, element, asked };
}

/** Does something with an element, and waits until it is drawn anew. */
const redrawn = (element, change) =>
  element.evaluate((element, change) => {
    const drawn = new Promise((resolve) => element.addEventListener("oriel-drawn", resolve, { once: true }));
    new Function("element", change)(element);
    return drawn.then(() => {});
  }, change);

test("no tip stays behind when the chart is drawn anew, or goes away", async () => {
  const { page, element } = await open('src="/shared/TOKEN"');
  const tip = element.locator(".tip");
  await element.locator(".hits rect").nth(3).hover();
  assert.ok(await tip.isVisible());
  // At once: the pointer is where it was, and may be told about the new mark below it.
  const isThere = await element.evaluate((element) => {
    const tip = element.shadowRoot.querySelector(".tip");
    const drawn = new Promise((resolve) => element.addEventListener("oriel-drawn", () => resolve(tip.checkVisibility()), { once: true }));
    element.refresh();
    return drawn;
  });
  assert.equal(isThere, false);
  await page.mouse.move(2, 890);
  await element.locator(".hits rect").nth(3).hover();
  assert.ok(await tip.isVisible());
  await element.evaluate((element) => {
    const { parentNode } = element;
    element.remove();
    parentNode.append(element);
  });
  assert.ok(await tip.isHidden());
});

test("what was switched off stays off, and the table stays open", async () => {
  const { element } = await open('src="/shared/TOKEN"');
  await element.getByRole("switch", { name: "Signed up" }).click();
  await element.locator("summary").click();
  await redrawn(element, "element.setAttribute('theme', 'dark')");
  const entry = element.getByRole("switch", { name: "Signed up" });
  assert.equal(await entry.getAttribute("aria-checked"), "false");
  assert.ok(await element.locator("[data-series='1']").first().isHidden());
  assert.ok(await element.locator("[data-series='0']").first().isVisible());
  assert.ok(await element.locator("table").isVisible());
  await entry.click();
  assert.ok(await element.locator("[data-series='1']").first().isVisible());
  await redrawn(element, "element.refresh()");
  assert.equal(await entry.getAttribute("aria-checked"), "true");
});

test("a frame stays as it is while its address does", async () => {
  const { page, element } = await open('src="/shared/LOCKED"');
  const frame = page.frameLocator("oriel-insight iframe");
  await frame.locator("input").fill("half a pass");
  await redrawn(element, "element.setAttribute('theme', 'dark')");
  await page.setViewportSize({ width: 400, height: 900 });
  await redrawn(element, "element.refresh()");
  assert.equal(await frame.locator("input").inputValue(), "half a pass");
  assert.equal(await element.locator("iframe").evaluate(({ style }) => style.height), "123px");
});

test("a size that comes back is not drawn again", async () => {
  const { page, element, asked } = await open('src="/shared/TOKEN"');
  assert.deepEqual(asked, ["920 × 400"]);
  await element.evaluate(async (element) => {
    for (const width of ["600px", "900px"]) {
      element.style.width = width;
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }
  });
  await page.waitForTimeout(400);
  assert.deepEqual(asked, ["920 × 400"]);
});

test("an element of a height of its own holds its chart and its table", async () => {
  const { page, element, asked } = await open('src="/shared/TOKEN" style="height: 300px"');
  assert.deepEqual(asked, ["920 × 264"]);
  const bottom = (locator) => locator.evaluate((element) => element.getBoundingClientRect().bottom);
  assert.ok((await bottom(element.locator("summary"))) <= 300);
  const scrolls = () => element.evaluate(({ shadowRoot }) => shadowRoot.querySelector(".fixed").scrollHeight > 300);
  assert.equal(await scrolls(), false);
  await element.locator("summary").click();
  assert.equal(await scrolls(), true);
  assert.equal(await element.evaluate((element) => element.getBoundingClientRect().height), 300);
  await element.locator("tbody tr").last().scrollIntoViewIfNeeded();
  assert.ok((await bottom(element.locator("tbody tr").last())) <= 300);
  assert.ok(await page.locator("#after").isVisible());
  await redrawn(element, "element.style.height = '500px'");
  assert.deepEqual(asked, ["920 × 264", "920 × 464"]);
});
