// @ts-check
/** The passwords of a shared link. @module */

import * as api from "../api/sharing.js";
import { make } from "../dom.js";
import { ago } from "../words.js";
import { copyButton } from "./snippets.js";

/**
 * Returns the passwords of a link: whether one is needed, which there are, and a way to make one.
 *
 * @param {import("../api.js").Place} place
 * @param {api.Subject} subject
 * @param {api.Sharing} sharing
 * @param {(act: () => Promise<unknown>) => void} change runs a change and shows the sharing anew
 */
export function passwords(place, subject, sharing, change) {
  const needed = make("input", { type: "checkbox", checked: sharing.password_required });
  needed.addEventListener("change", () => change(() => api.change(place, subject, { password_required: needed.checked })));
  const box = make("section", {}, make("h3", {}, "Password"), make("label", { className: "check" }, needed, "Readers need a password"));
  if (!sharing.password_required) return box;
  const items = sharing.share_passwords.map(({ id, note, created_at }) => {
    const retire = make("button", { type: "button", className: "quiet", "aria-label": `Retire the password ${note || ago(created_at)}` }, "Retire");
    retire.addEventListener("click", () => change(() => api.removePassword(place, subject, id)));
    return make("li", {}, make("span", {}, note || "Password", " ", make("span", { className: "hint" }, `made ${ago(created_at)}`)), retire);
  });
  const list = items.length > 0 ? make("ul", { className: "passwords" }, ...items) : make("p", { className: "hint" }, "There is none yet, so nobody can open the link.");
  box.append(list, newPassword(place, subject, change));
  return box;
}

/**
 * @param {import("../api.js").Place} place
 * @param {api.Subject} subject
 * @param {(act: () => Promise<unknown>) => void} change
 */
function newPassword(place, subject, change) {
  const own = make("input", { name: "raw_password", autocomplete: "off", minLength: 8, placeholder: "Leave empty to have one made up" });
  const note = make("input", { name: "note", maxLength: 100, placeholder: "For whom" });
  const form = make("form", { className: "row" }, make("label", {}, "New password", own), make("label", {}, "Note", note), make("button", {}, "Add"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    change(async () => {
      const fields = { ...(own.value && { raw_password: own.value }), ...(note.value && { note: note.value }) };
      const { password } = await api.addPassword(place, subject, fields);
      return make("p", { className: "told", role: "status" }, "The password, shown this once: ", make("code", {}, password), " ", copyButton(password, "The password"));
    });
  });
  return form;
}
