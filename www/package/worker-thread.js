// @ts-check
// The engine's side of worker.js: each message is a call, each answer has the call's number.

import init, { Dataset, evaluate, render } from "./index.js";

/** @type {Map<number, Dataset>} */
const datasets = new Map();
let last = 0;

/** @param {number} id */
function held(id) {
  const dataset = datasets.get(id);
  if (!dataset) throw new Error(`There is no dataset ${id}.`);
  return dataset;
}

/** @type {Record<string, (...given: any[]) => unknown>} */
const calls = {
  load(events) {
    datasets.set(++last, events instanceof Uint8Array ? Dataset.fromNdjson(events) : Dataset.fromColumns(events));
    return last;
  },
  append: (id, bytes) => held(id).append(bytes),
  free(id) {
    held(id).free();
    datasets.delete(id);
  },
  evaluate: (id, query, options) => evaluate(held(id), query, options),
  render,
};

addEventListener("message", async ({ data: { call, name, given } }) => {
  try {
    await init();
    postMessage({ call, value: calls[name](...given) });
  } catch (error) {
    const { message, field, name } = /** @type {Error & {field?: string}} */ (error);
    postMessage({ call, error: { message, field, name } });
  }
});
