// @ts-check
/** What was done to an insight, in sentences. @module */

import * as insights from "../api/insights.js";
import { make } from "../dom.js";
import { ago, listed, personName } from "../words.js";

/** @typedef {insights.Entry} Entry */

/** What was done, for activities that no change of a field explains. @type {Record<string, string>} */
const DONE = {
  created: "made the insight",
  deleted: "deleted the insight",
  restored: "restored the insight",
  "sharing enabled": "shared it with a link",
  "sharing disabled": "stopped sharing it",
  "access token refreshed": "replaced its shared link",
  "share_login_success": "opened the shared link with its password",
  "share_login_failed": "tried a wrong password on the shared link",
  "exported for opengraph image": "had its preview picture drawn",
};

/**
 * Returns the history of an insight, which is loaded when it is opened.
 *
 * @param {import("../api.js").Place} place
 * @param {insights.Insight} insight
 */
export function historyOf(place, insight) {
  const list = make("ol", { className: "history" });
  const state = make("p", { className: "hint", role: "status" });
  const more = make("button", { type: "button", className: "quiet", hidden: true }, "Show older");
  const box = make("details", { id: "history" }, make("summary", {}, "History"), list, state, more);
  let page = 0;
  const load = async () => {
    state.replaceChildren("Loading…");
    try {
      const { results, next } = await insights.activity(place, insight.id, (page += 1));
      list.append(...results.map((entry) => item(entry)));
      more.hidden = !next;
      state.replaceChildren(list.childElementCount === 0 ? "Nothing was done to it yet." : "");
    } catch (error) {
      page -= 1;
      more.hidden = false;
      state.replaceChildren(error instanceof Error ? error.message : String(error));
    }
  };
  more.addEventListener("click", load);
  box.addEventListener("toggle", () => {
    if (!box.open) return;
    page = 0;
    list.replaceChildren();
    load();
  });
  return box;
}

/** @param {Entry} entry */
function item(entry) {
  const moment = make("time", { dateTime: entry.created_at, title: new Date(entry.created_at).toLocaleString() }, ago(entry.created_at));
  return make("li", {}, sentence(entry), " ", moment);
}

/** Returns what was done as a sentence. @param {Entry} entry */
export function sentence({ user, activity, detail }) {
  const who = user ? personName(user) : activity.startsWith("share_login") ? "A visitor" : "Somebody";
  const changes = activity === "updated" ? (detail.changes ?? []) : [];
  const what = changes.length > 0 ? listed(changes.map(changed)) : (DONE[activity] ?? activity.replaceAll("_", " "));
  return `${who} ${what}.`;
}

/** @param {{field: string, before?: any, after?: any}} change */
function changed({ field, before, after }) {
  if (field === "name") return before ? `renamed it from “${before}” to “${after}”` : `named it “${after}”`;
  if (field === "description") return after ? "changed the description" : "removed the description";
  if (field === "query" || field === "filters") return "changed what it asks";
  if (field === "favorited") return after ? "made it a favourite" : "took it from the favourites";
  if (field === "deleted") return after ? "deleted it" : "restored it";
  if (field === "tags") return difference("tagged it", "took the tags", before ?? [], after ?? []);
  if (field === "dashboards") return difference("put it on", "took it off", names(before), names(after));
  return `changed its ${field.replaceAll("_", " ")}`;
}

/** @param {{name: string | null, id: number}[] | null} dashboards */
const names = (dashboards) => (dashboards ?? []).map(({ name, id }) => `“${name || `dashboard ${id}`}”`);

/**
 * @param {string} more
 * @param {string} less
 * @param {string[]} before
 * @param {string[]} after
 */
function difference(more, less, before, after) {
  const added = after.filter((one) => !before.includes(one));
  const gone = before.filter((one) => !after.includes(one));
  return listed([...(added.length > 0 ? [`${more} ${listed(added)}`] : []), ...(gone.length > 0 ? [`${less} ${listed(gone)}`] : [])]);
}
