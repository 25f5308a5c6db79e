// @ts-check
/** Who starts, who comes back, and how retention is shown. @module */

import { make } from "../dom.js";
import { valueAt, withValue } from "../query.js";
import { actorControls } from "./actors.js";
import { conditionCount } from "./conditions.js";
import { choiceOf, number, text, tick, typed } from "./controls.js";
import { propertyOffers } from "./definitions.js";
import { listControls } from "./filters.js";
import { goalControls } from "./goals.js";
import { group, row, section, sections } from "./parts.js";
import { propertyControl } from "./property.js";
import { entityControls } from "./entities.js";

/** @typedef {import("./controls.js").Editing} Editing */
/** @typedef {import("./definitions.js").Offer} Offer */

const FILTER = "retentionFilter";

/** @type {Offer[]} */
const PERIODS = [
  ["Hour", "Hours"],
  ["Day", "Days"],
  ["Week", "Weeks"],
  ["Month", "Months"],
];

/** @type {Offer[]} */
const STARTS = [
  ["retention_recurring", "Each time"],
  ["retention_first_time", "The first time that meets the filters"],
  ["retention_first_ever_occurrence", "The first time ever"],
];

/** @type {Offer[]} */
const WINDOWS = [
  ["strict_calendar_dates", "Calendar periods"],
  ["24_hour_windows", "Windows of 24 hours from the start"],
];

/** @type {Offer[]} */
const MEASURES = [
  ["count", "How many come back"],
  ["sum", "Sum of a property"],
  ["avg", "Average of a property"],
];

/** @type {Offer[]} */
const REFERENCES = [
  ["total", "All who started"],
  ["previous", "The period before"],
];

/** @type {Offer[]} */
const MEANS = [
  ["simple", "Simple"],
  ["weighted", "Weighted by size"],
  ["none", "None"],
];

/** @type {Offer[]} */
const PARTS = [
  ["table_only", "Table"],
  ["graph_only", "Curve"],
  ["all", "Both"],
];

/**
 * Returns the controls for who starts and who comes back.
 *
 * @param {Editing} editing
 */
export function entityPair(editing) {
  return group("Who comes back", entityRow(editing, "targetEntity", "Started by"), entityRow(editing, "returningEntity", "Came back by"));
}

/** @param {Editing} editing @param {string} field @param {string} label */
function entityRow(editing, field, label) {
  const path = [FILTER, field];
  const entity = valueAt(editing.query, path) ?? { id: "$pageview", type: "events" };
  const write = (/** @type {any} */ chosen) => {
    const { id, type, name, kind, uuid, ...others } = entity;
    return withValue(editing.query, path, { ...others, id: chosen.id, name: chosen.name, type: chosen.isAction ? "actions" : "events" });
  };
  const name = label.toLowerCase();
  return make(
    "div",
    { className: "series-row", "data-key": field },
    make(
      "div",
      { className: "series-line" },
      make("span", { className: "what" }, label),
      row(...entityControls(editing, label, [...path, "id"], { id: entity.id ?? null, isAction: entity.type === "actions" }, write)),
    ),
    section(
      "Name and filters",
      conditionCount(entity.properties) + Number(Boolean(entity.custom_name)),
      text(editing, `Own name of “${name}”`, [...path, "custom_name"], { shown: "Own name" }),
      listControls(editing, [...path, "properties"], `“${name}”`),
    ),
  );
}

/**
 * Returns the controls for how retention is counted and shown.
 *
 * @param {Editing} editing
 */
