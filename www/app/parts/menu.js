// @ts-check
/** A button that opens a list of actions. @module */

import { make } from "../dom.js";

/** @typedef {{name: string, run: () => unknown, isAlarming?: boolean}} Action */

/** The width of a list, about the height of a line of it, and how far it is from what is around it, in CSS pixels. */
const [WIDTH, LINE, GAP] = [256, 40, 4];

let made = 0;

/**
 * Returns a button and the list that it opens.
 *
 * @param {string} text what the button shows
 * @param {string} label what it is called
 * @param {Action[]} actions
 */
export function menu(text, label, actions) {
  const id = `menu-${(made += 1)}`;
  const list = make("div", { id, className: "menu", popover: "auto" });
  for (const { name, run, isAlarming } of actions) {
    const item = make("button", { type: "button", className: isAlarming ? "quiet alarm" : "quiet" }, name);
    item.addEventListener("click", () => {
      list.hidePopover();
      run();
    });
    list.append(item);
  }
  const button = make("button", { type: "button", className: "quiet", popoverTargetElement: list, "aria-label": label }, text);
  list.addEventListener("beforetoggle", () => placeAt(list, button));
  return make("span", { className: "menu-box" }, button, list);
}

/** Places a list at its button: below it, or above where there is more room. @param {HTMLElement} list @param {HTMLElement} button */
function placeAt(list, button) {
  const { top, bottom, right } = button.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const left = Math.max(GAP, Math.min(right, clientWidth - GAP) - WIDTH);
  const isBelow = clientHeight - bottom > top || clientHeight - bottom > list.childElementCount * LINE;
  list.style.width = `${WIDTH}px`;
  list.style.inset = isBelow ? `${bottom + GAP}px auto auto ${left}px` : `auto auto ${clientHeight - top + GAP}px ${left}px`;
}
