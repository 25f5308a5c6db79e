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
 * its height is that of its `style`, or 3/5 of its width up to 400 px.
 *
 * @module
 */

import { tableOf } from "./figures.js";
import { enliven } from "./interaction.js";

const STYLE = `
:host{display:block;position:relative;contain:layout style;container-type:inline-size;min-height:7.5rem;color-scheme:light dark;
--ink:light-dark(#1d1f27,#e8e9ee);--paper:light-dark(#fff,#14171f)}
:host([hidden]){display:none}:host([theme=light]){color-scheme:light}:host([theme=dark]){color-scheme:dark}
svg,iframe{display:block;width:100%;border:0}
p{margin:0;padding:1rem;font:14px/1.5 system-ui,sans-serif;color:var(--ink)}button{font:inherit}
details{font:13px/1.5 system-ui,sans-serif;color:var(--ink);overflow-x:auto}summary{cursor:pointer;padding:.5rem}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{padding:.25rem .5rem;text-align:right}tr>:first-child{text-align:left}`;

/** Widths are rounded to this, so that few drawings are asked for while a window changes. */
const WIDTH_STEP = 40;

/** How long the width must rest before it is drawn anew, in milliseconds. */
const REST = 150;

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
  #isVisible = false;
  #width = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  /** @type {AbortController | undefined} */ #loading;
  #resizes = new ResizeObserver(([entry]) => this.#resized(entry.contentRect.width));
  #sights = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.#seen(), {
    rootMargin: "200px",
  });

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
    this.#resizes.observe(this);
    if (this.getAttribute("loading") === "lazy") this.#sights.observe(this);
    else this.#seen();
  }

  disconnectedCallback() {
    this.#resizes.disconnect();
    this.#sights.disconnect();
    this.#loading?.abort();
    clearTimeout(this.#timer);
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

  /** @param {number} width */
  #resized(width) {
    const rounded = Math.max(WIDTH_STEP * 3, Math.round(width / WIDTH_STEP) * WIDTH_STEP);
    if (width === 0 || rounded === this.#width) return;
    const isFirst = this.#width === 0;
    this.#width = rounded;
    this.#change(isFirst ? 0 : REST);
  }

  /** @param {number} [delay] */
  #change(delay = 0) {
    if (!this.isConnected || !this.#isVisible || this.#width === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(), delay);
  }

  async #show() {
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
    const own = this.style.height || this.style.blockSize ? this.clientHeight : 0;
    return {
      width: this.#width,
      height: own || Math.min(400, Math.round(this.#width * 0.6)),
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
    return isDrawing ? svgOf(await answer.text()) : frameOf(source);
  }

  /** @param {SVGSVGElement | HTMLIFrameElement} drawn */
  #place(drawn) {
    drawn.setAttribute("part", drawn instanceof SVGSVGElement ? "chart" : "frame");
    this.#content.replaceChildren(drawn);
    if (drawn instanceof SVGSVGElement) {
      const table = tableOf(drawn);
      enliven(drawn);
      if (table) this.#content.append(detailsOf(table));
    }
    this.dispatchEvent(new CustomEvent("oriel-drawn"));
  }

  /** @param {unknown} error */
  #fail(error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = Object.assign(document.createElement("p"), { textContent: `The chart cannot be shown: ${reason} ` });
    message.setAttribute("role", "alert");
    message.setAttribute("part", "message");
    const again = Object.assign(document.createElement("button"), { textContent: "Try again", type: "button" });
    again.addEventListener("click", () => this.refresh());
    message.append(again);
    this.#content.replaceChildren(message);
    this.dispatchEvent(new CustomEvent("oriel-error", { detail: error }));
  }
}

/**
 * Returns a drawing as an element, without anything that could run.
 *
 * @param {string} text
 */
function svgOf(text) {
  const svg = /** @type {Element} */ (new DOMParser().parseFromString(text, "image/svg+xml").documentElement);
  if (!(svg instanceof SVGSVGElement)) throw new Error("the answer is not a drawing.");
  for (const element of [svg, ...svg.querySelectorAll("*")]) {
    if (["script", "foreignObject"].includes(element.localName)) element.remove();
    for (const { name } of [...element.attributes]) if (/^on|href$/i.test(name)) element.removeAttribute(name);
  }
  return document.importNode(svg, true);
}

/**
 * Returns a frame with the page of a shared link; it is as high as the page says.
 *
 * @param {string} source
 */
function frameOf(source) {
  const frame = document.createElement("iframe");
  frame.src = new URL(source, document.baseURI).href.replace("/shared/", "/embedded/");
  frame.title = "Insight";
  frame.style.height = "400px";
  const resize = (/** @type {MessageEvent} */ { source, data }) => {
    if (!frame.isConnected) removeEventListener("message", resize);
    else if (source === frame.contentWindow && data?.jsonrpc === "2.0" && data.method === "oriel.resized")
      frame.style.height = `${data.params.height}px`;
  };
  addEventListener("message", resize);
  return frame;
}

/** @param {HTMLTableElement} table */
function detailsOf(table) {
  const details = document.createElement("details");
  details.append(Object.assign(document.createElement("summary"), { textContent: "Figures as a table" }), table);
  details.setAttribute("part", "table");
  return details;
}

if (!customElements.get("oriel-insight")) customElements.define("oriel-insight", OrielInsight);
