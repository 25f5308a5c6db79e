// @ts-check
/** The query as a text: the SELECT of a SQL insight, and any query as JSON. @module */

import { make } from "../dom.js";
import { area } from "./controls.js";
import { group, section } from "./parts.js";

/** @typedef {import("./controls.js").Editing} Editing */
/** @typedef {import("../query.js").Query} Query */

/**
 * Returns the control for the text of a SELECT.
 *
 * @param {Editing} editing
 */
export function selectControl(editing) {
  const hasFilters = String(editing.query.query ?? "").includes("{filters}");
  const hint = hasFilters
    ? "The range and the filters below hold where {filters} stands."
    : "Put {filters} after WHERE, and the range and the filters below hold there.";
  return group(
    "SQL",
    area(editing, "SELECT", ["query"], { write: (query) => ({ ...editing.query, query }) }),
    make("p", { className: "hint", "data-key": "hint" }, hint),
  );
}

/**
 * Returns the control for a whole query as JSON.
 *
 * @param {Editing} editing
 * @param {Query} query
 * @param {(query: Query) => void} change takes the whole query as it shall be
 */
export function jsonControl(editing, query, change) {
  const whole = { ...editing, change };
  const control = area(whole, "The query as JSON", ["JSON"], {
    value: JSON.stringify(query, null, 2),
    read: readQuery,
    write: (read) => read || query,
  });
  const box = /** @type {HTMLTextAreaElement} */ (control.querySelector("textarea"));
  box.rows = 16;
  return section(
    "The query as JSON",
    0,
    control,
    make("p", { className: "hint" }, "It is asked when you leave the box. Fields that the controls above do not know stay as they are."),
  );
}

/**
 * Returns the query that a text holds.
 *
 * @param {string} written
 * @returns {Query}
 * @throws {Error} that says where the text is no JSON, or what it lacks
 */
export function readQuery(written) {
  const query = JSON.parse(written);
  if (typeof query?.kind === "string") return query;
  throw new Error('A query is an object with a kind, such as {"kind": "TrendsQuery", …}.');
}
