// @ts-check
/** Insights, as the server keeps them. @module */

import { answerTo, ask, within } from "../api.js";

/** @typedef {import("../api.js").Place} Place */
/** @typedef {import("../api.js").User} User */

/**
 * @typedef {object} Insight
 * @property {number} id
 * @property {string} short_id
 * @property {string | null} name
 * @property {string | null} derived_name
 * @property {string | null} description
 * @property {import("../query.js").Query | null} query
 * @property {string[]} tags
 * @property {boolean} favorited
 * @property {number[]} dashboards
 * @property {string} [last_modified_at]
 * @property {User | null} [created_by]
 * @property {any} [result]
 * @property {string | null} [last_refresh]
 * @property {{error: boolean, error_message: string | null} | null} [query_status] how its calculation went, where that is told
 *
 * @typedef {object} Entry of the activity log
 * @property {string} id
 * @property {string} activity
 * @property {string} created_at
 * @property {{first_name: string, email: string} | null} user
 * @property {{changes: {field: string, action: string, before?: any, after?: any}[] | null, name: string | null}} detail
 */

/** @typedef {{title: string, description: string, targetQuery: object}} Suggestion a question to ask next */

/** Returns what an insight is called. @param {Pick<Insight, "name" | "derived_name">} insight */
export const nameOf = ({ name, derived_name }) => name || derived_name || "Untitled insight";

/**
 * Returns a page of the insights that ask something.
 *
 * @param {Place} place
 * @param {URLSearchParams} filters parameters of the list
 * @param {AbortSignal} [signal]
 * @returns {Promise<{count: number, results: Insight[]}>}
 */
export const list = (place, filters, signal) => answerTo("GET", within(place, `insights/?${filters}`), undefined, signal);

/**
 * Returns an insight, without calculating anything.
 *
 * @param {Place} place
 * @param {string} id its number or short id
 * @param {AbortSignal} [signal]
 * @returns {Promise<Insight>}
 */
export const one = (place, id, signal) => answerTo("GET", within(place, `insights/${encodeURIComponent(id)}/`), undefined, signal);

/**
 * Returns an insight with its answer, calculated anew if that is old.
 *
 * @param {Place} place
 * @param {number} id
 * @param {AbortSignal} [signal]
 * @returns {Promise<Insight>}
 */
export const answered = (place, id, signal) => answerTo("GET", within(place, `insights/${id}/?refresh=blocking`), undefined, signal);

/**
 * Returns an insight as a dashboard shows it, calculated anew if its answer is old.
 *
 * @param {Place} place
 * @param {number} id
 * @param {number} dashboard
 * @param {object} override filters over those of the dashboard
 * @param {AbortSignal} signal
 * @returns {Promise<Insight>}
 */
export function onDashboard(place, id, dashboard, override, signal) {
  const parameters = new URLSearchParams({ refresh: "blocking", from_dashboard: String(dashboard) });
  if (Object.keys(override).length > 0) parameters.set("filters_override", JSON.stringify(override));
  return answerTo("GET", within(place, `insights/${id}/?${parameters}`), undefined, signal);
}

/**
 * Makes a new insight.
 *
 * @param {Place} place
 * @param {object} fields
 * @returns {Promise<Insight>}
 */
export const create = (place, fields) => answerTo("POST", within(place, "insights/"), { ...fields, saved: true });

/**
 * Changes, deletes or restores an insight.
 *
 * @param {Place} place
 * @param {number} id
 * @param {object} fields
 * @returns {Promise<Insight>}
 */
export const change = (place, id, fields) => answerTo("PATCH", within(place, `insights/${id}/`), fields);

/**
 * Returns what was done to an insight, newest first.
 *
 * @param {Place} place
 * @param {number} id
 * @param {number} page from 1
 * @returns {Promise<{results: Entry[], next: string | null, total_count: number}>}
 */
export const activity = (place, id, page) => answerTo("GET", within(place, `insights/${id}/activity/?limit=20&page=${page}`));

/**
 * Returns what stands out in the answer that is kept, a sentence a line.
 *
 * @param {Place} place
 * @param {number} id
 * @returns {Promise<string>}
 */
export const findings = async (place, id) => (await answerTo("GET", within(place, `insights/${id}/analyze/`))).result;

/**
 * Returns what to ask next.
 *
 * @param {Place} place
 * @param {number} id
 * @returns {Promise<Suggestion[]>}
 */
export const suggestions = (place, id) => answerTo("GET", within(place, `insights/${id}/suggestions/`));

/**
 * Notes that the caller saw an insight.
 *
 * @param {Place} place
 * @param {number} id
 */
export const viewed = (place, id) => ask("POST", within(place, "insights/viewed/"), { insight_ids: [id] });

/**
 * Returns the figures of a kept insight as CSV.
 *
 * @param {Place} place
 * @param {number} id
 */
export const csv = async (place, id) => (await ask("GET", within(place, `insights/${id}/?format=csv&refresh=blocking`))).text();
