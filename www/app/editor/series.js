// @ts-check
/** What is counted: the series of a query, or the steps of a funnel. @module */

import { make } from "../dom.js";
import { inserted, moved, valueAt, withValue } from "../query.js";
import { conditionCount } from "./conditions.js";
import { choiceOf, fieldOf, number, text, tick } from "./controls.js";
import { listControls } from "./filters.js";
import { mathControls } from "./math.js";
import { action, group, itemActions, row, section } from "./parts.js";

/** @typedef {import("./controls.js").Editing} Editing */
/** @typedef {import("../query.js").Path} Path */
/** @typedef {import("./definitions.js").Offer} Offer */
/** @typedef {import("./definitions.js").OfferGroup} OfferGroup */

/** The letters by which series are called in formulas. */
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Stands for every event, for a name that the data does not have, and for an action that is known by its number. */
const [EVERY, ANOTHER, ACTION] = ["every", "another", "action"];

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
  const double = () => editing.change(withValue(editing.query, ["series"], inserted(list, structuredClone(series), position + 1)));
  const inUse = conditionCount(series.properties) + ["custom_name", "optionalInFunnel", "math_multiplier", ...(isFunnel ? ["math"] : [])].filter((field) => series[field]).length;
  const more = section(isFunnel ? "Name, filters and more" : "Name and filters", inUse,
    row(text(editing, `Own name of ${name}`, [...path, "custom_name"], { shown: "Own name" }),
      ...(isFunnel ? maths : []),
      series.math_property && number(editing, `Multiply by: ${name}`, [...path, "math_multiplier"], { shown: "Multiply by", whole: false, placeholder: "1" })),
    isFunnel && position > 0 && tick(editing, "May be skipped", [...path, "optionalInFunnel"]),
    listControls(editing, [...path, "properties"], name,
      editing.query.kind !== "LifecycleQuery" && list.length < LETTERS.length && action(`Duplicate ${name}`, double, { shown: "Duplicate" })),
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
  return make("span", { className: "letter", draggable: isMovable, "aria-hidden": "true", ondragstart, ondragend: () => (dragged = undefined) }, sign);
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
 * @param {Path} path
 * @param {any} series
 * @param {string} sign
 */
function whatControls(editing, path, series, sign) {
  const write = (/** @type {any} */ what) => {
    const { kind, event, id, name, table_name, nodes, operator, ...others } = valueAt(editing.query, path);
    return withValue(editing.query, path, { ...what, ...others });
  };
  if (!["EventsNode", "ActionsNode"].includes(series.kind)) return [make("span", { className: "what" }, series.custom_name ?? series.name ?? series.kind)];
  const entity = series.kind === "ActionsNode" ? { id: series.id, isAction: true } : { id: series.event ?? null, isAction: false };
  return entityControls(editing, `Event ${sign}`, [...path, entity.isAction ? "id" : "event"], entity, (chosen) =>
    write(chosen.isAction ? { kind: "ActionsNode", id: chosen.id, name: chosen.name } : { kind: "EventsNode", event: chosen.id, name: chosen.name }),
  );
}

/**
 * Returns the controls for an event, an action, or every event.
 *
 * @param {Editing} editing
 * @param {string} label
 * @param {Path} path
 * @param {{id: any, isAction: boolean}} entity
 * @param {(entity: {id: any, isAction: boolean, name: string}) => any} write returns the query for an entity
 * @returns {HTMLElement[]}
 */
export function entityControls(editing, label, path, entity, write) {
  const { others } = editing;
  const field = fieldOf(path);
  const typing = [ANOTHER, ACTION].find((kind) => others.has(`${field} ${kind}`));
  const offers = entityOffers(editing.definitions);
  const value = typing ?? (entity.isAction ? `action:${entity.id}` : entity.id === null ? EVERY : `event:${entity.id}`);
  const isKnown = offers.some((group) => !Array.isArray(group) && group.offers.some(([offer]) => offer === value));
  if (!isKnown) offers.push([value, entity.isAction ? `Action ${entity.id}` : String(entity.id)]);
  const forget = () => [ANOTHER, ACTION].forEach((kind) => others.delete(`${field} ${kind}`));
  const list = choiceOf(editing, label, typing ? [...path, "choice"] : path, offers, { bare: true, value, write: (chosen) => write(entityOf(editing, chosen)) });
  const select = /** @type {HTMLSelectElement} */ (list.querySelector("select"));
  const choose = select.onchange;
  select.onchange = function (event) {
    const { value } = /** @type {HTMLSelectElement} */ (event.currentTarget);
    forget();
    if (value !== ANOTHER && value !== ACTION) return choose?.call(select, event);
    others.add(`${field} ${value}`);
    editing.redraw();
  };
  if (!typing) return [list];
  const take = (/** @type {any} */ id) => {
    forget();
    return id === "" ? editing.query : write(typing === ACTION ? { id, isAction: true, name: `Action ${id}` } : { id, isAction: false, name: id });
  };
  const ways = { bare: true, value: "", write: take };
  const typed = typing === ACTION
    ? number(editing, `${label}, by number`, path, { ...ways, least: 1, placeholder: "number of the action" })
    : text(editing, `${label}, by name`, path, { ...ways, placeholder: "name of the event" });
  return [list, typed];
}

/** @param {import("./definitions.js").Definitions} definitions @returns {(Offer | OfferGroup)[]} */
function entityOffers({ events, actions = [] }) {
  const named = events.map(({ name, count }) => /** @type {Offer} */ ([`event:${name}`, `${name} (${count.toLocaleString("en")})`]));
  const known = actions.map(({ id, name }) => /** @type {Offer} */ ([`action:${id}`, name]));
  return [
    { label: "Events", offers: [...named, [EVERY, "All events"], [ANOTHER, "Another event…"]] },
    { label: "Actions", offers: [...known, [ACTION, "An action by its number…"]] },
  ];
}

/** @param {Editing} editing @param {string} chosen */
function entityOf({ definitions }, chosen) {
  if (chosen === EVERY) return { id: null, isAction: false, name: "All events" };
  const rest = chosen.slice(chosen.indexOf(":") + 1);
  if (chosen.startsWith("event:")) return { id: rest, isAction: false, name: rest };
  const id = Number(rest);
  return { id, isAction: true, name: definitions.actions?.find((action) => action.id === id)?.name ?? `Action ${id}` };
}
