// @ts-check
/** Where answers come from: an environment of the server, or a reader's file; and how one is worked out in this page. @module */

import { evaluate } from "./engine.js";

/** @typedef {import("./api.js").Place} Place */
/** @typedef {import("./query.js").Query} Query */
/** @typedef {import("./source/file.js").FileSource | import("./source/server.js").ServerSource} Source */
/** @typedef {{response: any, how: string}} Answered an answer, and in words how it came about */

/**
 * Returns what an answer depends on besides the query and the events.
 *
 * @param {Place} place
 * @param {number | string} [now] the moment of the question; the present one when not given
 * @returns {import("./oriel/index.js").EvaluateOptions}
 */
export const surroundings = (place, now) => ({
  now,
  timezone: place.timezone,
  weekStartDay: place.week_start_day,
  testAccountFilters: place.test_account_filters,
  pathCleaningFilters: place.path_cleaning_filters,
});

/**
 * Answers a question over events that are in this page.
 *
 * @param {import("./engine.js").Dataset} events
 * @param {Query} query
 * @param {import("./oriel/index.js").EvaluateOptions} options
 * @returns {Answered}
 */
export function evaluated(events, query, options) {
  const start = performance.now();
  const response = evaluate(events, query, options);
  const took = (performance.now() - start).toLocaleString("en", { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  return { response, how: `Evaluated ${events.length.toLocaleString("en")} events in ${took} ms, in this page.` };
}

/**
 * Returns the interval at which events make a chart that can be read.
 *
 * @param {string | null} first when the first of them happened; nothing where there are none
 * @param {string | number} [now] up to when
 */
export function fittingInterval(first, now = Date.now()) {
  if (!first) return "week";
  const [from, to] = [new Date(first), new Date(now)];
  const months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth() + 1;
  return months > 48 ? "month" : months > 6 ? "week" : "day";
}
