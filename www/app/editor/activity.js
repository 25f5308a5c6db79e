// @ts-check
/** How stickiness and lifecycle are counted and shown. @module */

import { valueAt, withValue } from "../query.js";
import { actorControls } from "./actors.js";
import { choiceOf, number, tick } from "./controls.js";
import { group, row } from "./parts.js";

/** @typedef {import("./controls.js").Editing} Editing */
/** @typedef {import("./definitions.js").Offer} Offer */

/** @type {Offer[]} */
const COMPUTED = [
  ["non_cumulative", "In exactly so many intervals"],
  ["cumulative", "In at least so many intervals"],
];

/** @type {Offer[]} */
const OPERATORS = [
  ["gte", "at least"],
  ["lte", "at most"],
  ["exact", "exactly"],
];

/** @type {Offer[]} */
const DISPLAYS = [
  ["ActionsLineGraph", "Line"],
  ["ActionsBar", "Bars"],
  ["ActionsAreaGraph", "Area"],
];

/** @type {Offer[]} */
const STATUSES = [
  ["new", "New"],
  ["returning", "Returning"],
  ["resurrecting", "Resurrecting"],
  ["dormant", "Dormant"],
];

/**
 * Returns the controls of stickiness.
 *
 * @param {Editing} editing
 */
export function stickinessControls(editing) {
  const criteria = ["stickinessFilter", "stickinessCriteria"];
  const { operator = "gte", value = 1 } = valueAt(editing.query, criteria) ?? {};
  const write = (/** @type {object} */ part) => withValue(editing.query, criteria, { operator, value, ...part });
  return [
    group(
      "Stickiness",
      choiceOf(editing, "Active", ["stickinessFilter", "computedAs"], COMPUTED, { usual: "non_cumulative" }),
      row(
        choiceOf(editing, "An interval counts with", [...criteria, "operator"], OPERATORS, {
          value: operator,
          write: (operator) => write({ operator }),
        }),
        number(editing, "Events", [...criteria, "value"], {
          value,
          least: 0,
          write: (value) => (value === "" ? withValue(editing.query, criteria, undefined) : write({ value })),
        }),
        number(editing, "Intervals taken together", ["intervalCount"], { least: 1, most: 365, placeholder: "1" }),
      ),
    ),
    group(
      "Display",
      choiceOf(editing, "Show as", ["stickinessFilter", "display"], DISPLAYS, { usual: "ActionsLineGraph" }),
      tick(editing, "Legend", ["stickinessFilter", "showLegend"]),
      tick(editing, "Values on series", ["stickinessFilter", "showValuesOnSeries"]),
      tick(editing, "An axis for each series", ["stickinessFilter", "showMultipleYAxes"]),
    ),
  ];
}

/**
 * Returns the controls of a lifecycle.
 *
 * @param {Editing} editing
 */
export function lifecycleControls(editing) {
  const path = ["lifecycleFilter", "toggledLifecycles"];
  const all = STATUSES.map(([status]) => status);
  /** @type {string[]} */
  const shown = valueAt(editing.query, path) ?? all;
  const write = (/** @type {string} */ status) => (/** @type {boolean} */ isOn) => {
    const statuses = all.filter((one) => (one === status ? isOn : shown.includes(one)));
    return withValue(editing.query, path, statuses.length === all.length ? undefined : statuses);
  };
  return [
    group(
      "Who is shown",
      row(...STATUSES.map(([status, name]) => tick(editing, name, [...path, status], { value: shown.includes(status), write: write(status) }))),
      ...actorControls(editing),
    ),
    group(
      "Display",
      tick(editing, "Stacked", ["lifecycleFilter", "stacked"], { usual: true }),
      tick(editing, "Legend", ["lifecycleFilter", "showLegend"]),
      tick(editing, "Values on series", ["lifecycleFilter", "showValuesOnSeries"]),
    ),
  ];
}
