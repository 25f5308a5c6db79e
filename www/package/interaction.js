// @ts-check
/**
 * Makes drawn charts answer to pointer, touch and keyboard. A drawing is whole without it: this only tells again, beside
 * the mark that is pointed at, what the drawing's attributes say (`docs/embed.md` describes them).
 *
 * Who replaces a drawing by another one, or takes it away, calls `leave` before, and gives `enliven` the same set for
 * both: then no tip stays behind, and what was switched off stays off.
 * @module
 */

import { makeSwitches } from "./switches.js";
import { markAt, stageOf } from "./tip.js";

/** @typedef {import("./tip.js").Stage} Stage */

/** Where the marks of each chart are told about. @type {WeakMap<Element, Stage>} */
const stages = new WeakMap();

/**
 * Makes a chart that is in a document or in a shadow tree answer.
 *
 * @param {SVGSVGElement} svg
 * @param {Set<string>} [off] the series that are switched off; the switches of the legend change it
 */
export function enliven(svg, off = new Set()) {
  const marks = /** @type {SVGElement[]} */ ([...svg.querySelectorAll("[data-label]")]);
  if (marks.length === 0) return;
  const stage = stageOf(svg);
  stages.set(svg, stage);
  describe(svg);
  svg.tabIndex = 0;
  svg.addEventListener("pointermove", (event) => stage.tell(svg, markAt(event)));
  svg.addEventListener("pointerdown", (event) => stage.tell(svg, markAt(event)));
  svg.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && stage.tell(svg, undefined));
  svg.addEventListener("blur", () => stage.tell(svg, undefined));
  svg.addEventListener("keydown", (event) => {
    if (event.target !== svg) return;
    const mark = next(event.key, marks.filter(isThere), stage.markOf(svg));
    if (!mark) return;
    event.preventDefault();
    stage.tell(svg, mark);
    stage.speak();
  });
  // What the tip tells may be of the series that is switched.
  makeSwitches(svg, off, () => stage.tell(svg, undefined));
}

/**
 * Hides the tip of the charts in a place. To be called before they are replaced or taken away: nothing else says so.
 *
 * @param {Element} place
 */
export function leave(place) {
  for (const chart of place.querySelectorAll("svg.oriel")) stages.get(chart)?.tell(/** @type {SVGSVGElement} */ (chart), undefined);
}

/** Says what a chart is, and how to read it. @param {SVGSVGElement} svg */
function describe(svg) {
  // The browser's own tooltip would stand over ours; the name is an attribute as well.
  svg.querySelector("title")?.remove();
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-roledescription", "chart");
  // This is read in the place of the drawing's own summary, so it has that too.
  const summary = svg.querySelector("desc")?.textContent;
  svg.setAttribute("aria-description", [summary, "The arrow keys read its values."].filter(Boolean).join(" "));
}

/** Whether a mark is of no series that is switched off. @param {SVGElement} mark */
const isThere = (mark) => !mark.closest(".gone");

/**
 * Returns the mark to which a key leads, none if it leads nowhere.
 *
 * @param {string} key
 * @param {SVGElement[]} marks
 * @param {SVGElement | undefined} current
 * @returns {SVGElement | undefined}
 */
function next(key, marks, current) {
  const from = current ? marks.indexOf(current) : -1;
  const last = marks.length - 1;
  if (key === "ArrowRight" || key === "ArrowDown") return marks[Math.min(from + 1, last)];
  if (key === "ArrowLeft" || key === "ArrowUp") return marks[from < 0 ? last : Math.max(from - 1, 0)];
  if (key === "Home") return marks[0];
  if (key === "End") return marks[last];
  return undefined;
}
