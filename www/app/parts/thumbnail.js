// @ts-check
/** Small pictures of charts, drawn when they come into sight. @module */

import { make } from "../dom.js";
import init, { render } from "../engine.js";
import { shownTheme } from "../theme.js";
import { enqueue } from "./queue.js";

/** @typedef {import("../source.js").Source} Source */
/** @typedef {import("../api/insights.js").Insight} Insight */

/** The size at which they are drawn; they are shown smaller. */
const SIZE = { width: 480, height: 240 };

/** @type {WeakMap<Element, () => Promise<void>>} */
const draws = new WeakMap();

const sights = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    const draw = draws.get(target);
    if (!isIntersecting || !draw) continue;
    sights.unobserve(target);
    enqueue(draw);
  }
}, { rootMargin: "200px" });

/**
 * Returns the picture of an insight: of the result that came with it, else of one that is asked for.
 *
 * @param {Source} source
 * @param {Insight} insight
 * @param {AbortSignal} left ends what is under way
 */
export function thumbnail(source, insight, left) {
  const frame = make("div", { className: "thumbnail" });
  /** @type {any} */
  let response = insight.result && { ...insight, results: insight.result };
  const draw = async () => {
    if (!insight.query || left.aborted) return;
    try {
      await init();
      response ??= (await source.answer(insight.query, left)).response;
      const svg = render(insight.query, response, { ...SIZE, theme: shownTheme(), now: source.now });
      frame.replaceChildren(make("img", { alt: "", src: `data:image/svg+xml,${encodeURIComponent(svg)}`, ...SIZE }));
    } catch {
      // A picture less; the insight's own page says why.
    }
  };
  draws.set(frame, draw);
  sights.observe(frame);
  addEventListener("oriel-theme", () => frame.firstChild && draw(), { signal: left });
  return frame;
}
