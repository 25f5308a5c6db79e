// @ts-check
/** An answer as a chart that answers to pointer and keyboard, with its figures as a table. @module */

import { make } from "../dom.js";
import { tableOf } from "../oriel/figures.js";
import init, { render } from "../engine.js";
import { enliven } from "../oriel/interaction.js";
import { theme } from "../theme.js";

/** @typedef {import("../query.js").Query} Query */
/** @typedef {{query: Query, response: any, title: string, now?: number | string}} Drawn what a chart shows */

/** Returns how high a chart is that fills the width of a page. @param {number} width */
const usualHeight = (width) => Math.round(Math.min(480, Math.max(280, width * 0.5)));

/** A box with a chart, as wide as there is room, and the figures of it. */
export class Chart {
  /** @type {Drawn | undefined} */
  #drawn;
  #table = make("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": "Figures" });
  #resizes = new ResizeObserver(() => requestAnimationFrame(() => this.#draw()));

  /** @param {(width: number) => number} [heightOf] says how high the chart is, in CSS pixels */
  constructor(heightOf = usualHeight) {
    this.heightOf = heightOf;
    this.box = make("div", { className: "chart" });
    this.figures = make("details", { className: "figures", hidden: true }, make("summary", {}, "Figures as a table"), this.#table);
    this.#resizes.observe(this.box);
    addEventListener("oriel-theme", this.#redraw);
  }

  #redraw = () => this.#draw();

  /** Shows an answer. @param {Drawn} drawn */
  async show(drawn) {
    await init();
    this.#drawn = drawn;
    this.box.removeAttribute("aria-busy");
    this.#draw();
  }

  /** Shows a sentence in the place of an answer. @param {string} text */
  tell(text) {
    this.#drawn = undefined;
    this.figures.hidden = true;
    this.box.replaceChildren(make("p", { className: "loading" }, text));
  }

  /** Says that an answer is on its way; what is shown stays. */
  wait() {
    this.box.setAttribute("aria-busy", "true");
    if (!this.#drawn) this.tell("Loading…");
  }

  /** Says that what is shown is the answer. */
  stay() {
    this.box.removeAttribute("aria-busy");
  }

  /** Ends what the chart listens to. */
  close() {
    this.#resizes.disconnect();
    removeEventListener("oriel-theme", this.#redraw);
  }

  #draw() {
    const { box } = this;
    if (!this.#drawn || box.clientWidth === 0) return;
    const { query, response, title, now } = this.#drawn;
    const style = getComputedStyle(box);
    const space = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    // What fills a screen is read from afar: it is drawn smaller, and shown larger.
    const zoom = document.fullscreenElement ? Math.min(2, Math.max(1, innerWidth / 1280)) : 1;
    const [width, height] = [Math.floor(space / zoom), Math.floor(this.heightOf(space) / zoom)];
    box.innerHTML = render(query, response, { width, height, now, title, theme: theme() });
    const svg = box.querySelector("svg");
    const table = svg && tableOf(svg);
    this.figures.hidden = !table;
    if (table) this.#table.replaceChildren(table);
    if (svg) enliven(svg);
  }
}
