// @ts-check
/** The figures of an answer as a table. @module */

import { make } from "./dom.js";

/**
 * @typedef {object} Row one series of an answer
 * @property {string} label
 * @property {string | string[]} [breakdown_value]
 * @property {string[]} [labels] the intervals, named
 * @property {number[]} [data] one figure an interval
 * @property {number} [count]
 * @property {number | null} [aggregated_value]
 */

/**
 * Returns a table of a trends answer: an interval a row and a series a column, or a total a row. An answer of
 * another form is told as having none.
 *
 * @param {unknown} results
 * @returns {HTMLElement}
 */
export function figuresTable(results) {
  const rows = Array.isArray(results) ? /** @type {Row[]} */ (results) : [];
  const labels = rows[0]?.labels;
  if (labels && rows.every((row) => row.data)) {
    const head = ["Interval", ...rows.map(({ label }) => label)];
    return table(head, labels.map((label, at) => [label, ...rows.map((row) => row.data?.[at])]));
  }
  if (rows.length > 0 && rows.every((row) => typeof row.label === "string")) {
    return table(["Series", "Total"], rows.map((row) => [row.label, row.aggregated_value ?? row.count]));
  }
  return make("p", {}, "There are no figures to list.");
}

/**
 * @param {string[]} head
 * @param {(string | number | null | undefined)[][]} rows the first cell of each names the row
 */
function table(head, rows) {
  const names = head.map((name) => make("th", { scope: "col" }, name));
  const body = rows.map(([name, ...figures]) => {
    const cells = figures.map((figure) => make("td", {}, figure?.toLocaleString() ?? "–"));
    return make("tr", {}, make("th", { scope: "row" }, String(name)), ...cells);
  });
  return make("table", {}, make("thead", {}, make("tr", {}, ...names)), make("tbody", {}, ...body));
}
