// @ts-check
/**
 * `<oriel-insight>`: a live chart in a page.
 *
 * ```html
 * <script type="module" src="https://oriel.example/oriel/element.js"></script>
 * <oriel-insight src="https://oriel.example/shared/TOKEN" theme="auto"></oriel-insight>
 * ```
 *
 * With `src` the server draws: the element loads one SVG, as wide as it is itself, and no engine. What the server does not
 * give as a drawing (a view behind a password, a link that shows nothing) is shown in a frame; of a dashboard the first
 * chart is drawn. With the properties `query` and `response`, or `query` and `events`, the chart is drawn here, and the
 * engine is loaded for it.
 *
 * It is styled by the custom properties of `docs/embed.md` and by `::part(chart)`, `::part(table)` and `::part(message)`;
 * its height is that of its `style`, in which the table is scrolled, or else that of a chart of 3/5 of its width, up to
 * 400 px, and what is below it.
 *
 * @module
 */

import { STYLE, SUMMARY_HEIGHT, detailsOf, fitFrame, frameOf, messageOf, svgOf } from "./contents.js";
import { tableOf } from "./figures.js";
import { enliven, leave } from "./interaction.js";

/** Widths are rounded to this, so that few drawings are asked for while a window changes. */
const WIDTH_STEP = 40;

/** How long the size must rest before it is drawn anew, in milliseconds. */
const REST = 150;

/** No drawing is lower than this. */
const LEAST_HEIGHT = 120;

const ATTRIBUTES = ["src", "theme", "locale", "heading"];
const PROPERTIES = ["query", "response", "events", "options"];

/** A chart: of a shared link (`src`), or of data (`query` with `response` or `events`). */
export class OrielInsight extends HTMLElement {
  static observedAttributes = ATTRIBUTES;

