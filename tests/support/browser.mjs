// What the tests in a browser share: Chromium, the packages of www/, and the types of the files that they serve.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

/** The repository. */
export const root = join(import.meta.dirname, "../..");

/** Finds packages as the modules of www/ do. */
export const require = createRequire(join(root, "www/package.json"));

/** The types of the files that are served, by extension. */
export const TYPES = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** Starts the Chromium that `CHROME_PATH` names, with further switches. */
export function launch(...switches) {
  const { chromium } = require("playwright-core");
  return chromium.launch({ executablePath: process.env.CHROME_PATH, args: ["--no-sandbox", "--disable-gpu", ...switches] });
}

/** Returns what axe finds in a page that keeps somebody out: the rule and the first element. */
export async function barriers(page) {
  // Not as an element: a page's own policy would forbid that.
  await page.evaluate(await readFile(require.resolve("axe-core"), "utf8"));
  const { violations } = await page.evaluate(() => globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }));
  return violations.map(({ id, nodes }) => [id, nodes[0].html]);
}
