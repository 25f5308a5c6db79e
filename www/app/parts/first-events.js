// @ts-check
/** How the first events come in, for an environment that has none. @module */

import { byId, make } from "../dom.js";
import { copyButton } from "./snippets.js";

/** Returns what to do to have events. @param {import("../api.js").Place} place */
export function firstEvents({ api_token: token }) {
  const { origin } = location;
  const forms = {
    "In a page": `posthog.init("${token}", { api_host: "${origin}" });\nposthog.capture("signed up", { plan: "team" });`,
    "From anywhere": `curl ${origin}/capture -H 'Content-Type: application/json' \\\n  -d '{"api_key": "${token}", "event": "signed up", "distinct_id": "ada"}'`,
    "From a file": `cargo xtask import events.ndjson.gz`,
  };
  const items = Object.entries(forms).map(([name, text]) => {
    const code = make("pre", { tabIndex: 0, role: "region", "aria-label": name }, make("code", {}, text));
    return make("li", {}, make("h3", {}, name), code, copyButton(text, name));
  });
  const open = make("button", { type: "button", className: "quiet" }, "Open a file of events…");
  open.addEventListener("click", () => byId("own-file").querySelector("input")?.click());
  const words = make("p", {}, "There are no events here yet. PostHog's SDKs send them as they are: give them this server's address and the project's token.");
  const own = make("p", {}, "Or look at events of your own first: the file is read in this page, and sent nowhere. ", open);
  return make("section", { className: "card first" }, words, make("ul", { className: "snippets" }, ...items), own);
}
