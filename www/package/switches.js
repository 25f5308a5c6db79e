// @ts-check
/** The entries of a chart's legend as switches of their series. @module */

/**
 * Makes the entries of a legend switches. Those of series that are off already are off from the beginning.
 *
 * @param {SVGSVGElement} svg
 * @param {Set<string>} off the series that are switched off, by what the legend calls them; the switches change it
 * @param {() => void} changed called after each switch
 */
export function makeSwitches(svg, off, changed) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const toggle of /** @type {NodeListOf<SVGElement>} */ (svg.querySelectorAll("[data-toggle]"))) {
    const name = toggle.textContent?.trim() ?? "";
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    // Not by number: in the next drawing the same series may stand elsewhere. Those of one name differ by their order.
    makeSwitch(svg, toggle, { name, key: count > 1 ? `${name} ${count}` : name, off, changed });
  }
  settle(svg);
}

/**
 * Lets each bar of a stack stand on those below it that are shown. `data-stack` is the height of zero.
 *
 * @param {SVGSVGElement} svg
 */
function settle(svg) {
  /** How much of each stack is not shown, up from zero or down. @type {Map<string, number>} */
  const gone = new Map();
  for (const group of /** @type {NodeListOf<SVGElement>} */ (svg.querySelectorAll("[data-stack]"))) {
    for (const bar of group.querySelectorAll("rect")) {
      const way = bar.y.baseVal.value < Number(group.dataset.stack) ? 1 : -1;
      const stack = `${bar.x.baseVal.value} ${way}`;
      const below = gone.get(stack) ?? 0;
      bar.style.translate = `0 ${below * way}px`;
      if (group.classList.contains("gone")) gone.set(stack, below + bar.height.baseVal.value);
    }
  }
}

/**
 * Makes an entry of the legend a switch of its series.
 *
 * @param {SVGSVGElement} svg
 * @param {SVGElement} toggle
 * @param {{name: string, key: string, off: Set<string>, changed: () => void}} series
 */
function makeSwitch(svg, toggle, { name, key, off, changed }) {
  const groups = /** @type {NodeListOf<SVGElement>} */ (svg.querySelectorAll(`[data-series="${CSS.escape(toggle.dataset.toggle ?? "")}"]`));
  if (groups.length === 0) return;
  toggle.parentElement?.removeAttribute("aria-hidden");
  toggle.setAttribute("role", "switch");
  toggle.setAttribute("aria-label", name);
  toggle.tabIndex = 0;
  const show = () => {
    const isOff = off.has(key);
    toggle.classList.toggle("off", isOff);
    toggle.setAttribute("aria-checked", String(!isOff));
    for (const group of groups) {
      group.classList.toggle("gone", isOff);
      group.style.display = isOff ? "none" : "";
    }
  };
  const flip = () => {
    if (!off.delete(key)) off.add(key);
    show();
    settle(svg);
    changed();
  };
  show();
  toggle.addEventListener("click", flip);
  toggle.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    flip();
  });
}
