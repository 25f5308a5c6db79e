// @ts-check
/** An answer as a chart that answers to pointer and keyboard, with its figures as a table. @module */

import { make } from "../dom.js";
import { tableOf } from "../oriel/figures.js";
import init, { render } from "../engine.js";
import { enliven, leave } from "../oriel/interaction.js";
import { theme } from "../theme.js";

/** @typedef {import("../query.js").Query} Query */
/** @typedef {{query: Query, response: any, title: string, now?: number | string}} Drawn what a chart shows */

/** Returns how high a chart is that fills the width of a page. @param {number} width */
const usualHeight = (width) => Math.round(Math.min(480, Math.max(280, width * 0.5)));

/** A box with a chart, as wide as there is room, and the figures of it. */
export class Chart {
  /** @type {Drawn | undefined} */
  #drawn;
  /** @type {Drawn | undefined} what is drawn once the engine is there */
  #coming;
  /** The size at which it is drawn. */
  #size = { width: 0, height: 0 };
  /** The series that the reader switched off. @type {Set<string>} */
  #off = new Set();
  #table = make("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": "Figures" });
  #resizes = new ResizeObserver(() => requestAnimationFrame(() => this.#fit()));

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
    this.#coming = drawn;
    await init();
    if (this.#coming !== drawn) return;
    this.#drawn = drawn;
    this.box.removeAttribute("aria-busy");
    this.#draw();
  }

  /** Shows a sentence in the place of an answer. @param {string} text */
  tell(text) {
    this.#drawn = this.#coming = undefined;
    this.figures.hidden = true;
    leave(this.box);
    this.box.replaceChildren(make("p", { className: "loading" }, text));
    this.box.removeAttribute("aria-busy");
  }

  /** Says that an answer is on its way; what is shown stays. */
  wait() {
    this.#coming = undefined;
    if (!this.#drawn) this.tell("Loading…");
    this.box.setAttribute("aria-busy", "true");
  }

  /** Says that what is shown is the answer. */
  stay() {
    this.box.removeAttribute("aria-busy");
  }

  /** Ends what the chart listens to. */
  close() {
    this.#resizes.disconnect();
    removeEventListener("oriel-theme", this.#redraw);
    leave(this.box);
  }

  /** Draws anew for another size of the box. */
  #fit() {
    if (!this.#drawn || this.box.clientWidth === 0) return;
    const { width, height } = this.#room();
    if (width !== this.#size.width || height !== this.#size.height) this.#draw();
  }

  /** Returns the size of a drawing that fills the box. */
  #room() {
    const { box } = this;
    const style = getComputedStyle(box);
    const space = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    // What fills a screen is read from afar: it is drawn smaller, and shown larger.
    const zoom = document.fullscreenElement ? Math.min(2, Math.max(1, innerWidth / 1280)) : 1;
    return { width: Math.floor(space / zoom), height: Math.floor(this.heightOf(space) / zoom) };
  }

  #draw() {
    const { box } = this;
    if (!this.#drawn || box.clientWidth === 0) return;
    const { query, response, title, now } = this.#drawn;
    this.#size = this.#room();
    leave(box);
    box.innerHTML = render(query, response, { ...this.#size, now, title, theme: theme() });
    const svg = box.querySelector("svg");
    const table = svg && tableOf(svg);
    this.figures.hidden = !table;
    if (table) this.#table.replaceChildren(table);
    if (svg) enliven(svg, this.#off);
  }
}
