// @ts-check
/** The controls of the editor: each shows what stands at a path of the query, and writes there. @module */

import { make } from "../dom.js";
import { valueAt, withValue } from "../query.js";

/** @typedef {import("../query.js").Query} Query */
/** @typedef {import("../query.js").Path} Path */
/** @typedef {import("./definitions.js").Offer} Offer */
/** @typedef {import("./definitions.js").OfferGroup} OfferGroup */
/** @typedef {import("./definitions.js").Definitions} Definitions */

/**
 * What the controls of one form share.
 *
 * @typedef {object} Editing
 * @property {Query} query the part of the query that asks
 * @property {Definitions} definitions
 * @property {(query: import("../query.js").Query) => void} change takes the part that asks as it shall be
 * @property {number} now the moment of the questions, in milliseconds since the epoch
 * @property {string} [timezone] whose days the questions count; UTC when not given
 * @property {() => void} redraw shows the form anew, for what is not in the query
 * @property {(field: string) => void} used takes the field of the control that is being used
 * @property {Map<string, Draft>} drafts what was typed and cannot be asked, by field
 * @property {Set<string>} others the fields for which a name that is not offered is being typed
 *
 * @typedef {{text: string, problem: string}} Draft
 */

/**
 * How a control departs from the usual.
 *
 * @typedef {object} Ways
 * @property {any} [usual] what holds where the query says nothing
 * @property {any} [value] what is shown, where it is not what stands at the path
 * @property {(value: any) => any} [write] returns the query for a value, where more than the path changes
 * @property {string} [placeholder]
 * @property {string[]} [suggestions]
 * @property {number} [least]
 * @property {number} [most]
 * @property {boolean} [whole] whether only whole numbers are allowed; they are, unless this says no
 * @property {string} [shown] the beginning of the label, which alone is shown where its place says the rest
 * @property {boolean} [bare] whether the label is told but not shown, where its place says what it is
 */

/** @param {Path} path */
export const fieldOf = (path) => path.join("__");

/**
 * Returns the function that writes a value where a control stands.
 *
 * @param {Editing} editing
 * @param {Path} path
 * @param {Ways} ways
 */
function writer(editing, path, ways) {
  return (/** @type {any} */ value) => {
    editing.drafts.delete(fieldOf(path));
    editing.used(fieldOf(path));
    editing.change(ways.write ? ways.write(value) : withValue(editing.query, path, value));
  };
}

/** @param {Editing} editing @param {Path} path @param {Ways} ways */
const shownAt = (editing, path, ways) => ("value" in ways ? ways.value : (valueAt(editing.query, path) ?? ways.usual));

/**
 * Returns a control with its label, and with what is wrong with what was typed in it.
 *
 * @param {Editing} editing
 * @param {string} label
 * @param {Path} path
 * @param {HTMLElement} control
 * @param {Ways} ways
 */
function labelled(editing, label, path, control, ways) {
  const field = fieldOf(path);
  control.dataset.field = field;
  if (ways.bare || ways.shown) control.setAttribute("aria-label", label);
  const problem = editing.drafts.get(field)?.problem;
  const frame = make("div", { className: "control", "data-key": field }, ways.bare ? control : make("label", {}, ways.shown ?? label, control));
  if (problem) showProblem(frame, problem);
  return frame;
}

/**
 * Shows what is wrong beside a control.
 *
 * @param {HTMLElement} frame
 * @param {string} problem
 */
export function showProblem(frame, problem) {
  const control = /** @type {HTMLElement} */ (frame.querySelector("[data-field]"));
  const id = `problem-${control.dataset.field}`;
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", id);
  frame.append(make("p", { id, className: "problem", role: "alert", "data-key": "problem" }, problem));
}

/**
 * Returns a list to choose one of. A chosen value that is not offered is added to the offer.
 *
 * @param {Editing} editing
 * @param {string} label
 * @param {Path} path
 * @param {(Offer | OfferGroup)[]} offers
 * @param {Ways} [ways]
 */
export function choiceOf(editing, label, path, offers, ways = {}) {
  const chosen = String(shownAt(editing, path, ways) ?? "");
  const isOffered = offers.some((offer) => (Array.isArray(offer) ? offer[0] === chosen : offer.offers.some(([value]) => value === chosen)));
  /** @type {(Offer | OfferGroup)[]} */
  const all = isOffered ? offers : [...offers, [chosen, chosen]];
  const option = (/** @type {Offer} */ [value, name]) => make("option", { value, selected: value === chosen }, name);
  const options = all.map((offer) =>
    Array.isArray(offer) ? option(offer) : make("optgroup", { label: offer.label, "data-key": offer.label }, ...offer.offers.map(option)),
  );
  const write = writer(editing, path, ways);
  const onchange = (/** @type {Event} */ event) => {
    const { value } = /** @type {HTMLSelectElement} */ (event.currentTarget);
    write(value === "" && !ways.write ? undefined : value);
  };
  const select = make("select", { onchange }, ...options);
  return labelled(editing, label, path, select, ways);
}

