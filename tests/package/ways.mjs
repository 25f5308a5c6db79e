// The npm package as its users have it: in Node, in a Worker, with Vite, in a plain page and off its main thread, each
// draws the same SVG from the same data. And the custom element, whose server is played here.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rm, symlink } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { TYPES, launch, require, root } from "../support/browser.mjs";

const run = promisify(execFile);

const project = join(root, "target/package");
const dist = join(root, "dist/browser");

/** What the played server gives for a path. */
const shares = new Map();
/** The drawings that were asked for. */
const asked = [];
let browser;
let server;
let address;
let expected;

before(async () => {
  await rm(project, { recursive: true, force: true });
  await cp(join(root, "www/examples"), project, { recursive: true });
  await mkdir(join(project, "node_modules"));
  await cp(dist, join(project, "node_modules/oriel"), { recursive: true });
  for (const name of ["react", "react-dom"]) await symlink(join(root, "www/node_modules", name), join(project, "node_modules", name));
  server = createServer(serve).listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  address = `http://127.0.0.1:${server.address().port}`;
  browser = await launch();
  expected = (await run(process.execPath, ["node.js"], { cwd: project })).stdout;
});
after(async () => {
  await browser.close();
  server.close();
});

/** Serves the project, the package under `/oriel/`, and the shares. */
async function serve(request, response) {
  const { pathname, searchParams } = new URL(request.url, address);
  const share = shares.get(pathname);
  if (pathname.endsWith(".svg")) asked.push(Object.fromEntries(searchParams));
  if (share) return response.writeHead(200, { "content-type": share.type }).end(share.body);
  const file = pathname.startsWith("/oriel/") ? join(dist, pathname.slice("/oriel".length)) : join(project, pathname);
  try {
    const body = await readFile(file);
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "text/plain" }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}

/** Opens a page that must not complain. */
async function open(path, options = {}) {
  const page = await (await browser.newContext({ viewport: { width: 900, height: 900 }, ...options })).newPage();
  page.on("pageerror", (error) => assert.fail(`${path}: ${error.message}`));
  await page.goto(address + path);
  return page;
}

/** Returns the drawing in an element, as the page's parser has it. */
const drawn = async (page, selector) => {
  await page.locator(`${selector} svg`).waitFor();
  return page.locator(selector).evaluate((element) => element.innerHTML);
};

/** Returns the drawing as a page's parser has it. */
const parsed = (page, svg) =>
  page.evaluate((svg) => Object.assign(document.createElement("div"), { innerHTML: svg }).innerHTML, svg);

test("node draws, with nothing to load first", () => {
  assert.match(expected, /^<svg[^]*free[^]*team[^]*<\/svg>$/);
});

test("a plain page draws the same", async () => {
  const page = await open("/script.html");
  assert.equal(await drawn(page, "#chart"), await parsed(page, expected));
});

test("the engine in a worker draws the same, and says what is wrong with a query", async () => {
  const page = await open("/engine.html");
  assert.equal(await drawn(page, "#chart"), await parsed(page, expected));
  const refusal = await page.evaluate(async () => {
    const { startEngine } = await import("/oriel/worker.js");
    const engine = startEngine();
    const events = await engine.load(new TextEncoder().encode('{"event":"a","distinct_id":"b","timestamp":"2026-03-02"}\n'));
    const failed = engine.evaluate(events, { kind: "TrendsQuery", series: 5 }).catch((error) => [error.name, error.field]);
    return failed.finally(() => engine.terminate());
  });
  assert.deepEqual(refusal, ["OrielError", "series"]);
});

test("a project of Vite draws the same, and React shows it", async () => {
  const { build } = await import(require.resolve("vite"));
  const outDir = join(project, "built");
  await build({ root: join(project, "vite"), base: "./", logLevel: "warn", build: { outDir, emptyOutDir: true, target: "es2022" } });
  const page = await open("/built/index.html");
  assert.equal(await drawn(page, "#chart"), await parsed(page, expected));
  await page.locator("#react oriel-insight svg").waitFor();
});

