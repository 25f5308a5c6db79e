// @ts-check
// The engine's side of worker.js: each message is a call, each answer has the call's number.

import { unabridged } from "./definitions.js";
import init, { Dataset, evaluate, render } from "./index.js";

/** @type {Map<number, Dataset>} */
const datasets = new Map();
/** The definitions that were sent last for each dataset. @type {Map<number, import("./definitions.js").Definitions>} */
const sent = new Map();
let last = 0;

/** @param {number} id */
function held(id) {
  const dataset = datasets.get(id);
  if (!dataset) throw new Error(`There is no dataset ${id}.`);
  return dataset;
}

/**
 * Returns the options of an evaluation with the definitions that are meant.
 *
 * @param {number} id
 * @param {object} options
 */
function whole(id, options) {
  const former = sent.get(id) ?? {};
  const given = unabridged(options, former);
  sent.set(id, { persons: given.persons ?? former.persons, groups: given.groups ?? former.groups });
  return given;
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
    sent.delete(id);
  },
  evaluate: (id, query, options) => evaluate(held(id), query, whole(id, options)),
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
