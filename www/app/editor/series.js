// @ts-check
/** What is counted: the series of a query, or the steps of a funnel. @module */

import { make } from "../dom.js";
import { inserted, moved, withValue } from "../query.js";
import { alternativeControls, memberControls, withAlternative } from "./combined.js";
import { conditionCount } from "./conditions.js";
import { number, text, tick } from "./controls.js";
import { EVENT_KINDS, nodeControls } from "./entities.js";
import { listControls } from "./filters.js";
import { mathControls } from "./math.js";
import { action, group, itemActions, row, section } from "./parts.js";

/** @typedef {import("./controls.js").Editing} Editing */

/** The letters by which series are called in formulas. */
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/**
 * Returns the controls for the series of a query.
 *
 * @param {Editing} editing
 */
export function seriesControls(editing) {
  const { query, definitions } = editing;
  const isFunnel = query.kind === "FunnelsQuery";
  const series = query.series ?? [];
  const least = isFunnel ? 2 : 1;
  const rows = series.map((one, position) => seriesRow(editing, one, position, least));
  const event = definitions.events[Math.min(series.length, definitions.events.length - 1)]?.name ?? null;
  const add = () => editing.change(withValue(query, ["series"], inserted(series, { kind: "EventsNode", event, name: event ?? "All events" })));
  const isFull = query.kind === "LifecycleQuery" || series.length >= LETTERS.length;
  return group(isFunnel ? "Steps" : "Series", ...rows, !isFull && row(action(isFunnel ? "Add step" : "Add series", add)));
}

/** @param {Editing} editing @param {number} position */
const signOf = ({ query }, position) => (query.kind === "FunnelsQuery" ? String(position + 1) : (LETTERS[position] ?? String(position + 1)));

/**
 * @param {Editing} editing
 * @param {any} series
 * @param {number} position
 * @param {number} least how many there must be
 */
function seriesRow(editing, series, position, least) {
  const path = ["series", position];
  const sign = signOf(editing, position);
  const nameAt = (/** @type {number} */ at) => `${editing.query.kind === "FunnelsQuery" ? "step" : "series"} ${signOf(editing, at)}`;
  const name = nameAt(position);
  const isFunnel = editing.query.kind === "FunnelsQuery";
  const maths = mathControls(editing, path, series, sign);
  const list = editing.query.series ?? [];
  const put = (/** @type {any} */ changed) => editing.change(withValue(editing.query, path, changed));
  const double = () => editing.change(withValue(editing.query, ["series"], inserted(list, structuredClone(series), position + 1)));
  const inUse =
    conditionCount(series.properties) +
    ["custom_name", "optionalInFunnel", "math_multiplier", ...(isFunnel ? ["math"] : [])].filter((field) => series[field]).length;
  const more = section(
    isFunnel ? "Name, filters and more" : "Name and filters",
    inUse,
    row(
      text(editing, `Own name of ${name}`, [...path, "custom_name"], { shown: "Own name" }),
      ...(isFunnel ? maths : []),
      series.math_property &&
        number(editing, `Multiply by: ${name}`, [...path, "math_multiplier"], { shown: "Multiply by", whole: false, placeholder: "1" }),
    ),
    isFunnel && position > 0 && tick(editing, "May be skipped", [...path, "optionalInFunnel"]),
    ...memberControls(editing, path, series, name),
    listControls(
      editing,
      [...path, "properties"],
      name,
      editing.query.kind !== "LifecycleQuery" && list.length < LETTERS.length && action(`Duplicate ${name}`, double, { shown: "Duplicate" }),
      [...EVENT_KINDS, "GroupNode"].includes(series.kind) &&
        action(`Count another event in ${name}`, () => put(withAlternative(series, editing.definitions)), { shown: "Count another event too" }),
    ),
  );
  const main = row(...whatControls(editing, path, series, sign), ...(isFunnel ? [] : maths));
  const tools = itemActions(editing, ["series"], position, nameAt, { least, ordered: true });
  const line = make("div", { className: "series-line" }, handle(editing, sign, position), main);
  return make("div", { className: "series-row", "data-key": `series-${position}`, ...dropping(editing, position) }, line, more, tools);
}

/** The position of the series that is being dragged. @type {number | undefined} */
let dragged;

/** Returns the letter of a series, by which it is dragged. @param {Editing} editing @param {string} sign @param {number} position */
function handle(editing, sign, position) {
  const ondragstart = (/** @type {DragEvent} */ event) => {
    dragged = position;
    event.dataTransfer?.setData("text/plain", sign);
  };
  const isMovable = (editing.query.series?.length ?? 0) > 1;
  return make(
    "span",
    { className: "letter", draggable: isMovable, "aria-hidden": "true", ondragstart, ondragend: () => (dragged = undefined) },
    sign,
  );
}

/** Returns what makes an element take a dragged series. @param {Editing} editing @param {number} position */
function dropping(editing, position) {
  return {
    ondragover: (/** @type {DragEvent} */ event) => dragged !== undefined && event.preventDefault(),
    ondrop: (/** @type {DragEvent} */ event) => {
      if (dragged === undefined) return;
      event.preventDefault();
      const list = editing.query.series ?? [];
      if (dragged !== position) editing.change(withValue(editing.query, ["series"], moved(list, dragged, position)));
      dragged = undefined;
    },
  };
}

/**
 * Returns the controls for which events a series counts.
 *
 * @param {Editing} editing
 * @param {import("../query.js").Path} path
 * @param {any} series
 * @param {string} sign
 */
function whatControls(editing, path, series, sign) {
  if (EVENT_KINDS.includes(series.kind)) return nodeControls(editing, `Event ${sign}`, path, series);
  if (series.kind === "GroupNode") return alternativeControls(editing, path, series, sign);
  return [make("span", { className: "what" }, series.custom_name ?? series.name ?? series.table_name ?? series.kind)];
}
