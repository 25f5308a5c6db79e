// @ts-check
/** Series of several events: those that satisfy any of some nodes (`GroupNode`). @module */

import { make } from "../dom.js";
import { inserted, withValue } from "../query.js";
import { nodeControls } from "./entities.js";
import { listControls } from "./filters.js";
import { action } from "./parts.js";

/** @typedef {import("./controls.js").Editing} Editing */
/** @typedef {import("../query.js").Path} Path */

/** What stays with an event when a series gets another; all else says how the series counts. */
const OWN = ["kind", "event", "id", "properties", "fixedProperties"];

/**
 * Returns a series that counts one more event, one that it does not count yet.
 *
 * @param {any} series
 * @param {import("./definitions.js").Definitions} definitions
 */
export function withAlternative(series, { events }) {
  const entries = Object.entries(series);
  const { name } = series;
  const nodes = series.kind === "GroupNode" ? series.nodes : [{ ...Object.fromEntries(entries.filter(([field]) => OWN.includes(field))), name }];
  const next = events.find(({ name }) => nodes.every((/** @type {any} */ node) => node.event !== name))?.name ?? events[0]?.name ?? null;
  const rest =
    series.kind === "GroupNode"
      ? series
      : { ...Object.fromEntries(entries.filter(([field]) => !OWN.includes(field))), kind: "GroupNode", operator: "OR" };
  return named({ ...rest, nodes: inserted(nodes, { kind: "EventsNode", event: next, name: next ?? "All events" }) });
}

/**
 * Returns a series that does not count one of its events any more; that of one event is plain.
 *
 * @param {any} series
 * @param {number} at
 */
export function withoutAlternative(series, at) {
  const nodes = series.nodes.toSpliced(at, 1);
  if (nodes.length > 1) return named({ ...series, nodes });
  const { kind: _kind, operator: _operator, nodes: _nodes, name: _name, properties, ...rest } = series;
  const [node] = nodes;
  const filters = [...(node.properties ?? []), ...(properties ?? [])];
  return { ...node, ...rest, ...(filters.length > 0 && { properties: filters }) };
}

/** @param {any} series */
const named = (series) => ({ ...series, name: series.nodes.map((/** @type {any} */ node) => node.name ?? node.event ?? "All events").join(" or ") });

/**
 * Returns the controls for the events of a series of several.
 *
 * @param {Editing} editing
 * @param {Path} path
 * @param {any} series
 * @param {string} sign
 */
export function alternativeControls(editing, path, series, sign) {
  return series.nodes.map((/** @type {any} */ node, /** @type {number} */ at) => {
    const label = `Event ${sign}${at > 0 ? `, or ${at + 1}` : ""}`;
    const take = () => editing.change(withValue(editing.query, path, withoutAlternative(series, at)));
    const controls = nodeControls(editing, label, [...path, "nodes", at], node);
    return make(
      "div",
      { className: "alternative", "data-key": `alternative-${at}` },
      ...(at > 0 ? [make("span", {}, "or")] : []),
      ...controls,
      action(`Leave out ${label.toLowerCase()}`, take, { sign: "×" }),
    );
  });
}

/**
 * Returns the controls for the filters of each of the events of a series of several.
 *
 * @param {Editing} editing
 * @param {Path} path
 * @param {any} series
 * @param {string} name
 */
export function memberControls(editing, path, series, name) {
  if (series.kind !== "GroupNode") return [];
  return series.nodes.map((/** @type {any} */ node, /** @type {number} */ at) => {
    const title = `${node.name ?? node.event ?? "All events"} only:`;
    return make(
      "div",
      { "data-key": `member-${at}` },
      make("p", { className: "hint" }, title),
      listControls(editing, [...path, "nodes", at, "properties"], `event ${at + 1} of ${name}`),
    );
  });
}
