// Asks Oriel the same questions of few and of many events, and prints how its times grow as a line of JSON.
//
//     node tests/bench/growth.mjs JOB
//
// JOB is a file: {package, small, large, chromium, now, questions: [{name, query}]}, the first three of them folders.
//
// Both are asked in turns, in one browser: what else the machine does slows down both, and a round's growth compares what
// was measured within the same second. The median of the rounds is the growth.

import { readFileSync } from "node:fs";

import { Tabs } from "./tabs.mjs";
import { median } from "./timing.mjs";

/** How often each is asked for how long, in milliseconds. */
const ROUNDS = 9;
const SMALL = 150;
const LARGE = 300;

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
const tabs = await Tabs.start(job);
const small = await tabs.filled("oriel", job.small);
const large = await tabs.filled("oriel", job.large);
const growths = {};
for (const question of job.questions) {
  console.log(`asking in turns: ${question.name}`);
  for (const { tab } of [small, large]) await tab.evaluate(warm, [question, job.now]);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({ small: await timeAgain(small, question, SMALL), large: await timeAgain(large, question, LARGE) });
  }
  const middle = (of) => median(rounds.map(of));
  const growth = middle((round) => round.large / round.small);
  growths[question.name] = { small: middle((round) => round.small), large: middle((round) => round.large), growth };
}
await tabs.close();
console.log(JSON.stringify({ events: large.engine.events, passes: large.engine.passes, growths }));

/** Asks until everything is warm; the answer stays in the page. */
async function warm(argument) {
  await globalThis.ask(...argument);
}

function timeAgain({ tab }, question, length) {
  return tab.evaluate((argument) => globalThis.askAgain(...argument), [question, job.now, length]);
}
