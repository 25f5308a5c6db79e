// @ts-check
/** An answer as a chart that answers to pointer and keyboard, with its figures as a table. @module */

import { make } from "../dom.js";
import { tableOf } from "../oriel/figures.js";
import init, { render } from "../engine.js";
import { enliven } from "../oriel/interaction.js";
import { theme } from "../theme.js";

/** @typedef {import("../query.js").Query} Query */
/** @typedef {{query: Query, response: any, title: string, now?: number | string}} Drawn what a chart shows */

/** A box with a chart, as wide as there is room, and below it the figures. */
export class Chart {
  /** @type {Drawn | undefined} */
  #drawn;
  #box = make("section", { id: "chart", className: "card", "aria-label": "Chart" });
  #table = make("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": "Figures" });
  #figures = make("details", { id: "figures" }, make("summary", {}, "Figures as a table"), this.#table);
  #resizes = new ResizeObserver(() => requestAnimationFrame(() => this.#draw()));

  /** @param {number} tallest in CSS pixels */
  constructor(tallest = 480) {
    this.tallest = tallest;
    this.elements = [this.#box, this.#figures];
    this.#resizes.observe(this.#box);
    addEventListener("oriel-theme", this.#redraw);
  }

  #redraw = () => this.#draw();

  /** Shows an answer. @param {Drawn} drawn */
  async show(drawn) {
    await init();
    this.#drawn = drawn;
    this.#box.removeAttribute("aria-busy");
    this.#draw();
  }

  /** Shows a sentence in the place of an answer. @param {string} text */
  tell(text) {
    this.#drawn = undefined;
    this.#figures.hidden = true;
    this.#box.replaceChildren(make("p", { className: "loading" }, text));
  }

  /** Says that an answer is on its way; what is shown stays. */
  wait() {
    this.#box.setAttribute("aria-busy", "true");
    if (!this.#drawn) this.tell("Loading…");
  }

  /** Ends what the chart listens to. */
  close() {
    this.#resizes.disconnect();
    removeEventListener("oriel-theme", this.#redraw);
  }

  #draw() {
    const box = this.#box;
    if (!this.#drawn || box.clientWidth === 0) return;
    const { query, response, title, now } = this.#drawn;
    const style = getComputedStyle(box);
    const width = Math.floor(box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight));
    const height = Math.round(Math.min(this.tallest, Math.max(280, width * 0.5)));
    box.innerHTML = render(query, response, { width, height, now, title, theme: theme() });
    const svg = box.querySelector("svg");
    const table = svg && tableOf(svg);
    this.#figures.hidden = !table;
    if (table) this.#table.replaceChildren(table);
    if (svg) enliven(svg);
  }
}