test("a Worker draws the same", async () => {
  const { build } = require("esbuild");
  const { Miniflare } = require("miniflare");
  const script = join(project, "built-worker.js");
  const entryPoints = [join(project, "worker.js")];
  await build({ entryPoints, outfile: script, bundle: true, format: "esm", conditions: ["workerd"], external: ["*.wasm"] });
  const engine = { type: "CompiledWasm", path: "oriel_bg.wasm", contents: await readFile(join(dist, "oriel_bg.wasm")) };
  const module = { type: "ESModule", path: "worker.js", contents: await readFile(script, "utf8") };
  const miniflare = new Miniflare({ modules: [module, engine], compatibilityDate: "2026-01-01" });
  try {
    assert.equal(await (await miniflare.dispatchFetch("http://worker/")).text(), expected);
  } finally {
    await miniflare.dispose();
  }
});

test("an element of a shared link asks for one drawing as wide as itself, and answers to keys", async () => {
  asked.length = 0;
  shares.set("/shared/TOKEN.svg", { type: "image/svg+xml", body: expected });
  const page = await open("/element.html");
  const element = page.locator("#shared");
  await element.locator("svg").waitFor();
  assert.deepEqual(asked, [{ width: "640", height: "384", theme: "auto", heading: "false" }]);
  await element.locator("svg").focus();
  await page.keyboard.press("End");
  assert.match(await element.locator(".tip").innerText(), /8-Mar-2026[^]*free[^]*team/);
  await element.locator("summary").click();
  assert.deepEqual(await element.locator("thead th").allInnerTexts(), ["free", "team"]);
  assert.equal(await element.locator("tbody tr").count(), 7);
  assert.equal(await element.getAttribute("aria-busy"), null);
});

test("an element of data draws it, and draws it anew when that changes", async () => {
  const page = await open("/element.html");
  const element = page.locator("#ours");
  await element.locator("[data-label]").first().waitFor();
  assert.equal(await element.locator("svg").getAttribute("width"), "640");
  await element.evaluate((element) => (element.query = { ...element.query, breakdownFilter: {} }));
  await page.waitForFunction(() => !document.querySelector("#ours").shadowRoot.querySelector("svg [data-names*=team]"));
  await page.setViewportSize({ width: 390, height: 800 });
  await page.waitForFunction(() => document.querySelector("#ours").shadowRoot.querySelector("svg").getAttribute("width") === "360");
});

test("what is no drawing is shown in a frame that is as high as its page", async () => {
  const unlock = `<!doctype html><title>Locked</title><script>parent.postMessage({jsonrpc:"2.0",method:"oriel.resized",params:{height:123}},"*")</script>`;
  shares.set("/shared/TOKEN.svg", { type: "application/json", body: '{"type":"unlock"}' });
  shares.set("/embedded/TOKEN", { type: "text/html", body: unlock });
  const page = await open("/element.html");
  await page.waitForFunction(() => document.querySelector("#shared").shadowRoot.querySelector("iframe")?.style.height === "123px");
});

test("an element whose server does not answer says so and tries again", async () => {
  const page = await (await browser.newContext()).newPage();
  await page.route("**/shared/TOKEN.svg*", (route) => route.abort());
  await page.goto(`${address}/element.html`);
  const element = page.locator("#shared");
  assert.match(await element.getByRole("alert").innerText(), /cannot be shown/);
  shares.set("/shared/TOKEN.svg", { type: "image/svg+xml", body: expected });
  await page.unroute("**/shared/TOKEN.svg*");
  await element.getByRole("button", { name: "Try again" }).click();
  await element.locator("svg").waitFor();
});

test("nothing in a drawing runs", async () => {
  const body = '<svg xmlns="http://www.w3.org/2000/svg" class="oriel" onload="hit=1"><script>hit=1</script><a href="javascript:hit=1"><rect/></a></svg>';
  shares.set("/shared/TOKEN.svg", { type: "image/svg+xml", body });
  const page = await open("/element.html");
  await page.locator("#shared svg").waitFor({ state: "attached" });
  assert.equal(await page.evaluate(() => globalThis.hit), undefined);
  assert.doesNotMatch(await page.locator("#shared svg").evaluate((svg) => svg.outerHTML), /hit/);
});

test("the package is what package managers and type checkers expect", async () => {
  const { publint } = await import(require.resolve("publint"));
  const { messages } = await publint({ pkgDir: dist, strict: true });
  assert.deepEqual(messages, []);
  const attw = require.resolve("@arethetypeswrong/cli/package.json").replace("package.json", "dist/index.js");
  const given = ["--pack", dist, "--profile", "esm-only", "--exclude-entrypoints", "./oriel_bg.wasm"];
  await run(process.execPath, [attw, ...given]);
});
