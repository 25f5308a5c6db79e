// Makes the charts of a shared view answer, and tells the page around how high the view is. docs/embed.md describes the
// messages.

import { enliven } from "./oriel/interaction.js";

for (const svg of document.querySelectorAll("svg.oriel")) enliven(/** @type {SVGSVGElement} */ (svg));
if (parent !== window) announceHeight();

/** Tells the page around this one how high this one is, now and whenever that changes. */
function announceHeight() {
  const send = (/** @type {string} */ method, /** @type {object} */ params) =>
    parent.postMessage({ jsonrpc: "2.0", method: `oriel.${method}`, params }, "*");
  const measure = () => send("resized", { height: Math.ceil(document.body.getBoundingClientRect().height), width: innerWidth });
  send("ready", {});
  new ResizeObserver(measure).observe(document.body);
}
