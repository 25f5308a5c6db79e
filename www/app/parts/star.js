// @ts-check
/** The star of an insight: whether it is a favourite. @module */

import * as insights from "../api/insights.js";
import { make } from "../dom.js";
import { tell } from "../shell.js";

/**
 * Returns a button that makes an insight a favourite, or no longer one.
 *
 * @param {import("../api.js").Place} place
 * @param {insights.Insight} insight
 */
export function star(place, insight) {
  const button = make("button", { type: "button", className: "quiet icon star", "aria-label": `Favourite: ${insights.nameOf(insight)}` });
  const show = () => {
    button.setAttribute("aria-pressed", String(insight.favorited));
    button.replaceChildren(insight.favorited ? "★" : "☆");
  };
  button.addEventListener("click", async () => {
    insight.favorited = !insight.favorited;
    show();
    try {
      await insights.change(place, insight.id, { favorited: insight.favorited });
    } catch (error) {
      insight.favorited = !insight.favorited;
      show();
      tell(error);
    }
  });
  show();
  return button;
}
