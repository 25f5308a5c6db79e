// @ts-check
/** The parts that hold controls: groups, folded sections, lists and buttons. @module */

import { make } from "../dom.js";
import { inserted, moved, removed, valueAt, withValue } from "../query.js";
import { fieldOf, suggest } from "./controls.js";

/** @typedef {import("./controls.js").Editing} Editing */
/** @typedef {import("../query.js").Path} Path */

/**
 * Returns controls that belong together, under a name.
 *
 * @param {string} name
 * @param {(Node | string | undefined | false)[]} parts
 */
export const group = (name, ...parts) => make("fieldset", { "data-key": name }, make("legend", {}, name), ...present(parts));

/**
 * Returns controls in a row, as far as there is room.
 *
 * @param {(Node | string | undefined | false)[]} parts
 */
export const row = (...parts) => make("div", { className: "controls" }, ...present(parts));

/**
 * Returns controls that are folded away at first, with how many of them are in use.
 *
 * @param {string} name
 * @param {number} inUse
 * @param {(Node | string | undefined | false)[]} parts
 */
export function section(name, inUse, ...parts) {
  const count = inUse > 0 ? [" ", make("span", { className: "count", title: "in use" }, String(inUse))] : [];
  const summary = make("summary", {}, name, ...count);
  return make("details", { "data-key": name, open: false }, summary, make("div", { className: "inside" }, ...present(parts)));
}

/**
 * Returns folded sections beside each other; one that is open takes the whole line.
 *
 * @param {(Node | undefined | false)[]} sections
 */
export const sections = (...sections) => make("div", { className: "sections" }, ...present(sections));

/** @param {(Node | string | undefined | false)[]} parts @returns {(Node | string)[]} */
const present = (parts) => /** @type {(Node | string)[]} */ (parts.filter((part) => part !== undefined && part !== false));

/**
 * Returns a button. A sign, or the beginning of its name, may be shown in the place of the name, which is told all the same.
 *
 * @param {string} name
 * @param {() => void} act
 * @param {{sign?: string, shown?: string, disabled?: boolean, key?: string}} [ways]
 */
export function action(name, act, { sign, shown, disabled = false, key = name } = {}) {
  const named = { ...((sign || shown) && { "aria-label": name }), ...(sign && { title: name }) };
  return make(
    "button",
    { type: "button", className: sign ? "quiet sign" : "quiet", onclick: act, disabled, ...named, "data-key": key },
    sign ?? shown ?? name,
  );
}

/**
 * Returns the buttons that move an item of a list and take it out.
 *
 * @param {Editing} editing
 * @param {Path} path of the list
 * @param {number} position
 * @param {(position: number) => string} nameAt returns what an item is called
 * @param {{least?: number, ordered?: boolean}} [ways]
 */
export function itemActions(editing, path, position, nameAt, { least = 0, ordered = false } = {}) {
  const list = valueAt(editing.query, path) ?? [];
  const name = nameAt(position);
  const change = (/** @type {any[]} */ items) => {
    forgetDrafts(editing, path);
    editing.change(withValue(editing.query, path, items.length > 0 ? items : undefined));
  };
  const move = (/** @type {number} */ to, /** @type {string} */ way) => {
    change(moved(list, position, to));
    focusNamed(`Move ${nameAt(to)} ${way}`);
  };
  const tools = [];
  if (ordered && list.length > 1) {
    tools.push(action(`Move ${name} up`, () => move(position - 1, "up"), { sign: "↑", disabled: position === 0 }));
    tools.push(action(`Move ${name} down`, () => move(position + 1, "down"), { sign: "↓", disabled: position === list.length - 1 }));
  }
  if (list.length > least) tools.push(action(`Remove ${name}`, () => change(removed(list, position)), { sign: "×" }));
  return make("div", { className: "tools", "data-key": "tools" }, ...tools);
}

/** Forgets what was typed for the items of a list: they are others by position. @param {Editing} editing @param {Path} path */
function forgetDrafts({ drafts }, path) {
  for (const field of drafts.keys()) if (field.startsWith(`${fieldOf(path)}__`)) drafts.delete(field);
}

/** Lets the focus follow an item that was moved, or stay beside it at the end of the list. @param {string} name */
function focusNamed(name) {
  const found = /** @type {HTMLButtonElement | null} */ (document.querySelector(`button[aria-label="${CSS.escape(name)}"]`));
  const neighbour = /** @type {HTMLButtonElement | null | undefined} */ (found?.parentElement?.querySelector("button:enabled"));
  (found?.disabled ? neighbour : found)?.focus();
}

/**
 * Returns a control for a list of short texts: each is shown with a button that takes it out, and a line adds one.
 *
 * @param {Editing} editing
 * @param {string} label
 * @param {Path} path
 * @param {Pick<import("./controls.js").Ways, "suggestions" | "placeholder" | "value" | "bare" | "write"> & {read?: (text: string) => any}} [ways]
 */
export function texts(editing, label, path, ways = {}) {
  const list = ways.value ?? valueAt(editing.query, path) ?? [];
  const write = (/** @type {any[]} */ items) => {
    const value = items.length > 0 ? items : undefined;
    editing.change(ways.write ? ways.write(value) : withValue(editing.query, path, value));
  };
  const shown = list.map((/** @type {any} */ one, /** @type {number} */ position) => {
    const take = () => write(removed(list, position));
    return make(
      "span",
      { className: "chip", "data-key": `chip-${position}` },
      make("span", {}, String(one)),
      action(`Remove ${one}`, take, { sign: "×", key: "take" }),
    );
  });
  const onchange = (/** @type {Event} */ event) => {
    const line = /** @type {HTMLInputElement} */ (event.currentTarget);
    const typed = line.value.trim();
    line.value = "";
    if (typed !== "" && !list.map(String).includes(typed)) write(inserted(list, ways.read ? ways.read(typed) : typed));
  };
  const line = make("input", { type: "text", onchange, placeholder: ways.placeholder ?? (list.length > 0 ? "or…" : ""), autocomplete: "off" });
  line.dataset.field = fieldOf(path);
  if (ways.bare) line.setAttribute("aria-label", label);
  const frame = make("div", { className: "control texts", "data-key": fieldOf(path) }, ways.bare ? line : make("label", {}, label, line), ...shown);
  if (ways.suggestions?.length)
    suggest(
      frame,
      line,
      ways.suggestions.filter((value) => !list.includes(value)),
    );
  return frame;
}
