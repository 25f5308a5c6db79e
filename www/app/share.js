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
      box.replaceChildren(make("a", { href: link, target: "_blank", rel: "noopener" }, link), copy, turn, snippets(link, insight, fail));
    }
    box.hidden = false;
  } catch (error) {
    fail(error);
  }
}

/**
 * Returns what can be copied into a page that shows the insight.
 *
 * @param {string} link
 * @param {import("./api.js").Insight} insight
 * @param {(error: unknown) => void} fail
 */
function snippets(link, insight, fail) {
  const title = insight.name || insight.derived_name || "Insight";
  const quoted = title.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const forms = {
    Element: `<script type="module" src="${new URL("/oriel/element.js", link)}"></script>\n<oriel-insight src="${link}"></oriel-insight>`,
    Frame: `<iframe src="${link.replace("/shared/", "/embedded/")}" title="${quoted}" loading="lazy" style="width:100%;height:30rem;border:0"></iframe>`,
    Markdown: `[![${title.replace(/[[\]]/g, "\\$&")}](${link}.svg)](${link})`,
  };
  const lines = Object.entries(forms).map(([name, text]) => {
    const copy = make("button", { type: "button", className: "quiet", "aria-label": `Copy ${name}` }, "Copy");
    copy.addEventListener("click", () => navigator.clipboard.writeText(text).then(() => copy.replaceChildren("Copied"), fail));
    return make("p", {}, make("span", {}, name), make("code", { tabIndex: 0 }, text), copy);
  });
  return make("div", { className: "snippets" }, ...lines);
}
