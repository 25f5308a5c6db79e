// The component of React: what it gives to a ref, and what it tells.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { launch, require, root } from "../support/browser.mjs";

const origin = "http://localhost";
const dist = join(root, "dist/browser");
let browser;
let script;

const APP = `
import { createRef } from "react";
import { createRoot } from "react-dom/client";
import { OrielInsight } from "oriel/react";

globalThis.chart = createRef();
globalThis.told = [];
const tell = ({ type, detail }) => told.push([type, detail?.constructor.name]);
createRoot(document.querySelector("main")).render(
  <OrielInsight ref={chart} id="chart" className="wide" style={{ height: 320 }} src="/shared/TOKEN" onDrawn={tell} onError={tell} />,
);
`;

before(async () => {
  const { outputFiles } = await require("esbuild").build({
    stdin: { contents: APP, loader: "jsx", resolveDir: dist },
    alias: { "oriel/react": join(dist, "react.js") },
    nodePaths: [join(root, "www/node_modules")],
    // As a part of its own, it can be missing.
    external: ["./element.js"],
    define: { "process.env.NODE_ENV": '"production"' },
    bundle: true,
    format: "esm",
    jsx: "automatic",
    write: false,
    logLevel: "error",
  });
  script = outputFiles[0].text;
  browser = await launch();
});
after(() => browser.close());

/** Opens a page with the component, on a server that has the element or has not. */
async function open(hasElement) {
  const page = await browser.newPage();
  page.on("pageerror", (error) => assert.fail(error));
  const drawing = await readFile(join(root, "tests/charts/line.svg"), "utf8");
  await page.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/") return route.fulfill({ contentType: "text/html", body: '<!doctype html><main></main><script type="module" src="/oriel/app.js"></script>' });
    if (pathname === "/oriel/app.js") return route.fulfill({ contentType: "text/javascript", body: script });
    if (pathname.endsWith(".svg")) return route.fulfill({ contentType: "image/svg+xml", body: drawing });
    if (!hasElement) return route.fulfill({ status: 404, body: "" });
    return route.fulfill({ contentType: "text/javascript", body: await readFile(join(dist, pathname.slice("/oriel".length)), "utf8") });
  });
  await page.goto(`${origin}/`);
  await page.waitForFunction(() => globalThis.told?.length > 0);
  return page;
}

test("a ref has the element, whose attributes are as given, and each drawing is told", async () => {
  const page = await open(true);
  assert.deepEqual(await page.evaluate(() => globalThis.told), [["oriel-drawn", undefined]]);
  const { id, classes, height } = await page.evaluate(() => {
    const { id, className, style } = globalThis.chart.current;
    return { id, classes: className, height: style.height };
  });
  assert.deepEqual({ id, classes, height }, { id: "chart", classes: "wide", height: "320px" });
  await page.evaluate(() => globalThis.chart.current.refresh());
  await page.waitForFunction(() => globalThis.told.length === 2);
});

test("an element that cannot be loaded is told", async () => {
  const page = await open(false);
  assert.deepEqual(await page.evaluate(() => globalThis.told), [["oriel-error", "TypeError"]]);
});