export function retentionControls(editing) {
  const filter = editing.query.retentionFilter ?? {};
  const isPlain = filter.timeWindowMode !== "24_hour_windows";
  return [
    group(
      "Retention",
      row(choiceOf(editing, "Starts", [FILTER, "retentionType"], STARTS, { usual: "retention_recurring" }), ...actorControls(editing)),
      row(
        choiceOf(editing, "Periods", [FILTER, "period"], PERIODS, { usual: "Day" }),
        number(editing, "How many", [FILTER, "totalIntervals"], { least: 1, most: 1000, placeholder: "7" }),
        number(editing, "Times to come back", [FILTER, "minimumOccurrences"], { least: 1, placeholder: "1" }),
      ),
      isPlain && tick(editing, "Count who comes back then or later", [FILTER, "cumulative"]),
      sections(
        section(
          "Windows and brackets",
          Number(!isPlain) + Number(Boolean(filter.retentionCustomBrackets?.length)),
          choiceOf(editing, "Windows", [FILTER, "timeWindowMode"], WINDOWS, {
            usual: "strict_calendar_dates",
            write: (mode) => withWindows(editing.query, mode),
          }),
          bracketControl(editing),
        ),
        section("Measure", Number((filter.aggregationType ?? "count") !== "count"), ...measureControls(editing, filter, isPlain)),
      ),
    ),
    group(
      "Display",
      row(
        choiceOf(editing, "Show", [FILTER, "dashboardDisplay"], PARTS, { usual: "table_only" }),
        choiceOf(editing, "Mean", [FILTER, "meanRetentionCalculation"], MEANS, { usual: "simple" }),
        choiceOf(editing, "Shares of", [FILTER, "retentionReference"], REFERENCES, { usual: "total" }),
      ),
      section(
        "Lines of the curve",
        (filter.goalLines ?? []).length + Number(Boolean(filter.showTrendLines)),
        tick(editing, "Trend lines", [FILTER, "showTrendLines"]),
        ...goalControls(editing, [FILTER, "goalLines"]),
      ),
    ),
  ];
}

/** Returns a query with other windows: those of 24 hours neither add up nor sum. @param {import("../query.js").Query} query @param {string} mode */
export function withWindows(query, mode) {
  const { cumulative, aggregationType, ...others } = query.retentionFilter ?? {};
  const kept = mode === "24_hour_windows" ? others : query.retentionFilter;
  return { ...query, retentionFilter: { ...kept, timeWindowMode: mode } };
}

/** @param {Editing} editing */
function bracketControl(editing) {
  const path = [FILTER, "retentionCustomBrackets"];
  const given = valueAt(editing.query, path) ?? [];
  const ways = {
    value: given.join(", "),
    placeholder: "1, 3, 7",
    write: (/** @type {any} */ list) => withValue(editing.query, path, list || undefined),
  };
  return typed(editing, "Own brackets of periods", path, ways, readBrackets, make("input", { type: "text" }));
}

/** @param {string} written */
export function readBrackets(written) {
  const brackets = written
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(Number);
  if (brackets.every((one) => Number.isInteger(one) && one >= 1)) return brackets;
  throw new Error("Brackets are whole numbers of at least 1, with commas between: 1, 3, 7.");
}

/** @param {Editing} editing @param {any} filter @param {boolean} isPlain */
function measureControls(editing, filter, isPlain) {
  if (!isPlain) return ["Windows of 24 hours count who comes back."];
  const property = filter.aggregationProperty ? { type: filter.aggregationPropertyType ?? "event", key: filter.aggregationProperty } : undefined;
  const measure = filter.aggregationType ?? "count";
  const numeric = editing.definitions.properties.find((one) => one.property_type === "Numeric")?.name ?? editing.definitions.properties[0]?.name;
  const write = (/** @type {string} */ chosen) => {
    const { aggregationType, aggregationProperty, aggregationPropertyType, ...others } = filter;
    const changed = chosen === "count" ? others : { ...filter, aggregationType: chosen, aggregationProperty: aggregationProperty ?? numeric };
    return { ...editing.query, retentionFilter: changed };
  };
  const controls = [choiceOf(editing, "Measure", [FILTER, "aggregationType"], MEASURES, { usual: "count", write })];
  if (measure !== "count") {
    controls.push(
      propertyControl(
        editing,
        "Property",
        [FILTER, "aggregationProperty"],
        propertyOffers(editing.definitions, ["event", "person"]),
        property,
        (chosen) => ({
          ...editing.query,
          retentionFilter: { ...filter, aggregationProperty: chosen?.key, aggregationPropertyType: chosen?.type },
        }),
      ),
    );
  }
  return controls;
}
