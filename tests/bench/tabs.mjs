// The pages of the benchmark in Chromium.

import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { serve } from "./server.mjs";

const tools = join(import.meta.dirname, "../../www");
const { chromium } = createRequire(join(tools, "package.json"))("playwright-core");

/** Opens pages that each hold one engine, filled from a folder of data. */
export class Tabs {
  #browser;
  #folders;
  /** @type {Awaited<ReturnType<typeof serve>>[]} */
  #servers = [];

  /**
   * Starts the browser.
   *
   * @param {{package: string, chromium: string}} job
   */
  static async start(job) {
    const browser = await chromium.launch({
      executablePath: job.chromium,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
    });
    return new Tabs(browser, { oriel: job.package, pages: bundlePages() });
  }

  constructor(browser, folders) {
    this.#browser = browser;
    this.#folders = folders;
  }

  /**
   * Returns a fresh page, which holds nothing but the engine, and what it says of itself.
   *
   * @param {string} name
   * @param {string} data the folder of its events
   */
  async filled(name, data) {
    const server = await serve({ ...this.#folders, data });
    this.#servers.push(server);
    const tab = await this.#browser.newPage();
    tab.on("pageerror", (error) => fail(`${name}: ${error.message}`));
    await tab.goto(`${server.address}/?${name}`);
    console.log(`filling ${name} …`);
    await tab.waitForFunction(() => globalThis.fill);
    return { tab, engine: await tab.evaluate(() => globalThis.fill()) };
  }

  /** Ends the browser and what serves it. */
  async close() {
    await this.#browser.close();
    for (const server of this.#servers) server.close();
  }
}

/** Makes one script of each page and what it imports, and the module of the pass that bounds a count. */
function bundlePages() {
  const folder = join(import.meta.dirname, "../../target/bench/pages");
  mkdirSync(folder, { recursive: true });
  const run = (program, ...words) => execFileSync(join(tools, "node_modules/.bin", program), words, { stdio: "inherit" });
  const pages = ["oriel", "duckdb"].map((page) => join(import.meta.dirname, `pages/${page}.mjs`));
  const options = ["--bundle", "--format=esm", "--external:/oriel/*", "--log-level=warning", `--outdir=${folder}`];
  run("esbuild", ...pages, ...options);
  run("wasm-as", "--enable-simd", join(import.meta.dirname, "pages/pass.wat"), "-o", join(folder, "pass.wasm"));
  return folder;
}

/**
 * Ends the process with a reason.
 *
 * @param {string} reason
 * @returns {never}
 */
export function fail(reason) {
  console.log(reason);
  process.exit(1);
}
