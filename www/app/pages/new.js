// @ts-check
/** The page where a new insight begins: with one of the questions that fit the events. @module */

import { make } from "../dom.js";
import { firstEvents } from "../parts/first-events.js";
import { thumbnail } from "../parts/thumbnail.js";
import { hashOf } from "../router.js";
import { showPage } from "../shell.js";
import { starters } from "../starters.js";
import { kindOf } from "../words.js";

/** @param {import("../app.js").Context} context */
export async function showStarters({ source, left }) {
  const names = await source.names();
  left.throwIfAborted();
  const heading = make("h1", {}, "New insight");
  if (names.events.length === 0) return showPage("New insight", make("header", { className: "heading" }, heading), firstEvents(source.place));
  const place = source.kind === "file" ? "file" : String(source.place.id);
  const offered = starters(names, await source.interval());
  left.throwIfAborted();
  const cards = offered.map(({ name, query }) => {
    const parameters = new URLSearchParams({ name, query: JSON.stringify(query) });
    const link = make("a", { href: hashOf({ place, page: "insights", id: "draft", parameters }) }, name);
    const body = make("div", { className: "body" }, make("h2", {}, link), make("p", { className: "hint" }, kindOf(query)));
    const insight = /** @type {import("../api/insights.js").Insight} */ ({ query });
    return make("li", { className: "card insight" }, thumbnail(source, insight, left), body);
  });
  const hint = make("p", { className: "hint" }, "Begin with one of these, and change what it asks. It is kept once you save it.");
  showPage("New insight", make("header", { className: "heading" }, make("div", {}, heading, hint)), make("ul", { className: "cards" }, ...cards));
}
