// Makes the charts of a shared view answer to pointer, touch and keyboard. The page is whole without it: this script
// only tells again, beside the mark that is pointed at, what the page's table has. docs/embed.md describes both the
// attributes that it reads and the messages that it sends.

/** The mark of each chart that is told about. */
const current = new WeakMap();

const tip = Object.assign(document.createElement("div"), { className: "tip", hidden: true });
const spoken = Object.assign(document.createElement("div"), { className: "spoken" });
spoken.setAttribute("aria-live", "polite");
const style = document.createElement("style");
style.textContent = `
.tip{position:absolute;z-index:1;pointer-events:none;max-width:20rem;padding:.5rem .625rem;border-radius:.375rem;
background:var(--ink);color:var(--paper);font:13px/1.4 system-ui,sans-serif;box-shadow:0 2px 8px #0004}
.tip[hidden]{display:none}.tip b{display:block}.tip div{display:flex;gap:.5rem;align-items:baseline}
.tip i{flex:none;width:.625rem;height:.625rem;border-radius:2px}.tip span{margin-left:auto;padding-left:.75rem;font-variant-numeric:tabular-nums}
.spoken{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
svg.oriel{touch-action:pan-y}svg.oriel .on{filter:brightness(1.12)}svg.oriel:focus-visible .on{outline:2px solid var(--ink);outline-offset:1px}
svg.oriel [data-toggle]{cursor:pointer}svg.oriel .off{opacity:.4}`;
document.head.append(style);
document.body.append(tip, spoken);

for (const svg of document.querySelectorAll("svg.oriel")) enliven(/** @type {SVGSVGElement} */ (svg));
addEventListener("keydown", (event) => event.key === "Escape" && hideAll());
addEventListener("pointerdown", (event) => markAt(event) || hideAll());
if (parent !== window) announceHeight();

/** @param {SVGSVGElement} svg */
function enliven(svg) {
  const marks = /** @type {SVGElement[]} */ ([...svg.querySelectorAll("[data-label]")]);
  const toggles = svg.querySelectorAll("[data-toggle]");
  if (marks.length === 0) return;
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
    const next = step(event.key, marks.indexOf(current.get(svg)), marks.length);
    if (next === undefined) return;
    event.preventDefault();
    show(svg, marks[next]);
    spoken.textContent = tip.innerText;
  });
  for (const toggle of toggles) makeSwitch(svg, /** @type {SVGElement} */ (toggle));
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
  return event.target instanceof Element ? (event.target.closest("svg.oriel [data-label]") ?? undefined) : undefined;
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
  before?.classList.remove("on");
  current.set(svg, mark);
  tip.hidden = mark === undefined;
  if (mark === undefined) return;
  mark.classList.add("on");
  tip.replaceChildren(heading(mark), ...rows(svg, mark));
  const [at, whole] = [mark.getBoundingClientRect(), svg.getBoundingClientRect()];
  const middle = at.left + at.width / 2;
  const isLeft = middle < whole.left + whole.width / 2;
  const x = at.height > whole.height / 2 ? (isLeft ? at.right + 8 : at.left - tip.offsetWidth - 8) : middle - tip.offsetWidth / 2;
  const above = at.height > whole.height / 2 ? at.top + 8 : at.top - tip.offsetHeight - 8;
  const y = above < 0 ? at.bottom + 8 : above;
  tip.style.left = `${scrollX + Math.max(4, Math.min(x, document.documentElement.clientWidth - tip.offsetWidth - 4))}px`;
  tip.style.top = `${scrollY + y}px`;
}

function hideAll() {
  for (const svg of document.querySelectorAll("svg.oriel")) show(/** @type {SVGSVGElement} */ (svg), undefined);
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

/** Tells the page around this one how high this one is, now and whenever that changes. */
function announceHeight() {
  const send = (/** @type {string} */ method, /** @type {object} */ params) =>
    parent.postMessage({ jsonrpc: "2.0", method: `oriel.${method}`, params }, "*");
  const measure = () => send("resized", { height: Math.ceil(document.body.getBoundingClientRect().height), width: innerWidth });
  send("ready", {});
  new ResizeObserver(measure).observe(document.body);
}
