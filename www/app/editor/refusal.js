// @ts-check
/** Shows what a query was refused for beside the control that wrote it. @module */

import { showProblem } from "./controls.js";

/**
 * Shows a refusal beside the control of the field that it names, or of the nearest one around it; what holds the control
 * is opened. A refusal that names no field that has a control stands beside the one that was used last, since that made it.
 *
 * @param {HTMLElement} form
 * @param {{message: string, field?: string | null}} refusal
 * @param {string | undefined} last the field of the control that was used last
 */
export function placeRefusal(form, refusal, last) {
  const { field, reason } = read(refusal);
  const controls = /** @type {HTMLElement[]} */ ([...form.querySelectorAll("[data-field]")]);
  const control =
    (field && nearest(controls, field)) || controls.find((one) => one.dataset.field === last) || controls.find((one) => one.dataset.field === "JSON");
  const frame = /** @type {HTMLElement | null | undefined} */ (control?.closest(".control"));
  if (!control || !frame || frame.querySelector(".problem")) return;
  showProblem(frame, reason);
  for (let section = frame.closest("details"); section; section = section.parentElement?.closest("details") ?? null) section.open = true;
}

/**
 * Returns the field that a refusal is about, without what stands around the part that asks, and the reason alone: the
 * message begins with the field, for those who see no form, and the server's own field is that of the request.
 *
 * @param {{message: string, field?: string | null}} refusal
 */
function read({ message, field }) {
  const named = /^(\w+): /.exec(message);
  const place = named?.[1].includes("__") || named?.[1] === field ? named?.[1] : field;
  const reason = place === named?.[1] && named ? message.slice(named[0].length) : message;
  return { field: place?.replace(/^(query(__|$))?(source__)*/, ""), reason: reason.charAt(0).toUpperCase() + reason.slice(1) };
}

/** @param {HTMLElement[]} controls @param {string} name */
function nearest(controls, name) {
  const within = (/** @type {string} */ one, /** @type {string} */ other) => one === other || one.startsWith(`${other}__`);
  const exact = controls.filter((one) => within(name, one.dataset.field ?? "-"));
  const longest = exact.sort((one, other) => (other.dataset.field?.length ?? 0) - (one.dataset.field?.length ?? 0))[0];
  return longest ?? controls.find((one) => within(one.dataset.field ?? "-", name));
}
