// @ts-check
/** The page of an address that shows nothing, and why. @module */

import { Refusal } from "../api.js";
import { make } from "../dom.js";
import { showPage } from "../shell.js";

/** @param {unknown} error */
export function showNothing(error) {
  const isMissing = error instanceof Refusal && error.status === 404;
  const title = isMissing ? "Nothing is here" : "This could not be shown";
  const words = isMissing ? "It does not exist, or it was deleted." : error instanceof Error ? error.message : String(error);
  const again = make("button", { type: "button", className: "quiet", onclick: () => location.reload() }, "Try again");
  const home = make("a", { href: "#/" }, "All insights");
  const acts = make("p", { className: "actions" }, ...(isMissing ? [home] : [again, home]));
  showPage(title, make("section", { className: "card empty" }, make("h1", {}, title), make("p", {}, words), acts));
}
