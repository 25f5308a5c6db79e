// @ts-check
/** An environment's events, evaluated in this page: fetched once, a column at a time. @module */

import { LocalEvents } from "./engine.js";

/** @typedef {import("./api.js").Place} Place */

/** @type {Map<number, LocalEvents>} */
const held = new Map();

/**
 * Returns events of an environment that have all that a query needs; what was fetched before is not fetched again.
 *
 * @param {(path: string, headers: Record<string, string>) => Promise<Response>} ask asks for a path below the environment's
 * @param {Place} place
 * @param {object} query
 * @param {import("./oriel/index.js").EvaluateOptions} [options]
 */
export function localEvents(ask, place, query, options) {
  const events = held.get(place.id) ?? new LocalEvents(ask);
  held.set(place.id, events);
  return events.events(query, options);
}
