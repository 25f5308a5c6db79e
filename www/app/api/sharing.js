// @ts-check
/** How an insight or a dashboard is shared, as the server keeps it. @module */

import { answerTo, ask, within } from "../api.js";

/** @typedef {import("../api.js").Place} Place */
/** @typedef {{kind: "insights" | "dashboards", id: number, name: string}} Subject what is shared */

/**
 * @typedef {object} Sharing
 * @property {boolean} enabled
 * @property {string} access_token
 * @property {Record<string, boolean | string | string[]> | null} settings
 * @property {boolean} password_required
 * @property {{id: number, note: string | null, created_at: string}[]} share_passwords
 */

/**
 * @param {Place} place
 * @param {Subject} subject
 */
const pathOf = (place, { kind, id }) => within(place, `${kind}/${id}/sharing`);

/**
 * Returns how something is shared.
 *
 * @param {Place} place
 * @param {Subject} subject
 * @returns {Promise<Sharing>}
 */
export const sharing = (place, subject) => answerTo("GET", pathOf(place, subject));

/**
 * Changes how something is shared.
 *
 * @param {Place} place
 * @param {Subject} subject
 * @param {{enabled?: boolean, settings?: object, password_required?: boolean}} fields
 * @returns {Promise<Sharing>}
 */
export const change = (place, subject, fields) => answerTo("PATCH", pathOf(place, subject), fields);

/**
 * Issues a new link; the old one works five minutes more.
 *
 * @param {Place} place
 * @param {Subject} subject
 * @returns {Promise<Sharing>}
 */
export const rotate = (place, subject) => answerTo("POST", `${pathOf(place, subject)}/refresh`);

/**
 * Makes a password, which is told this once.
 *
 * @param {Place} place
 * @param {Subject} subject
 * @param {{raw_password?: string, note?: string}} fields
 * @returns {Promise<{id: number, password: string}>}
 */
export const addPassword = (place, subject, fields) => answerTo("POST", `${pathOf(place, subject)}/passwords`, fields);

/**
 * Retires a password.
 *
 * @param {Place} place
 * @param {Subject} subject
 * @param {number} id
 */
export const removePassword = (place, subject, id) => ask("DELETE", `${pathOf(place, subject)}/passwords/${id}`);
