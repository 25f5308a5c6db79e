// @ts-check
/** Questions, as the server answers them. @module */

import { answerTo, within } from "../api.js";

/** @typedef {import("../api.js").Place} Place */

/** How many of the newest events tell what properties are called, and among about how many they are looked for. */
const SAMPLE = 500;
const READ = 50_000;

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
 * Returns what the events of an environment are called, the most frequent name first, and when the first and the last
 * of them happened.
 *
 * @param {Place} place
 * @returns {Promise<{events: {name: string, count: number}[], first: string | null, last: string | null}>}
 */
export async function eventNames(place) {
  const query = "SELECT event, count() AS count, min(timestamp), max(timestamp) FROM events GROUP BY event ORDER BY count DESC LIMIT 500";
  /** @type {{results: [string, number, string, string][]}} */
  const { results } = await answer(place, { kind: "HogQLQuery", query });
  const [firsts, lasts] = [results.map(([, , first]) => first).sort(), results.map(([, , , last]) => last).sort()];
  return { events: results.map(([name, count]) => ({ name, count })), first: firsts[0] ?? null, last: lasts.at(-1) ?? null };
}

/**
 * Returns the newest events of an environment in capture format, with all that is known of their persons.
 *
 * @param {Place} place
 * @param {{count: number}[]} events how many there are
 * @param {string | null} first when the first of them happened
 * @param {string | null} last when the last did
 */
export async function newestEvents(place, events, first, last) {
  if (!first || !last) return new Uint8Array();
  const count = events.reduce((sum, { count }) => sum + count, 0);
  const span = Date.parse(last) - Date.parse(first);
  // Of a long history only the end is read.
  const after = new Date(Date.parse(last) - span * Math.min(1, READ / count) - 1).toISOString();
  const select = ["event", "distinct_id", "timestamp", "properties", "person.properties"];
  const { results } = await answer(place, { kind: "EventsQuery", select, after, orderBy: ["timestamp DESC"], limit: SAMPLE });
  const line = (/** @type {any[]} */ [event, distinct_id, timestamp, properties, person]) =>
    JSON.stringify({ event, distinct_id, timestamp, properties: { ...read(properties), $set: read(person) } });
  return new TextEncoder().encode(results.map(line).join("\n"));
}

/** Returns an object that may be written as JSON. @param {string | object | null} value */
const read = (value) => (typeof value === "string" ? JSON.parse(value) : value);
