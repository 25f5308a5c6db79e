// @ts-check
/** Dialogs: over the page, closed by Escape, by a button or by a click beside them; the focus goes back where it was. @module */

import { make } from "../dom.js";

/**
 * Opens a dialog and returns it.
 *
 * @param {string} title
 * @param {string} name a class
 * @param {(Node | string)[]} content
 */
export function openDialog(title, name, ...content) {
  const close = make("button", { type: "button", className: "quiet icon", "aria-label": "Close" }, "✕");
  const heading = make("h2", { id: "dialog-title" }, title);
  const head = make("header", {}, heading, close);
  const dialog = make("dialog", { className: name, "aria-labelledby": "dialog-title" }, head, ...content);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Closes the dialogs that are open. */
export function closeDialogs() {
  for (const dialog of document.querySelectorAll("dialog")) dialog.close();
}

/**
 * Returns a line for what goes wrong in a dialog, behind which the page's own notice is not seen, and what has it say
 * so; the line is hidden while there is nothing to say.
 */
export function problemLine() {
  const line = make("p", { className: "notice", role: "alert", hidden: true });
  const say = (/** @type {unknown} */ reason) => {
    line.hidden = reason === undefined;
    line.replaceChildren(reason instanceof Error ? reason.message : String(reason ?? ""));
  };
  return { line, say };
}

/**
 * @typedef {object} Field
 * @property {string} name
 * @property {string} label
 * @property {string} [value]
 * @property {string} [hint]
 * @property {boolean} [required]
 * @property {number} [longest]
 * @property {boolean} [isLong] whether it takes several lines
 */

/**
 * Asks for texts, and closes once they were taken; what refuses them is said in the dialog.
 *
 * @param {string} title
 * @param {string} action what the button says
 * @param {Field[]} fields
 * @param {(values: Record<string, string>) => unknown} take
 */
export function askFor(title, action, fields, take) {
  const inputs = fields.map((field, index) => inputOf(field, index === 0));
  const problem = problemLine();
  const send = make("button", {}, action);
  const cancel = make("button", { type: "button", className: "quiet" }, "Cancel");
  const form = make("form", {}, ...inputs, problem.line, make("p", { className: "actions" }, send, cancel));
  const dialog = openDialog(title, "asking", form);
  cancel.addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    const given = [...new FormData(form)].map(([name, value]) => [name, String(value).trim()]);
    try {
      await take(Object.fromEntries(given));
      dialog.close();
    } catch (reason) {
      problem.say(reason);
    }
    send.disabled = false;
  });
}

/** @param {Field} field @param {boolean} autofocus */
function inputOf({ name, label, value = "", hint, required = false, longest = 400, isLong = false }, autofocus) {
  const properties = { name, value, required, maxLength: longest, autofocus };
  const input = isLong ? make("textarea", { ...properties, rows: 3 }) : make("input", properties);
  return make("label", {}, label, input, ...(hint ? [make("span", { className: "hint" }, hint)] : []));
}
