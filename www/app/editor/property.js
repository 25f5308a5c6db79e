// @ts-check
/** The control for a property: those of the data are offered, and any other may be typed. @module */

import { make } from "../dom.js";
import { choiceOf, fieldOf, text } from "./controls.js";
import { ANOTHER, scopedOf, scopedText } from "./definitions.js";

/** @typedef {import("./controls.js").Editing} Editing */
/** @typedef {import("./definitions.js").Scoped} Scoped */

/**
 * Returns a list of properties; choosing another one than is offered gives a line to type its name in.
 *
 * @param {Editing} editing
 * @param {string} label
 * @param {import("../query.js").Path} path
 * @param {(import("./definitions.js").Offer | import("./definitions.js").OfferGroup)[]} offers
 * @param {Scoped | undefined} property
 * @param {(property: Scoped | undefined) => any} write returns the query for a property
 * @param {import("./controls.js").Ways} [ways]
 */
export function propertyControl(editing, label, path, offers, property, write, ways = {}) {
  const field = fieldOf(path);
  const chosen = property ? scopedText(property) : "";
  const isOffered = offers.some((offer) => (Array.isArray(offer) ? offer[0] === chosen : offer.offers.some(([value]) => value === chosen)));
  const other = [...editing.others].find((one) => one.startsWith(`${field} `))?.slice(field.length + 1);
  const all = isOffered || !property ? offers : [...offers, /** @type {[string, string]} */ ([chosen, property.key])];
  const list = choiceOf(editing, label, other ? [...path, "choice"] : path, all, {
    ...ways,
    value: other ?? chosen,
    write: (text) => (text === "" ? write(undefined) : write(scopedOf(text))),
  });
  const select = /** @type {HTMLSelectElement} */ (list.querySelector("select"));
  const choose = select.onchange;
  select.onchange = function (event) {
    const { value } = /** @type {HTMLSelectElement} */ (event.currentTarget);
    for (const one of editing.others) if (one.startsWith(`${field} `)) editing.others.delete(one);
    if (!value.endsWith(`:${ANOTHER}`)) return choose?.call(select, event);
    editing.others.add(`${field} ${value}`);
    editing.redraw();
  };
  if (!other) return list;
  const name = text(editing, `Name for ${label.toLowerCase()}`, path, {
    ...ways,
    value: "",
    placeholder: "its name",
    write: (key) => {
      editing.others.delete(`${field} ${other}`);
      return write({ ...scopedOf(other), key });
    },
  });
  return make("div", { className: "pair", "data-key": `${field}-pair` }, list, name);
}
