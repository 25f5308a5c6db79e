// Asks questions of Oriel, of DuckDB-WASM in the same Chromium and of native DuckDB, sees that they give the same numbers,
// and prints how long each took as a line of JSON.
//
//     node tests/bench/run.mjs JOB
//
// JOB is a file: {package, data, chromium, engines, now, questions: [{name, query, sql}]}, the first two of them folders.

import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { differences, ofOriel, ofRows } from "./answers.mjs";
import { NativeDuckDb } from "./native.mjs";
import { serve } from "./server.mjs";

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { questions } = job;
const tools = join(import.meta.dirname, "../../www");
const { chromium } = createRequire(join(tools, "package.json"))("playwright-core");

const server = await serve({ oriel: job.package, data: job.data, pages: bundlePages() });
const browser = await chromium.launch({
  executablePath: job.chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
const ask = { oriel: () => inPage("oriel"), wasm: () => inPage("duckdb"), native: natively };
const engines = {};
for (const name of job.engines) engines[name] = await ask[name]();
await browser.close();
server.close();

for (const { name, query } of questions) {
  const ours = ofOriel(query.kind, engines.oriel.answers[name]);
  for (const engine of [engines.wasm, engines.native].filter(Boolean)) {
    const wrong = differences(ours, ofRows(query.kind, engine.answers[name]));
    if (wrong.length > 0) fail(`${name}: Oriel and ${engine.title} differ in ${wrong.length} numbers:\n${wrong.slice(0, 10).join("\n")}`);
  }
  engines.oriel.times[name].compared = ours.size;
}
for (const engine of Object.values(engines)) delete engine.answers;
console.log(JSON.stringify(engines));

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

/** Asks in a fresh page of the browser, which holds nothing else. */
async function inPage(name) {
  const tab = await browser.newPage();
  tab.on("pageerror", (error) => fail(`${name}: ${error.message}`));
  await tab.goto(`${server.address}/?${name}`);
  console.log(`filling ${name} …`);
  await tab.waitForFunction(() => globalThis.fill);
  const result = await tab.evaluate(() => globalThis.fill());
  Object.assign(result, { times: {}, answers: {} });
  for (const question of questions) {
    console.log(`asking ${name}: ${question.name}`);
    const { answer, ...times } = await tab.evaluate((argument) => globalThis.ask(...argument), [question, job.now]);
    result.times[question.name] = times;
    result.answers[question.name] = answer;
  }
  await tab.close();
  return result;
}

async function natively() {
  console.log("filling native DuckDB …");
  const database = await NativeDuckDb.open(job.data);
  const result = { title: await database.title(), times: {}, answers: {} };
  for (const { name, sql } of questions) {
    console.log(`asking native DuckDB: ${name}`);
    const { answer, ...times } = await database.ask(sql);
    result.times[name] = times;
    result.answers[name] = answer;
  }
  database.close();
  return result;
}

function fail(reason) {
  console.log(reason);
  process.exit(1);
}
