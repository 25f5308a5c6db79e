// @ts-check
/** Shows what a query was refused for beside the control that wrote it. @module */

import { showProblem } from "./controls.js";

/**
 * Shows a refusal beside the control of the field that it names, or of the nearest one around it; what holds the control
 * is opened. Without such a control it stands beside the query as JSON.
 *
 * @param {HTMLElement} form
 * @param {{message: string, field?: string | null}} refusal
 */
export function showRefusal(form, { message, field }) {
  if (!field) return;
  const name = withoutWrappers(field);
  const controls = /** @type {HTMLElement[]} */ ([...form.querySelectorAll("[data-field]")]);
  const control = nearest(controls, name) ?? controls.find((one) => one.dataset.field === "JSON");
  const frame = /** @type {HTMLElement | null | undefined} */ (control?.closest(".control"));
  if (!control || !frame || frame.querySelector(".problem")) return;
  // The message begins with the field, for those who see no form.
  const reason = message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
  showProblem(frame, reason.charAt(0).toUpperCase() + reason.slice(1));
  for (let section = frame.closest("details"); section; section = section.parentElement?.closest("details") ?? null) section.open = true;
}

/** @param {string} field */
const withoutWrappers = (field) => field.replace(/^(query__)?(source__)*/, "");

/** @param {HTMLElement[]} controls @param {string} name */
function nearest(controls, name) {
  const within = (/** @type {string} */ one, /** @type {string} */ other) => one === other || one.startsWith(`${other}__`);
  const exact = controls.filter((one) => within(name, one.dataset.field ?? "-"));
  const longest = exact.sort((one, other) => (other.dataset.field?.length ?? 0) - (one.dataset.field?.length ?? 0))[0];
  return longest ?? controls.find((one) => within(one.dataset.field ?? "-", name));
}
