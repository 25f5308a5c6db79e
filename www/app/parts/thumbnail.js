// @ts-check
/** Small pictures of charts, drawn when they come into sight. @module */

import { make } from "../dom.js";
import init, { render } from "../engine.js";
import { shownTheme } from "../theme.js";

/** @typedef {import("../source.js").Source} Source */
/** @typedef {import("../api/insights.js").Insight} Insight */

/** The size at which they are drawn; they are shown smaller. */
const SIZE = { width: 480, height: 240 };

/** How many questions of thumbnails are under way at a time. */
const AT_ONCE = 2;

/** @type {(() => Promise<void>)[]} */
const waiting = [];
let running = 0;

/** @type {WeakMap<Element, () => Promise<void>>} */
const draws = new WeakMap();

const sights = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    const draw = draws.get(target);
    if (!isIntersecting || !draw) continue;
    sights.unobserve(target);
    waiting.push(draw);
    runNext();
  }
}, { rootMargin: "200px" });

function runNext() {
  if (running >= AT_ONCE) return;
  const next = waiting.shift();
  if (!next) return;
  running += 1;
  next().finally(() => {
    running -= 1;
    runNext();
  });
}

/**
 * Returns the picture of an insight: of the result that came with it, else of one that is asked for.
 *
 * @param {Source} source
 * @param {Insight} insight
 * @param {AbortSignal} left ends what is under way
 */
export function thumbnail(source, insight, left) {
  const picture = make("img", { alt: "", className: "thumbnail", ...SIZE });
  /** @type {any} */
  let response = insight.result && { ...insight, results: insight.result };
  const draw = async () => {
    if (!insight.query || left.aborted) return;
    try {
      await init();
      response ??= (await source.answer(insight.query, left)).response;
      const svg = render(insight.query, response, { ...SIZE, theme: shownTheme(), now: source.now });
      picture.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
    } catch {
      // A picture less; the insight's own page says why.
      picture.classList.add("missing");
    }
  };
  draws.set(picture, draw);
  sights.observe(picture);
  addEventListener("oriel-theme", () => picture.src && draw(), { signal: left });
  return picture;
}
