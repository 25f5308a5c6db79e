// @ts-check
/** The list of dashboards. @module */

import * as dashboards from "../api/dashboards.js";
import { make } from "../dom.js";
import { askFor } from "../parts/dialog.js";
import { go, hashOf } from "../router.js";
import { showPage } from "../shell.js";
import { ago } from "../words.js";

/** @param {import("../app.js").Context} context */
export async function showDashboards({ source, left }) {
  const { place } = source;
  const all = await dashboards.list(place, left);
  left.throwIfAborted();
  const addressOf = (/** @type {number} */ id) => hashOf({ place: String(place.id), page: "dashboards", id: String(id) });
  const add = make("button", { type: "button" }, "New dashboard");
  add.addEventListener("click", () => {
    const fields = [{ name: "name", label: "Name", required: true }, { name: "description", label: "Description", isLong: true }];
    askFor("New dashboard", "Make it", fields, async (given) => {
      const { id } = await dashboards.create(place, given);
      if (!left.aborted) go(addressOf(id));
    });
  });
  const items = all.map((one) => {
    const name = make("h2", {}, make("a", { href: addressOf(one.id) }, dashboards.nameOf(one)));
    const about = `${one.pinned ? "Pinned · " : ""}made ${ago(one.created_at)}`;
    return make("li", { className: "card insight" }, make("div", { className: "body" }, name, make("p", { className: "hint" }, about), make("p", { className: "description" }, one.description)));
  });
  const empty = make("p", { className: "empty" }, "There is no dashboard yet. One shows several insights at once, on the desk or on a wall.");
  const list = items.length > 0 ? make("ul", { className: "cards" }, ...items) : empty;
  showPage("Dashboards", make("header", { className: "heading" }, make("h1", {}, "Dashboards"), add), list);
}
