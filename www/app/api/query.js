// @ts-check
/** Questions, as the server answers them. @module */

import { answerTo, ask, within } from "../api.js";

/** @typedef {import("../api.js").Place} Place */

/** How many of the newest events tell what properties are called, where there are too many events to fetch them all. */
const SAMPLE = 200;

/**
 * Returns the response to a query.
 *
 * @param {Place} place
 * @param {object} query
 * @param {AbortSignal} [signal]
 * @param {"blocking" | "force_blocking"} [refresh] whether one that is kept and not old is given as it is
 * @returns {Promise<any>}
 */
export const answer = (place, query, signal, refresh = "blocking") => answerTo("POST", within(place, "query/"), { query, refresh }, signal);

/**
 * Returns the events of an environment in capture format.
 *
 * @param {Place} place
 */
export async function events(place) {
  const response = await ask("GET", within(place, "events/export/"));
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * Returns what the events of an environment are called, the most frequent name first.
 *
 * @param {Place} place
 * @returns {Promise<{name: string, count: number}[]>}
 */
export async function eventNames(place) {
  const query = "SELECT event, count() AS count FROM events GROUP BY event ORDER BY count DESC LIMIT 500";
  const { results } = await answer(place, { kind: "HogQLQuery", query });
  return results.map((/** @type {[string, number]} */ [name, count]) => ({ name, count }));
}

/**
 * Returns what the properties of the newest events are called.
 *
 * @param {Place} place
 * @returns {Promise<{name: string}[]>}
 */
export async function propertyNames(place) {
  const query = `SELECT properties FROM events ORDER BY timestamp DESC LIMIT ${SAMPLE}`;
  const { results } = await answer(place, { kind: "HogQLQuery", query });
  const all = results.flatMap((/** @type {[string | object]} */ [properties]) => Object.keys(typeof properties === "string" ? JSON.parse(properties) : properties));
  return [...new Set(all)].sort().map((name) => ({ name }));
}
