// @ts-check
/** Shows an insight's public link, and switches it on and off. @module */

import { sharing } from "./api.js";
import { make } from "./dom.js";

/**
 * Fills a box with an insight's link, or with a way to switch it on.
 *
 * @param {HTMLElement} box
 * @param {import("./api.js").Place} place
 * @param {import("./api.js").Insight} insight
 * @param {(error: unknown) => void} fail
 * @param {"as it is" | "on" | "off"} [wanted]
 */
export async function showSharing(box, place, insight, fail, wanted = "as it is") {
  try {
    const { enabled, access_token } = await sharing(place, insight, wanted);
    const turn = make("button", { type: "button", className: "quiet" }, enabled ? "Stop sharing" : "Share with a link");
    turn.addEventListener("click", () => showSharing(box, place, insight, fail, enabled ? "off" : "on"));
    if (!enabled) {
      box.replaceChildren("Only members of the project see this insight. ", turn);
    } else {
      const link = new URL(`/shared/${access_token}`, location.href).href;
      const copy = make("button", { type: "button" }, "Copy link");
      copy.addEventListener("click", () => {
        navigator.clipboard.writeText(link).then(() => copy.replaceChildren("Copied"), fail);
      });
      box.replaceChildren(make("a", { href: link, target: "_blank", rel: "noopener" }, link), copy, turn);
    }
    box.hidden = false;
  } catch (error) {
    fail(error);
  }
}
