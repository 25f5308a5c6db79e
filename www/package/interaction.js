// @ts-check
/**
 * Makes drawn charts answer to pointer, touch and keyboard. A drawing is whole without it: this only tells again, beside
 * the mark that is pointed at, what the drawing's attributes say (`docs/embed.md` describes them).
 * @module
 */

const STYLE = `
.tip{position:absolute;z-index:1;pointer-events:none;max-width:20rem;padding:.5rem .625rem;border-radius:.375rem;
background:var(--ink,CanvasText);color:var(--paper,Canvas);font:13px/1.4 system-ui,sans-serif;box-shadow:0 2px 8px #0004}
.tip[hidden]{display:none}.tip b{display:block}.tip div{display:flex;gap:.5rem;align-items:baseline}
.tip i{flex:none;width:.625rem;height:.625rem;border-radius:2px}.tip span{margin-left:auto;padding-left:.75rem;font-variant-numeric:tabular-nums}
.spoken{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
svg.oriel{touch-action:pan-y}svg.oriel .on{filter:brightness(1.12)}svg.oriel:focus-visible .on{outline:2px solid var(--ink);outline-offset:1px}
svg.oriel [data-toggle]{cursor:pointer}svg.oriel .off{opacity:.4}`;

/**
 * What the charts of a document or a shadow tree share: the tip beside a mark, and what is spoken of it.
 *
 * @typedef {{tip: HTMLElement, spoken: HTMLElement}} Stage
 */

/** @type {WeakMap<Node, Stage>} */
const stages = new WeakMap();

/** The mark of each chart that is told about. @type {WeakMap<SVGElement, SVGElement>} */
const current = new WeakMap();

/**
 * Makes a chart that is in a document or in a shadow tree answer.
 *
 * @param {SVGSVGElement} svg
 */
export function enliven(svg) {
  const marks = /** @type {SVGElement[]} */ ([...svg.querySelectorAll("[data-label]")]);
  if (marks.length === 0) return;
  const { spoken, tip } = stageOf(svg);
  // The browser's own tooltip would stand over ours; the name is an attribute as well.
  svg.querySelector("title")?.remove();
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-roledescription", "chart");
  svg.setAttribute("aria-description", "The arrow keys read its values.");
  svg.tabIndex = 0;
  svg.addEventListener("pointermove", (event) => show(svg, markAt(event)));
  svg.addEventListener("pointerdown", (event) => show(svg, markAt(event)));
  svg.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && show(svg, undefined));
  svg.addEventListener("blur", () => show(svg, undefined));
  svg.addEventListener("keydown", (event) => {
    if (event.target !== svg) return;
    const from = current.get(svg);
    const next = step(event.key, from ? marks.indexOf(from) : -1, marks.length);
    if (next === undefined) return;
    event.preventDefault();
    show(svg, marks[next]);
    spoken.textContent = tip.innerText;
  });
  for (const toggle of svg.querySelectorAll("[data-toggle]")) makeSwitch(svg, /** @type {SVGElement} */ (toggle));
}

/**
 * Returns what the charts around a chart share; the first one makes it.
 *
 * @param {SVGSVGElement} svg
 * @returns {Stage}
 */
function stageOf(svg) {
  const root = /** @type {Document | ShadowRoot} */ (svg.getRootNode());
  const known = stages.get(root);
  if (known) return known;
  const tip = Object.assign(document.createElement("div"), { className: "tip", hidden: true });
  const spoken = Object.assign(document.createElement("div"), { className: "spoken" });
  spoken.setAttribute("aria-live", "polite");
  const style = Object.assign(document.createElement("style"), { textContent: STYLE });
  if (root instanceof Document) {
    root.head.append(style);
    root.body.append(tip, spoken);
  } else {
    root.append(style, tip, spoken);
  }
  const hideAll = () => {
    for (const chart of root.querySelectorAll("svg.oriel")) show(/** @type {SVGSVGElement} */ (chart), undefined);
  };
  root.addEventListener("keydown", (event) => /** @type {KeyboardEvent} */ (event).key === "Escape" && hideAll());
  root.addEventListener("pointerdown", (event) => markAt(event) || hideAll());
  const stage = { tip, spoken };
  stages.set(root, stage);
  return stage;
}

