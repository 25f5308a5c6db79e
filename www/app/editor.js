// @ts-check
/** The controls that change what an insight asks. @module */

import { choice, make } from "./dom.js";
import { breakdownOf, brokenDownBy, sourceOf, withFields, withMoreSeries, withoutSeries, withSeries } from "./query.js";

/** @typedef {import("./query.js").Query} Query */
/** @typedef {{events: {name: string, count: number}[], properties: {name: string}[]}} Names */
/** @typedef {[value: string, name: string][]} Offers */

/** The letters by which series are called in formulas. */
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** @type {Offers} */
const MATHS = [["total", "Total count"], ["dau", "Unique users"]];

/** @type {Offers} */
const INTERVALS = [["hour", "Hour"], ["day", "Day"], ["week", "Week"], ["month", "Month"]];

/** @type {Offers} */
const RANGES = [
  ["-7d", "Last 7 days"],
  ["-30d", "Last 30 days"],
  ["-90d", "Last 90 days"],
  ["-1y", "Last 12 months"],
  ["-2y", "Last 2 years"],
  ["mStart", "This month"],
  ["yStart", "This year"],
  ["all", "All time"],
];

/** @type {Offers} */
const DISPLAYS = [
  ["ActionsLineGraph", "Line"],
  ["ActionsAreaGraph", "Area"],
  ["ActionsBar", "Bars"],
  ["ActionsLineGraphCumulative", "Running sum"],
  ["ActionsBarValue", "Bars of totals"],
  ["ActionsPie", "Pie of totals"],
  ["ActionsTable", "Table"],
  ["BoldNumber", "Number"],
];

/**
 * Fills a form with the controls of a query. The control that had the focus gets it again.
 *
 * @param {HTMLElement} form
 * @param {Query} query
 * @param {Names} names what there is to choose from
 * @param {(query: Query) => void} change takes the query as it shall be
 */
export function showEditor(form, query, names, change) {
  const focused = [...form.querySelectorAll("select, button")].indexOf(/** @type {Element} */ (document.activeElement));
  const source = sourceOf(query);
  const parts = [];
  if (source.series) parts.push(seriesControls(query, names, change));
  parts.push(optionControls(query, names, change));
  form.replaceChildren(...parts);
  if (focused >= 0) /** @type {HTMLElement[]} */ ([...form.querySelectorAll("select, button")])[focused]?.focus();
}

/**
 * @param {Query} query
 * @param {Names} names
 * @param {(query: Query) => void} change
 */
function seriesControls(query, names, change) {
  const series = sourceOf(query).series ?? [];
  const group = make("fieldset", { className: "series" }, make("legend", {}, "Series"));
  series.forEach((one, position) => {
    const letter = LETTERS[position] ?? String(position + 1);
    const row = make("div", { className: "row" }, make("span", { className: "letter", "aria-hidden": "true" }, letter));
    if (one.kind === "EventsNode") {
      row.append(choice(`Event ${letter}`, eventOffers(names), one.event ?? "", (event) => {
        change(withSeries(query, position, event ? { event, name: event } : { event: null, name: "All events" }));
      }));
    } else {
      row.append(make("span", {}, one.name ?? one.kind));
    }
    row.append(choice(`Count ${letter}`, MATHS, one.math ?? "total", (math) => change(withSeries(query, position, { math }))));
    if (series.length > 1) {
      const remove = () => change(withoutSeries(query, position));
      row.append(make("button", { type: "button", className: "quiet", onclick: remove, "aria-label": `Remove series ${letter}` }, "Remove"));
    }
    group.append(row);
  });
  const more = () => change(withMoreSeries(query, names.events[0]?.name ?? ""));
  if (series.length < LETTERS.length) group.append(make("button", { type: "button", className: "quiet", onclick: more }, "Add series"));
  return group;
}

/**
 * @param {Query} query
 * @param {Names} names
 * @param {(query: Query) => void} change
 */
function optionControls(query, names, change) {
  const source = sourceOf(query);
  const row = make("div", { className: "row options" });
  const range = source.dateRange ?? {};
  if (source.kind === "TrendsQuery") {
    /** @type {Offers} */
    const properties = names.properties.map(({ name }) => [name, name]);
    row.append(choice("Break down by", [["", "Nothing"], ...properties], breakdownOf(query), (name) => change(brokenDownBy(query, name))));
  }
  if (["TrendsQuery", "StickinessQuery", "LifecycleQuery"].includes(source.kind)) {
    row.append(choice("Interval", INTERVALS, source.interval ?? "day", (interval) => change(withFields(query, { interval }))));
  }
  row.append(choice("Range", rangeOffers(range), rangeValue(range), (from) => {
    if (from !== OTHER_RANGE) change(withFields(query, { dateRange: { ...range, date_from: from, date_to: null } }));
  }));
  if (source.kind === "TrendsQuery") {
    const filter = source.trendsFilter ?? {};
    row.append(choice("Show as", DISPLAYS, filter.display ?? "ActionsLineGraph", (display) => {
      change(withFields(query, { trendsFilter: { ...filter, display } }));
    }));
  }
  return row;
}

/**
 * @param {Names} names
 * @returns {Offers}
 */
function eventOffers(names) {
  return [...names.events.map(({ name, count }) => /** @type {[string, string]} */ ([name, `${name} (${count.toLocaleString()})`])), ["", "All events"]];
}

/** Stands for a range that is none of the offered ones. */
const OTHER_RANGE = "other";

/** @param {{date_from?: string | null, date_to?: string | null}} range */
function rangeValue({ date_from, date_to }) {
  const from = date_from ?? "-7d";
  return !date_to && RANGES.some(([value]) => value === from) ? from : OTHER_RANGE;
}

/**
 * @param {{date_from?: string | null, date_to?: string | null}} range
 * @returns {Offers}
 */
function rangeOffers(range) {
  if (rangeValue(range) !== OTHER_RANGE) return RANGES;
  return [...RANGES, [OTHER_RANGE, `${range.date_from ?? "-7d"} to ${range.date_to ?? "now"}`]];
}
