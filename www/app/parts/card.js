// @ts-check
/** An insight in a list: its picture, what it is called, and what may be done with it. @module */

import * as insights from "../api/insights.js";
import { make } from "../dom.js";
import { hashOf, look } from "../router.js";
import { ago, kindOf, personName } from "../words.js";
import { askForDetails, remove } from "./details.js";
import { menu } from "./menu.js";
import { star } from "./star.js";
import { thumbnail } from "./thumbnail.js";

/** @typedef {import("../source.js").Source} Source */
/** @typedef {insights.Insight} Insight */

/**
 * Returns the card of an insight.
 *
 * @param {Source} source
 * @param {Insight} insight
 * @param {{left: AbortSignal, changed: () => void}} page
 */
export function card(source, insight, { left, changed }) {
  const isFile = source.kind === "file";
  const href = hashOf({ place: isFile ? "file" : String(source.place.id), page: "insights", id: insight.short_id });
  const name = make("h2", {}, make("a", { href }, insights.nameOf(insight)));
  const about = [kindOf(insight.query), ...(insight.last_modified_at ? [`changed ${ago(insight.last_modified_at)}`, `by ${personName(insight.created_by)}`] : [])];
  const acts = isFile ? [] : [make("div", { className: "acts" }, star(source.place, insight), actions(source, insight, changed))];
  const body = make("div", { className: "body" }, make("div", { className: "name" }, name, ...acts), make("p", { className: "hint" }, about.join(" · ")));
  if (insight.description) body.append(make("p", { className: "description" }, insight.description));
  if (insight.tags.length > 0) body.append(tagList(insight.tags));
  return make("li", { className: "card insight" }, thumbnail(source, insight, left), body);
}

/** Returns tags, each of which shows what else has it. @param {string[]} tags */
function tagList(tags) {
  const items = tags.map((tag) => {
    const show = make("button", { type: "button", className: "tag", "aria-label": `Insights with the tag ${tag}` }, tag);
    show.addEventListener("click", () => look({ tags: JSON.stringify([tag]), page: "" }));
    return make("li", {}, show);
  });
  return make("ul", { className: "tags", "aria-label": "Tags" }, ...items);
}

/**
 * @param {Source} source
 * @param {Insight} insight
 * @param {() => void} changed
 */
function actions({ place }, insight, changed) {
  const edit = () =>
    askForDetails("Name and tags", "Save", insight, async (fields) => {
      await insights.change(place, insight.id, fields);
      changed();
    });
  return menu("⋯", `More about ${insights.nameOf(insight)}`, [
    { name: "Name, description, tags…", run: edit },
    { name: "Delete", run: () => remove(place, insight, changed), isAlarming: true },
  ]);
}
