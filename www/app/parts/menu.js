// @ts-check
/** A button that opens a list of actions. @module */

import { make } from "../dom.js";

/** @typedef {{name: string, run: () => unknown, isAlarming?: boolean}} Action */

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
  list.addEventListener("beforetoggle", () => placeBelow(list, button));
  return make("span", { className: "menu-box" }, button, list);
}

/** @param {HTMLElement} list @param {HTMLElement} button */
function placeBelow(list, button) {
  const { bottom, right } = button.getBoundingClientRect();
  list.style.inset = `${bottom + 4}px ${Math.max(4, document.documentElement.clientWidth - right)}px auto auto`;
}