/**
 * Returns the index to which a key leads, none if it leads nowhere.
 *
 * @param {string} key
 * @param {number} from the index of the current mark, -1 for none
 * @param {number} count
 */
function step(key, from, count) {
  if (key === "ArrowRight" || key === "ArrowDown") return Math.min(from + 1, count - 1);
  if (key === "ArrowLeft" || key === "ArrowUp") return from < 0 ? count - 1 : Math.max(from - 1, 0);
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  return undefined;
}

/**
 * Returns the mark under a pointer.
 *
 * @param {Event} event
 * @returns {SVGElement | undefined}
 */
function markAt(event) {
  // The first of the path, since the target of what comes out of a shadow tree is its host.
  const [target] = event.composedPath();
  return target instanceof Element ? (target.closest("svg.oriel [data-label]") ?? undefined) : undefined;
}

/**
 * Tells about a mark of a chart, or about none.
 *
 * @param {SVGSVGElement} svg
 * @param {SVGElement | undefined} mark
 */
function show(svg, mark) {
  const before = current.get(svg);
  if (before === mark) return;
  const { tip } = stageOf(svg);
  before?.classList.remove("on");
  tip.hidden = mark === undefined;
  if (mark === undefined) {
    current.delete(svg);
    return;
  }
  current.set(svg, mark);
  mark.classList.add("on");
  tip.replaceChildren(heading(mark), ...rows(svg, mark));
  const [at, whole] = [mark.getBoundingClientRect(), svg.getBoundingClientRect()];
  const middle = at.left + at.width / 2;
  const isLeft = middle < whole.left + whole.width / 2;
  const x = at.height > whole.height / 2 ? (isLeft ? at.right + 8 : at.left - tip.offsetWidth - 8) : middle - tip.offsetWidth / 2;
  const above = at.height > whole.height / 2 ? at.top + 8 : at.top - tip.offsetHeight - 8;
  const y = above < 0 ? at.bottom + 8 : above;
  // Places are those of the window; the tip stands in the page, or in the host of its shadow tree.
  const root = svg.getRootNode();
  const origin = root instanceof ShadowRoot ? root.host.getBoundingClientRect() : { left: -scrollX, top: -scrollY };
  tip.style.left = `${Math.max(4, Math.min(x, document.documentElement.clientWidth - tip.offsetWidth - 4)) - origin.left}px`;
  tip.style.top = `${y - origin.top}px`;
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
 * @param {SVGSVGElement} svg
 * @param {SVGElement} mark
 */
function rows(svg, mark) {
  const { names, colours } = mark.parentElement?.dataset ?? {};
  const [series, classes] = [names?.split("|"), colours?.split("|")];
  return (mark.dataset.value ?? "").split("|").flatMap((figure, index) => {
    const row = document.createElement("div");
    const colour = classes?.[index];
    if (!series || colour === undefined) {
      row.textContent = figure;
      return [row];
    }
    const group = svg.querySelector(`[data-series="${CSS.escape(colour)}"]`);
    if (figure === "" || group?.classList.contains("gone")) return [];
    const [swatch, value] = [document.createElement("i"), document.createElement("span")];
    swatch.style.background = group ? getComputedStyle(group).getPropertyValue("--c") : "";
    value.textContent = figure;
    row.append(swatch, series[index] ?? "", value);
    return [row];
  });
}

/**
 * Makes an entry of the legend a switch of its series.
 *
 * @param {SVGSVGElement} svg
 * @param {SVGElement} toggle
 */
function makeSwitch(svg, toggle) {
  const series = /** @type {NodeListOf<SVGElement>} */ (svg.querySelectorAll(`[data-series="${CSS.escape(toggle.dataset.toggle ?? "")}"]`));
  if (series.length === 0) return;
  toggle.parentElement?.removeAttribute("aria-hidden");
  toggle.setAttribute("role", "switch");
  toggle.setAttribute("aria-checked", "true");
  toggle.setAttribute("aria-label", toggle.textContent ?? "");
  toggle.tabIndex = 0;
  const flip = () => {
    const isOn = !toggle.classList.toggle("off");
    toggle.setAttribute("aria-checked", String(isOn));
    for (const group of series) {
      group.classList.toggle("gone", !isOn);
      group.style.display = isOn ? "" : "none";
    }
  };
  toggle.addEventListener("click", flip);
  toggle.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    flip();
  });
}
