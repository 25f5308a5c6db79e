// @ts-check
/** The value of a condition: by the operator one, two, many or none, with what the data holds as suggestions. @module */

import { withValue } from "../query.js";
import { choiceOf, number, text } from "./controls.js";
import { arityOf } from "./conditions.js";
import { valuesOf } from "./definitions.js";
import { texts } from "./parts.js";

/** @typedef {import("./controls.js").Editing} Editing */
/** @typedef {import("../query.js").Path} Path */

/** Moments to begin with, as they are written. */
const MOMENTS = ["-1d", "-7d", "-30d", "-3m", "-1y"];

/**
 * Returns the controls for the value of a condition.
 *
 * @param {Editing} editing
 * @param {Path} path of the condition
 * @param {any} filter
 * @param {import("./definitions.js").Scoped} property
 * @param {import("./definitions.js").PropertyType} type
 * @param {string} name of the condition
 * @returns {HTMLElement[]}
 */
export function valueControls(editing, path, filter, property, type, name) {
  const at = [...path, "value"];
  const suggestions = valuesOf(editing.definitions, property);
  if (filter.type === "cohort") return [cohortControl(editing, name, at)];
  switch (arityOf(filter.operator ?? "exact")) {
    case "none":
      return [];
    case "two":
      return boundControls(editing, at, filter.value, name);
    case "many":
      if (type === "Boolean") return [booleanControl(editing, at, filter.value, name)];
      return [
        texts(editing, `Value of ${name}`, at, {
          bare: true,
          suggestions,
          value: listOf(filter.value),
          read: type === "Numeric" ? numberOrText : undefined,
          write: (list) => withValue(editing.query, at, list ?? null),
        }),
      ];
    case "one": {
      const value = Array.isArray(filter.value) ? filter.value[0] : filter.value;
      const ways = { bare: true, value: value ?? "", write: (/** @type {any} */ value) => withValue(editing.query, at, value === "" ? null : value) };
      if (String(filter.operator).startsWith("is_date"))
        return [text(editing, `Value of ${name}`, at, { ...ways, suggestions: MOMENTS, placeholder: "2026-01-31 or -7d" })];
      if (type === "Numeric") return [number(editing, `Value of ${name}`, at, { ...ways, whole: false })];
      return [text(editing, `Value of ${name}`, at, { ...ways, suggestions })];
    }
  }
}

/** @param {any} value @returns {any[]} */
const listOf = (value) => (Array.isArray(value) ? value : value === null || value === undefined ? [] : [value]);

/** @param {string} typed */
const numberOrText = (typed) => (String(Number(typed)) === typed ? Number(typed) : typed);

/** @param {Editing} editing @param {Path} at @param {any} value @param {string} name */
function booleanControl(editing, at, value, name) {
  const chosen = listOf(value).length === 1 ? String(listOf(value)[0]) : "";
  /** @type {import("./definitions.js").Offer[]} */
  const offers = [
    ["", "Choose…"],
    ["true", "true"],
    ["false", "false"],
  ];
  return choiceOf(editing, `Value of ${name}`, at, offers, {
    bare: true,
    value: chosen,
    write: (one) => withValue(editing.query, at, one ? [one] : null),
  });
}

/**
 * Returns two lines for the ends of a range; a condition has none until both are there.
 *
 * @param {Editing} editing
 * @param {Path} at
 * @param {any} value
 * @param {string} name
 */
function boundControls(editing, at, value, name) {
  const bounds = listOf(value);
  const write = (/** @type {number} */ position) => (/** @type {any} */ typed) => {
    const changed = position === 0 ? [typed, bounds[1] ?? typed] : [bounds[0] ?? typed, typed];
    return withValue(editing.query, at, typed === "" ? null : changed);
  };
  return [0, 1].map((position) =>
    number(editing, `${position ? "Highest" : "Lowest"} value of ${name}`, [...at, position], {
      value: bounds[position] ?? "",
      bare: true,
      whole: false,
      write: write(position),
      placeholder: position ? "to" : "from",
    }),
  );
}

/** @param {Editing} editing @param {string} name @param {Path} at */
function cohortControl(editing, name, at) {
  const { cohorts } = editing.definitions;
  if (!cohorts?.length) return number(editing, `Cohort number of ${name}`, at, { bare: true, least: 1, placeholder: "Cohort number" });
  /** @type {import("./definitions.js").Offer[]} */
  const offers = [["", "Choose…"], ...cohorts.map(({ id, name }) => /** @type {[string, string]} */ ([String(id), name]))];
  return choiceOf(editing, `Cohort of ${name}`, at, offers, { bare: true, write: (id) => withValue(editing.query, at, id ? Number(id) : null) });
}
