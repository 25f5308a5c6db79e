// @ts-check
/** Which insights are on a dashboard, chosen in a dialog. @module */

import * as dashboards from "../api/dashboards.js";
import * as insights from "../api/insights.js";
import { make, whenTypingRests } from "../dom.js";
import { kindOf } from "../words.js";
import { openDialog, problemLine } from "./dialog.js";

/** How many insights are offered at a time. */
const OFFERED = 50;

/**
 * @param {import("../api.js").Place} place
 * @param {dashboards.FullDashboard} dashboard
 * @param {(full: dashboards.FullDashboard) => void} take gets the dashboard with what was added
 */
export function chooseInsights(place, dashboard, take) {
  const there = new Set(dashboard.tiles.map(({ insight }) => insight.id));
  /** @type {Map<number, insights.Insight>} */
  const chosen = new Map();
  const search = make("input", { type: "search", placeholder: "Search", "aria-label": "Search insights", autofocus: true });
  const list = make("ul", { className: "choices", "aria-live": "polite" });
  const add = make("button", { disabled: true }, "Add");
  const problem = problemLine();
  const form = make("form", {}, search, problem.line, list, make("p", { className: "actions" }, add));
  const dialog = openDialog("Add insights", "asking", form);

  const offer = (/** @type {insights.Insight} */ insight) => {
    const box = make("input", { type: "checkbox", checked: chosen.has(insight.id) || there.has(insight.id), disabled: there.has(insight.id) });
    box.addEventListener("change", () => {
      if (box.checked) chosen.set(insight.id, insight);
      else chosen.delete(insight.id);
      add.disabled = chosen.size === 0;
    });
    const kind = make("span", { className: "hint" }, kindOf(insight.query));
    return make("li", {}, make("label", { className: "check" }, box, make("span", {}, insights.nameOf(insight), " ", kind)));
  };
  /** @type {AbortController | undefined} */
  let loading;
  const load = async () => {
    loading?.abort();
    loading = new AbortController();
    const { signal } = loading;
    const parameters = new URLSearchParams({ saved: "true", basic: "true", limit: String(OFFERED) });
    if (search.value.trim()) parameters.set("search", search.value.trim());
    else parameters.set("order", "-last_modified_at");
    try {
      const { results } = await insights.list(place, parameters, signal);
      list.replaceChildren(...results.map(offer));
      if (results.length === 0) list.append(make("li", { className: "hint" }, "No insight is like that."));
      problem.say(undefined);
    } catch (reason) {
      if (!signal.aborted) problem.say(reason);
    }
  };
  const closed = new AbortController();
  whenTypingRests(search, load, closed.signal);
  dialog.addEventListener("close", () => {
    closed.abort();
    loading?.abort();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    add.disabled = true;
    try {
      for (const { id, dashboards: on } of chosen.values()) await insights.change(place, id, { dashboards: [...on, dashboard.id] });
      take(await dashboards.one(place, String(dashboard.id)));
      dialog.close();
    } catch (reason) {
      problem.say(reason);
      add.disabled = false;
    }
  });
  load();
}
