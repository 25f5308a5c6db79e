// @ts-check
/** The page where a reader signs in, or opens a file instead. @module */

import { byId, make } from "../dom.js";
import { showPage, tell } from "../shell.js";

/** @param {(key: string) => Promise<void>} signIn */
export function showSignIn(signIn) {
  const key = make("input", { name: "key", type: "password", autocomplete: "current-password", placeholder: "phx_…", required: true });
  const send = make("button", {}, "Sign in");
  const form = make("form", {}, make("label", {}, "Personal API key", key), send);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    send.disabled = true;
    tell();
    await signIn(key.value.trim()).catch(tell);
    send.disabled = false;
  });
  const open = make("button", { type: "button", className: "quiet" }, "Open a file of events…");
  open.addEventListener("click", () => byId("own-file").querySelector("input")?.click());
  const hint = make("p", { className: "hint" }, "The command that started this server printed one.");
  const own = make("p", { className: "hint" }, "Or look at your own events, NDJSON or CSV: the file is read in this page, and sent nowhere.");
  const card = make("section", { id: "sign-in", className: "card" }, make("h1", {}, "Sign in"), form, hint, make("hr"), own, open);
  showPage("Sign in", card);
}