  /** @type {object | undefined} */ #query;
  /** @type {object | undefined} */ #response;
  /** @type {import("./index.js").Dataset | undefined} */ #events;
  /** @type {import("./index.js").EvaluateOptions | undefined} */ #options;
  #content = document.createElement("div");
  /** The series that the reader switched off. @type {Set<string>} */
  #off = new Set();
  #isVisible = false;
  /** The size for which it is to be drawn: no width while there is none, no height where that follows the width. */
  #width = 0;
  #height = 0;
  /** The size for which it was drawn; none when it is to be drawn anew for any. */
  #drawnSize = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  /** @type {AbortController | undefined} */ #loading;
  #resizes = new ResizeObserver(([entry]) => this.#resized(entry.contentRect));
  #sights = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.#seen(), {
    rootMargin: "200px",
  });
  #fit = (/** @type {MessageEvent} */ message) => fitFrame(this.#content.querySelector("iframe"), message);

  constructor() {
    super();
    const style = Object.assign(document.createElement("style"), { textContent: STYLE });
    this.attachShadow({ mode: "open" }).append(style, this.#content);
  }

  /** The query node that is drawn. */
  get query() { return this.#query; }
  set query(query) { this.#query = query; this.#change(); }

  /** What `evaluate()` or the insights API returned for the query. */
  get response() { return this.#response; }
  set response(response) { this.#response = response; this.#change(); }

  /** The events over which the query is evaluated when there is no response. */
  get events() { return this.#events; }
  set events(events) { this.#events = events; this.#change(); }

  /** The options of `evaluate()`: time zone, moment, definitions. */
  get options() { return this.#options; }
  set options(options) { this.#options = options; this.#change(); }

  connectedCallback() {
    for (const name of PROPERTIES) this.#adopt(name);
    addEventListener("message", this.#fit);
    this.#resizes.observe(this);
    if (this.getAttribute("loading") === "lazy") this.#sights.observe(this);
    else this.#seen();
  }

  disconnectedCallback() {
    this.#resizes.disconnect();
    this.#sights.disconnect();
    this.#loading?.abort();
    removeEventListener("message", this.#fit);
    clearTimeout(this.#timer);
    leave(this.#content);
    this.#width = 0;
  }

  attributeChangedCallback() {
    this.#change();
  }

  /** Draws anew, from the server or from the data. */
  refresh() {
    this.#change();
  }

  /**
   * Takes over a property that was set before the element was defined.
   *
   * @param {string} name
   */
  #adopt(name) {
    if (!Object.hasOwn(this, name)) return;
    const self = /** @type {Record<string, any>} */ (/** @type {unknown} */ (this));
    const value = self[name];
    delete self[name];
    self[name] = value;
  }

  #seen() {
    this.#sights.disconnect();
    this.#isVisible = true;
    this.#change();
  }

  /** @param {{width: number, height: number}} size */
  #resized({ width, height }) {
    const isFixed = hasHeight(this.style);
    this.#content.classList.toggle("fixed", isFixed);
    if (width === 0) return;
    const isFirst = this.#width === 0;
    const before = this.#size;
    this.#width = Math.max(WIDTH_STEP * 3, Math.round(width / WIDTH_STEP) * WIDTH_STEP);
    this.#height = isFixed ? Math.floor(height) : 0;
    if (this.#size !== before) this.#plan(isFirst ? 0 : REST);
  }

  get #size() {
    return `${this.#width} × ${this.#height}`;
  }

  #change() {
    this.#drawnSize = "";
    this.#plan(0);
  }

  /** Draws after a while, unless what is there is of the same size by then. @param {number} delay */
  #plan(delay) {
    if (!this.isConnected || !this.#isVisible || this.#width === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#size !== this.#drawnSize && this.#show(), delay);
  }

  async #show() {
    this.#drawnSize = this.#size;
    this.#loading?.abort();
    const loading = (this.#loading = new AbortController());
    this.setAttribute("aria-busy", "true");
    try {
      const drawn = this.#query ? await this.#drawHere() : await this.#drawThere(loading.signal);
      if (!loading.signal.aborted && drawn) this.#place(drawn);
    } catch (error) {
      if (!loading.signal.aborted) this.#fail(error);
    } finally {
      if (!loading.signal.aborted) this.removeAttribute("aria-busy");
    }
  }

  /** How the chart is wanted: what the server and the engine take alike. */
  get #drawing() {
    return {
      width: this.#width,
      height: this.#height ? Math.max(LEAST_HEIGHT, this.#height - SUMMARY_HEIGHT) : Math.min(400, Math.round(this.#width * 0.6)),
      theme: /** @type {"auto" | "light" | "dark"} */ (this.getAttribute("theme") ?? "auto"),
      heading: this.hasAttribute("heading"),
      ...(this.getAttribute("locale") && { locale: this.getAttribute("locale") ?? undefined }),
    };
  }

  /** @returns {Promise<SVGSVGElement | undefined>} */
  async #drawHere() {
    const { default: init, evaluate, render } = await import("./index.js");
    await init();
    const query = this.#query;
    const response = this.#response ?? (this.#events && query && evaluate(this.#events, query, this.#options));
    return query && response && svgOf(render(query, response, this.#drawing));
  }

  /**
   * Loads the drawing of a shared link; shows the link's page in a frame when there is none.
   *
   * @param {AbortSignal} signal
   * @returns {Promise<SVGSVGElement | HTMLIFrameElement | undefined>}
   */
  async #drawThere(signal) {
    const source = this.getAttribute("src");
    if (!source) return undefined;
    const url = new URL(source, document.baseURI);
    url.pathname = `${url.pathname.replace(/\.\w+$|\/$/, "")}.svg`;
    for (const [name, value] of Object.entries(this.#drawing)) url.searchParams.set(name, String(value));
    const answer = await fetch(url, { signal, credentials: "omit" });
    const isDrawing = answer.ok && answer.headers.get("content-type")?.startsWith("image/svg+xml");
    return isDrawing ? svgOf(await answer.text()) : frameOf(source, this.#content.querySelector("iframe"));
  }

  /** @param {SVGSVGElement | HTMLIFrameElement} drawn */
  #place(drawn) {
    const isOpen = this.#content.querySelector("details")?.open ?? false;
    // Put where it is already, a frame would begin anew.
    if (drawn !== this.#content.firstElementChild) this.#fill(drawn);
    if (drawn instanceof SVGSVGElement) {
      const table = tableOf(drawn);
      enliven(drawn, this.#off);
      if (table) this.#content.append(detailsOf(table, isOpen));
    }
    this.dispatchEvent(new CustomEvent("oriel-drawn"));
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#fill(messageOf(error, () => this.refresh()));
    this.dispatchEvent(new CustomEvent("oriel-error", { detail: error }));
  }

  /** @param {Element} content in the place of all that is shown */
  #fill(content) {
    leave(this.#content);
    this.#content.replaceChildren(content);
  }
}

/** Whether a style says how high an element is, rather than that its contents do. @param {CSSStyleDeclaration} style */
function hasHeight({ height, blockSize }) {
  const given = height || blockSize;
  return given !== "" && !/auto|content/.test(given);
}

if (!customElements.get("oriel-insight")) customElements.define("oriel-insight", OrielInsight);
