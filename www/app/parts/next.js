// @ts-check
/** What stands out in an insight's answer, and what one may ask next. @module */

import * as insights from "../api/insights.js";
import { make } from "../dom.js";
import { hashOf } from "../router.js";

/**
 * Returns a part that tells it once it is opened.
 *
 * @param {import("../api.js").Place} place
 * @param {insights.Insight} insight
 */
export function nextQuestions(place, insight) {
  const found = make("div", { className: "findings" });
  const list = make("ul", { className: "next" });
  const state = make("p", { className: "hint", role: "status" });
  const box = make("details", { id: "next" }, make("summary", {}, "What to ask next"), found, list, state);
  const load = async () => {
    state.replaceChildren("Loading…");
    try {
      // Findings need the organization's consent; questions do without them.
      const [told, asked] = await Promise.all([insights.findings(place, insight.id).catch(() => ""), insights.suggestions(place, insight.id)]);
      found.replaceChildren(...told.split("\n").filter(Boolean).map((sentence) => make("p", {}, sentence)));
      list.replaceChildren(...asked.map((question) => item(place, question)));
      state.replaceChildren(asked.length === 0 && !told ? "Nothing suggests itself." : "");
    } catch (error) {
      state.replaceChildren(error instanceof Error ? error.message : String(error));
    }
  };
  box.addEventListener("toggle", () => box.open && load());
  return box;
}

/**
 * @param {import("../api.js").Place} place
 * @param {insights.Suggestion} suggestion
 */
function item(place, { title, description, targetQuery }) {
  const parameters = new URLSearchParams({ name: title, query: JSON.stringify(targetQuery) });
  const link = make("a", { href: hashOf({ place: String(place.id), page: "insights", id: "draft", parameters }) }, title);
  return make("li", {}, link, make("span", { className: "hint" }, description));
}
