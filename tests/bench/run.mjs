// Asks questions of Oriel, of DuckDB-WASM in the same Chromium and of native DuckDB, sees that they give the same numbers,
// and prints how long each took as a line of JSON.
//
//     node tests/bench/run.mjs JOB
//
// JOB is a file: {package, data, chromium, engines, now, questions: [{name, query, sql}]}, the first two of them folders.

import { readFileSync } from "node:fs";

import { differences, ofOriel, ofRows } from "./answers.mjs";
import { NativeDuckDb } from "./native.mjs";
import { Tabs, fail } from "./tabs.mjs";

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { questions } = job;
const tabs = await Tabs.start(job);
const ask = { oriel: () => inPage("oriel"), wasm: () => inPage("duckdb"), native: natively };
const engines = {};
for (const name of job.engines) engines[name] = await ask[name]();
await tabs.close();

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

/** Asks in a fresh page of the browser, which holds nothing else. */
async function inPage(name) {
  const { tab, engine: result } = await tabs.filled(name, job.data);
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
