// @ts-check
/** When: the range of dates, the interval, and the comparison with another range. @module */

import { valueAt, withValue } from "../query.js";
import { choiceOf, text, tick } from "./controls.js";
import { group, row, section } from "./parts.js";
import { COMPARISONS, INTERVALS, PRESETS, WEEKDAYS, comparisonOf, formOf, inForm, presetOf, withComparison, withPreset } from "./ranges.js";

/** @typedef {import("./controls.js").Editing} Editing */
/** @typedef {import("../query.js").Path} Path */

/** Which kinds have what. */
const HAS_INTERVAL = ["TrendsQuery", "StickinessQuery", "LifecycleQuery", "FunnelsQuery"];
const HAS_COMPARISON = ["TrendsQuery", "FunnelsQuery", "StickinessQuery"];

/**
 * Returns the controls for when.
 *
 * @param {Editing} editing
 * @param {Path} [path] of the range
 */
export function dateControls(editing, path = ["dateRange"]) {
  const { kind, funnelsFilter } = editing.query;
  const range = valueAt(editing.query, path);
  const hasInterval = HAS_INTERVAL.includes(kind) && (kind !== "FunnelsQuery" || funnelsFilter?.funnelVizType === "trends");
  const form = formOf(range);
  const isTimed = kind !== "HogQLQuery";
  const inUse = Number(Boolean(range?.explicitDate)) + Number(Boolean(range?.daysOfWeek?.length)) + Number(Boolean(range?.excludeIncompletePeriods));
  return group(
    "When",
    row(
      rangeChoice(editing, path),
      hasInterval && choiceOf(editing, "Interval", ["interval"], INTERVALS, { usual: "day" }),
      HAS_COMPARISON.includes(kind) && comparisonChoice(editing),
    ),
    form !== "preset" && row(...endControls(editing, path, form)),
    isTimed &&
      section(
        "Days and times",
        inUse,
        tick(editing, "Take both ends exactly, without rounding to whole days", [...path, "explicitDate"]),
        kind === "TrendsQuery" && tick(editing, "Leave out the period that is not over", [...path, "excludeIncompletePeriods"]),
        kind === "TrendsQuery" && weekdayControls(editing, path),
      ),
  );
}

/** @param {Editing} editing @param {Path} path */
function rangeChoice(editing, path) {
  const { query } = editing;
  const range = valueAt(query, path);
  const form = formOf(range);
  const write = (/** @type {string} */ chosen) => {
    const changed = chosen === "dates" || chosen === "relative" ? inForm(range, chosen, editing.now, editing.timezone) : withPreset(range, chosen);
    return withValue(query, path, changed);
  };
  /** @type {import("./definitions.js").Offer[]} */
  const offers = [...PRESETS, ["dates", "Dates…"], ["relative", "Relative…"]];
  return choiceOf(editing, "Range", [...path, "range"], offers, { value: form === "preset" ? presetOf(range) : form, write });
}

/**
 * Returns the controls for the ends of a range that is no preset.
 *
 * @param {Editing} editing
 * @param {Path} path
 * @param {import("./ranges.js").RangeForm} form
 */
function endControls(editing, path, form) {
  return [
    ["date_from", "From"],
    ["date_to", "To"],
  ].map(([name, label]) => {
    const at = [...path, name];
    if (form === "relative")
      return text(editing, label, at, {
        placeholder: name === "date_to" ? "now" : "-7d",
        suggestions: ["-1d", "-7d", "-28d", "-3m", "-1y", "mStart", "-1mEnd"],
      });
    const frame = text(editing, label, at, { placeholder: name === "date_to" ? "now" : "2026-01-31" });
    const line = /** @type {HTMLInputElement} */ (frame.querySelector("input"));
    // A calendar is offered for plain dates; one with a time of day is typed.
    if (/^(\d{4}-\d{2}-\d{2})?$/.test(line.value) && !valueAt(editing.query, [...path, "explicitDate"])) line.type = "date";
    return frame;
  });
}

/** @param {Editing} editing */
function comparisonChoice(editing) {
  const filter = editing.query.compareFilter;
  const path = ["compareFilter", "compare_to"];
  return choiceOf(editing, "Compare with", path, COMPARISONS, {
    value: comparisonOf(filter),
    write: (chosen) => withValue(editing.query, ["compareFilter"], withComparison(filter, chosen)),
  });
}

/** @param {Editing} editing @param {Path} path */
function weekdayControls(editing, path) {
  const at = [...path, "daysOfWeek"];
  /** @type {number[]} */
  const given = valueAt(editing.query, at) ?? [];
  const chosen = given.length > 0 ? given : WEEKDAYS.map(([day]) => Number(day));
  const ticks = WEEKDAYS.map(([value, name]) => {
    const day = Number(value);
    const write = (/** @type {boolean} */ isOn) => {
      const days = isOn ? [...chosen, day].sort() : chosen.filter((one) => one !== day);
      return withValue(editing.query, at, days.length === 7 || days.length === 0 ? undefined : days);
    };
    return tick(editing, name, [...at, day], { value: chosen.includes(day), write });
  });
  return row(...ticks);
}