/**
 * Returns a box to tick.
 *
 * @param {Editing} editing
 * @param {string} label
 * @param {Path} path
 * @param {Ways} [ways]
 */
export function tick(editing, label, path, ways = {}) {
  const usual = ways.usual ?? false;
  const write = writer(editing, path, ways);
  const onchange = (/** @type {Event} */ event) => {
    const { checked } = /** @type {HTMLInputElement} */ (event.currentTarget);
    write(checked === usual && !ways.write ? undefined : checked);
  };
  const box = make("input", { type: "checkbox", checked: Boolean(shownAt(editing, path, ways) ?? usual), onchange });
  box.dataset.field = fieldOf(path);
  return make("div", { className: "control tick", "data-key": fieldOf(path) }, make("label", {}, box, label));
}

/**
 * Returns a line to type a number in. What is no allowed number stays as it was typed, with the reason.
 *
 * @param {Editing} editing
 * @param {string} label
 * @param {Path} path
 * @param {Ways} [ways]
 */
export function number(editing, label, path, ways = {}) {
  const { least = -Infinity, most = Infinity, whole = true } = ways;
  const read = (/** @type {string} */ typed) => {
    const value = Number(typed);
    const isAllowed = Number.isFinite(value) && value >= least && value <= most && (!whole || Number.isInteger(value));
    if (isAllowed) return value;
    const range = most === Infinity ? (least === -Infinity ? "" : ` of at least ${least}`) : ` from ${least} to ${most}`;
    throw new Error(`This must be a ${whole ? "whole " : ""}number${range}.`);
  };
  return typed(editing, label, path, ways, read, make("input", { type: "text", inputMode: whole && least >= 0 ? "numeric" : "decimal", size: 6 }));
}

/**
 * Returns a line to type in.
 *
 * @param {Editing} editing
 * @param {string} label
 * @param {Path} path
 * @param {Ways} [ways]
 */
export const text = (editing, label, path, ways = {}) => typed(editing, label, path, ways, (typed) => typed, make("input", { type: "text" }));

/**
 * Returns a box to type lines in.
 *
 * @param {Editing} editing
 * @param {string} label
 * @param {Path} path
 * @param {Ways & {read?: (typed: string) => any}} [ways]
 */
export const area = (editing, label, path, ways = {}) =>
  typed(editing, label, path, ways, ways.read ?? ((typed) => typed), make("textarea", { rows: 6, spellcheck: false }));

/**
 * Returns a control to type in, which is read when it is left. What cannot be read stays in it until it is mended.
 *
 * @template {HTMLInputElement | HTMLTextAreaElement} Control
 * @param {Editing} editing
 * @param {string} label
 * @param {Path} path
 * @param {Ways} ways
 * @param {(typed: string) => any} read returns the value; throws what is wrong with it
 * @param {Control} control
 */
export function typed(editing, label, path, ways, read, control) {
  const write = writer(editing, path, ways);
  control.defaultValue = editing.drafts.get(fieldOf(path))?.text ?? String(shownAt(editing, path, ways) ?? "");
  if (ways.placeholder) control.placeholder = ways.placeholder;
  control.autocomplete = "off";
  control.onchange = (event) => {
    const text = /** @type {Control} */ (event.currentTarget).value;
    try {
      write(text.trim() === "" ? (ways.write ? "" : undefined) : read(text.trim()));
    } catch (error) {
      editing.drafts.set(fieldOf(path), { text, problem: /** @type {Error} */ (error).message });
      editing.redraw();
    }
  };
  const frame = labelled(editing, label, path, control, ways);
  if (ways.suggestions?.length) suggest(frame, control, ways.suggestions);
  return frame;
}

/**
 * Offers values beside a line to type in.
 *
 * @param {HTMLElement} frame
 * @param {HTMLElement} control
 * @param {string[]} values
 */
export function suggest(frame, control, values) {
  const id = `values-${control.dataset.field}`;
  control.setAttribute("list", id);
  frame.append(make("datalist", { id, "data-key": "values" }, ...values.map((value) => make("option", { value }))));
}
