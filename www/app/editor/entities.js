// @ts-check
/** Which events something is about: those of a name, those that an action matches, or all. @module */

import { withValue } from "../query.js";
import { choiceOf, fieldOf, number, text } from "./controls.js";

/** @typedef {import("./controls.js").Editing} Editing */
/** @typedef {import("../query.js").Path} Path */
/** @typedef {import("./definitions.js").Offer} Offer */
/** @typedef {import("./definitions.js").OfferGroup} OfferGroup */

/** The kinds of nodes that are about one event or action. */
export const EVENT_KINDS = ["EventsNode", "ActionsNode"];

/** Stands for every event, for a name that the data does not have, and for an action that is known by its number. */
const [EVERY, ANOTHER, ACTION] = ["every", "another", "action"];

/**
 * Returns the controls for which events a node is about.
 *
 * @param {Editing} editing
 * @param {string} label
 * @param {Path} path of the node
 * @param {any} node an `EventsNode` or an `ActionsNode`
 */
export function nodeControls(editing, label, path, node) {
  const isAction = node.kind === "ActionsNode";
  const entity = { id: isAction ? node.id : (node.event ?? null), isAction };
  return entityControls(editing, label, [...path, isAction ? "id" : "event"], entity, (chosen) => {
    const { kind: _kind, event: _event, id: _id, name: _name, ...others } = node;
    const what = chosen.isAction ? { kind: "ActionsNode", id: chosen.id } : { kind: "EventsNode", event: chosen.id };
    return withValue(editing.query, path, { ...what, name: chosen.name, ...others });
  });
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
  const list = choiceOf(editing, label, typing ? [...path, "choice"] : path, offers, {
    bare: true,
    value,
    write: (chosen) => write(entityOf(editing, chosen)),
  });
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
  const typed =
    typing === ACTION
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
