// @ts-check
/** On which dashboards an insight is, chosen in a dialog. @module */

import * as dashboards from "../api/dashboards.js";
import * as insights from "../api/insights.js";
import { make } from "../dom.js";
import { sayDone, tell } from "../shell.js";
import { openDialog } from "./dialog.js";

/**
 * @param {import("../api.js").Place} place
 * @param {insights.Insight} insight
 * @param {AbortSignal} left is aborted once the page is left
 */
export async function chooseDashboards(place, insight, left) {
  try {
    const all = await dashboards.list(place, left);
    left.throwIfAborted();
    const boxes = all.map(({ id }) => make("input", { type: "checkbox", value: String(id), checked: insight.dashboards.includes(id) }));
    const choices = all.map((one, index) => make("label", { className: "check" }, boxes[index], dashboards.nameOf(one)));
    const fresh = make("input", { name: "fresh", maxLength: 400 });
    const save = make("button", {}, "Save");
    const form = make("form", {}, ...choices, make("label", {}, "On a new dashboard called", fresh), make("p", { className: "actions" }, save));
    const dialog = openDialog("Dashboards", "asking", form);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      save.disabled = true;
      try {
        const chosen = boxes.filter((box) => box.checked).map((box) => Number(box.value));
        const name = fresh.value.trim();
        if (name) chosen.push((await dashboards.create(place, { name })).id);
        Object.assign(insight, await insights.change(place, insight.id, { dashboards: chosen }));
        sayDone("Saved.");
      } catch (error) {
        tell(error);
      }
      dialog.close();
    });
  } catch (error) {
    if (!left.aborted) tell(error);
  }
}
