// @ts-check
/** The lines that mark a goal in a chart. @module */

import { make } from "../dom.js";
import { inserted, valueAt, withValue } from "../query.js";
import { number, text, tick, typed } from "./controls.js";
import { action, itemActions, row } from "./parts.js";

/** @typedef {import("./controls.js").Editing} Editing */

/** The colour that is offered first. */
const USUAL_COLOUR = "#a3231b";

/**
 * Returns the controls for the goal lines of a chart.
 *
 * @param {Editing} editing
 * @param {import("../query.js").Path} path of the list
 */
export function goalControls(editing, path) {
  const goals = valueAt(editing.query, path) ?? [];
  const rows = goals.map((/** @type {any} */ goal, /** @type {number} */ at) => {
    const name = `goal ${at + 1}`;
    const colour = make("input", { type: "color" });
    return make(
      "div",
      { className: "item", "data-key": name },
      row(
        text(editing, `Label of ${name}`, [...path, at, "label"], { shown: "Label" }),
        number(editing, `Value of ${name}`, [...path, at, "value"], {
          shown: "Value",
          whole: false,
          write: (value) => withValue(editing.query, [...path, at, "value"], value === "" ? 0 : value),
        }),
        typed(editing, `Colour of ${name}`, [...path, at, "borderColor"], { shown: "Colour", usual: USUAL_COLOUR }, (colour) => colour, colour),
        tick(editing, "Show its label", [...path, at, "displayLabel"], { usual: true }),
        tick(editing, "Show once passed", [...path, at, "displayIfCrossed"], { usual: true }),
      ),
      itemActions(editing, path, at, (position) => `goal ${position + 1}`),
    );
  });
  const add = action("Add goal line", () => editing.change(withValue(editing.query, path, inserted(goals, { label: "Goal", value: 100 }))));
  return [...rows, row(add)];
}
