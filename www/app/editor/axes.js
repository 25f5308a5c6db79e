// @ts-check
/** How the figures of a chart are written, and what is drawn besides them. @module */

import { choiceOf, number, text, tick } from "./controls.js";
import { row } from "./parts.js";

/** @typedef {import("./controls.js").Editing} Editing */
/** @typedef {import("./definitions.js").Offer} Offer */

/** @type {Offer[]} */
const FORMATS = [
  ["numeric", "Number"],
  ["short", "Number, shortened"],
  ["duration", "Duration (seconds)"],
  ["duration_ms", "Duration (milliseconds)"],
  ["percentage", "Percentage (0–100)"],
  ["percentage_scaled", "Percentage (0–1)"],
  ["currency", "Currency"],
];

/** @type {Offer[]} */
const SCALES = [
  ["linear", "Linear"],
  ["log10", "Logarithmic"],
];

/** The fields of each part, to count those in use. */
const FIELDS = {
  axis: [
    "aggregationAxisFormat",
    "aggregationAxisPrefix",
    "aggregationAxisPostfix",
    "decimalPlaces",
    "minDecimalPlaces",
    "yAxisScaleType",
    "showPercentStackView",
    "showMultipleYAxes",
  ],
  lines: ["showLegend", "showValuesOnSeries", "showTrendLines", "showMovingAverage"],
};

/**
 * Returns how many fields of a part a filter has in use.
 *
 * @param {any} filter
 * @param {keyof typeof FIELDS} part
 */
export const inUseOf = (filter, part) =>
  FIELDS[part].filter((field) => filter?.[field] !== undefined && filter[field] !== false && filter[field] !== null).length;

/**
 * Returns the controls for the axis of values.
 *
 * @param {Editing} editing
 * @param {string} filter the field that holds how the answer is shown
 */
export function axisControls(editing, filter) {
  return [
    row(
      choiceOf(editing, "Unit", [filter, "aggregationAxisFormat"], FORMATS, { usual: "numeric" }),
      choiceOf(editing, "Scale", [filter, "yAxisScaleType"], SCALES, { usual: "linear" }),
    ),
    row(
      text(editing, "Before the value", [filter, "aggregationAxisPrefix"], { placeholder: "€" }),
      text(editing, "After the value", [filter, "aggregationAxisPostfix"], { placeholder: " per day" }),
    ),
    row(
      number(editing, "Most decimals", [filter, "decimalPlaces"], { least: 0, most: 20 }),
      number(editing, "Fewest decimals", [filter, "minDecimalPlaces"], { least: 0, most: 20 }),
    ),
    tick(editing, "Shares of the whole (100 %)", [filter, "showPercentStackView"]),
    tick(editing, "An axis for each series", [filter, "showMultipleYAxes"]),
  ];
}

/**
 * Returns the controls for what is drawn besides the figures.
 *
 * @param {Editing} editing
 * @param {string} filter
 */
export function lineControls(editing, filter) {
  const hasAverage = editing.query[filter]?.showMovingAverage;
  return [
    tick(editing, "Legend", [filter, "showLegend"]),
    tick(editing, "Values on series", [filter, "showValuesOnSeries"]),
    tick(editing, "Trend lines", [filter, "showTrendLines"]),
    tick(editing, "Moving average", [filter, "showMovingAverage"]),
    hasAverage && number(editing, "Intervals of the average", [filter, "movingAverageIntervals"], { least: 2, most: 1000, placeholder: "7" }),
  ];
}
