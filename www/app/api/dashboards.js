// @ts-check
/** Dashboards, as the server keeps them. @module */

import { answerTo, within } from "../api.js";

/** @typedef {import("../api.js").Place} Place */

/**
 * @typedef {object} Dashboard
 * @property {number} id
 * @property {string | null} name
 * @property {string} description
 * @property {boolean} pinned
 * @property {string} created_at
 * @property {import("../api.js").User | null} created_by
 * @property {string[]} tags
 * @property {{date_from?: string | null, date_to?: string | null, [filter: string]: any}} filters
 *
 * @typedef {{x: number, y: number, w: number, h: number}} Cell in twelve columns
 *
 * @typedef {object} Tile
 * @property {number} id
 * @property {{sm?: Cell, xs?: Cell} | null} layouts
 * @property {string | null} color
 * @property {import("./insights.js").Insight} insight
 *
 * @typedef {Dashboard & {tiles: Tile[]}} FullDashboard
 */

/** Returns what a dashboard is called. @param {Pick<Dashboard, "name">} dashboard */
export const nameOf = ({ name }) => name || "Untitled dashboard";

/**
 * Returns the dashboards of an environment, pinned ones first.
 *
 * @param {Place} place
 * @param {AbortSignal} [signal]
 * @returns {Promise<Dashboard[]>}
 */
export const list = async (place, signal) => (await answerTo("GET", within(place, "dashboards/?limit=200"), undefined, signal)).results;

/**
 * Returns a dashboard with its tiles and what is kept of their answers.
 *
 * @param {Place} place
 * @param {string} id
 * @param {AbortSignal} [signal]
 * @returns {Promise<FullDashboard>}
 */
export const one = (place, id, signal) =>
  answerTo("GET", within(place, `dashboards/${encodeURIComponent(id)}/?refresh=force_cache`), undefined, signal);

/**
 * Makes a dashboard.
 *
 * @param {Place} place
 * @param {object} fields
 * @returns {Promise<FullDashboard>}
 */
export const create = (place, fields) => answerTo("POST", within(place, "dashboards/"), fields);

/**
 * Changes or deletes a dashboard.
 *
 * @param {Place} place
 * @param {number} id
 * @param {object} fields
 * @returns {Promise<FullDashboard>}
 */
export const change = (place, id, fields) => answerTo("PATCH", within(place, `dashboards/${id}/`), fields);
