// @ts-check
/** The tip beside the mark of a chart that is pointed at, and what is spoken of it. @module */

// A popover is in front of everything, also of what fills the screen and of what would cut it off.
const STYLE = `
.tip{position:absolute;inset:auto;margin:0;border:0;overflow:visible;pointer-events:none;width:max-content;max-width:min(20rem,100vw - 2rem);
padding:.5rem .625rem;border-radius:.375rem;overflow-wrap:anywhere;
background:var(--ink,CanvasText);color:var(--paper,Canvas);font:13px/1.4 system-ui,sans-serif;box-shadow:0 2px 8px #0004}
.tip b{display:block}.tip div{display:flex;gap:.5rem;align-items:baseline}
.tip i{flex:none;width:.625rem;height:.625rem;border-radius:2px}.tip span{margin-left:auto;padding-left:.75rem;font-variant-numeric:tabular-nums}
.spoken{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
svg.oriel{touch-action:pan-y}svg.oriel .on{filter:brightness(1.12)}svg.oriel:focus-visible .on{outline:2px solid var(--ink);outline-offset:1px}
svg.oriel [data-toggle]{cursor:pointer}svg.oriel .off{opacity:.4}`;

/** @type {WeakMap<Node, Stage>} */
const stages = new WeakMap();

/**
 * Returns what the charts around a chart share; the first one makes it.
 *
 * @param {SVGSVGElement} chart
 * @returns {Stage}
 */
export function stageOf(chart) {
  const root = /** @type {Document | ShadowRoot} */ (chart.getRootNode());
  const stage = stages.get(root) ?? new Stage(root);
  stages.set(root, stage);
  return stage;
}

/** What the charts of a document or a shadow tree share: one of their marks at a time is told about. */
export class Stage {
  #tip = Object.assign(document.createElement("div"), { className: "tip", popover: "manual" });
  #spoken = Object.assign(document.createElement("div"), { className: "spoken" });
  /** @type {{chart: SVGSVGElement, mark: SVGElement} | undefined} */
  #told;

  /** @param {Document | ShadowRoot} root */
  constructor(root) {
    const style = Object.assign(document.createElement("style"), { textContent: STYLE });
    this.#spoken.setAttribute("aria-live", "polite");
    if (root instanceof Document) {
      root.head.append(style);
      root.body.append(this.#tip, this.#spoken);
    } else {
      root.append(style, this.#tip, this.#spoken);
    }
    root.addEventListener("keydown", (event) => /** @type {KeyboardEvent} */ (event).key === "Escape" && this.#hide());
    root.addEventListener("pointerdown", (event) => markAt(event) || this.#hide());
  }

  /** Returns the mark of a chart that is told about. @param {SVGSVGElement} chart */
  markOf(chart) {
    return this.#told?.chart === chart ? this.#told.mark : undefined;
  }

  /**
   * Tells about a mark of a chart, or about none of it.
   *
   * @param {SVGSVGElement} chart
   * @param {SVGElement | undefined} mark
   */
  tell(chart, mark) {
    if (this.markOf(chart) === mark) return;
    if (mark === undefined) {
      this.#hide();
      return;
    }
    this.#told?.mark.classList.remove("on");
    this.#told = { chart, mark };
    mark.classList.add("on");
    this.#tip.replaceChildren(heading(mark), ...rows(chart, mark));
    if (!this.#tip.matches(":popover-open")) this.#tip.showPopover();
    this.#stand(chart, mark);
  }

  /** Has a screen reader say what the tip tells. */
  speak() {
    this.#spoken.textContent = this.#tip.innerText;
  }

  /** Tells about nothing. Whether the chart is still there does not matter. */
  #hide() {
    this.#told?.mark.classList.remove("on");
    this.#told = undefined;
    if (this.#tip.matches(":popover-open")) this.#tip.hidePopover();
  }

  /**
   * Puts the tip beside a mark.
   *
   * @param {SVGSVGElement} chart
   * @param {SVGElement} mark
   */
  #stand(chart, mark) {
    const [at, whole] = [mark.getBoundingClientRect(), chart.getBoundingClientRect()];
    const { offsetWidth: width, offsetHeight: height, style } = this.#tip;
    const isTall = at.height > whole.height / 2;
    const middle = at.left + at.width / 2;
    const isLeft = middle < whole.left + whole.width / 2;
    const x = isTall ? (isLeft ? at.right + 8 : at.left - width - 8) : middle - width / 2;
    const above = isTall ? at.top + 8 : at.top - height - 8;
    const y = above < 0 ? at.bottom + 8 : above;
    // Places are those of the window; a popover that is to go along with the page has its own from where the page begins.
    style.left = `${Math.max(4, Math.min(x, document.documentElement.clientWidth - width - 4)) + scrollX}px`;
    style.top = `${y + scrollY}px`;
  }
}

/**
 * Returns the mark under a pointer.
 *
 * @param {Event} event
 * @returns {SVGElement | undefined}
 */
export function markAt(event) {
  // The first of the path, since the target of what comes out of a shadow tree is its host.
  const [target] = event.composedPath();
  return target instanceof Element ? (target.closest("svg.oriel [data-label]") ?? undefined) : undefined;
}

/** @param {SVGElement} mark */
function heading(mark) {
  const name = document.createElement("b");
  const { label = "", country } = mark.dataset;
  name.textContent = (country && new Intl.DisplayNames(undefined, { type: "region" }).of(country)) || label;
  return name;
}

/**
 * Returns a row for each figure of a mark; those of series that are switched off are left out.
 *
 * @param {SVGSVGElement} chart
 * @param {SVGElement} mark
 */
function rows(chart, mark) {
  const { names, colours } = mark.parentElement?.dataset ?? {};
  const [series, classes] = [names?.split("|"), colours?.split("|")];
  return (mark.dataset.value ?? "").split("|").flatMap((figure, index) => {
    const row = document.createElement("div");
    const colour = classes?.[index];
    if (!series || colour === undefined) {
      row.textContent = figure;
      return [row];
    }
    const group = chart.querySelector(`[data-series="${CSS.escape(colour)}"]`);
    if (figure === "" || group?.classList.contains("gone")) return [];
    const [swatch, value] = [document.createElement("i"), document.createElement("span")];
    swatch.style.background = group ? getComputedStyle(group).getPropertyValue("--c") : "";
    value.textContent = figure;
    row.append(swatch, series[index] ?? "", value);
    return [row];
  });
}
