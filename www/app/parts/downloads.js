// @ts-check
/** What is shown, as a file: figures as CSV or JSON, the chart as SVG or PNG. @module */

import * as insights from "../api/insights.js";
import { csvOfRows } from "../csv.js";
import { make } from "../dom.js";
import { tableOf } from "../oriel/figures.js";
import { render } from "../engine.js";
import { tell } from "../shell.js";
import { shownTheme } from "../theme.js";
import { menu } from "./menu.js";

/** @typedef {import("./chart.js").Drawn} Drawn */
/** @typedef {import("../source.js").Source} Source */

/** The size of pictures, that of previews of links, and how many pixels a point of a PNG has. */
const SIZE = { width: 1200, height: 630 };
const DENSITY = 2;

/**
 * Returns the menu of the files.
 *
 * @param {Source} source
 * @param {insights.Insight} insight
 * @param {() => Drawn | undefined} drawn gives what is shown
 */
export function downloads(source, insight, drawn) {
  const entry = (/** @type {string} */ name, /** @type {string} */ extension, /** @type {(drawn: Drawn) => Promise<Blob> | Blob} */ make) => ({
    name,
    run: async () => {
      const shown = drawn();
      if (!shown) return tell(new Error("There is nothing to download until the chart is drawn."));
      try {
        save(await make(shown), `${slug(shown.title)}.${extension}`);
      } catch (error) {
        tell(error);
      }
    },
  });
  return menu("Download", "Download", [
    entry("Figures (CSV)", "csv", (shown) => csvOf(source, insight, shown)),
    entry("Figures (JSON)", "json", ({ response }) => new Blob([JSON.stringify(response, null, 2)], { type: "application/json" })),
    entry("Chart (SVG)", "svg", (shown) => new Blob([svgOf(shown)], { type: "image/svg+xml" })),
    entry("Chart (PNG)", "png", (shown) => pngOf(svgOf(shown))),
  ]);
}

/**
 * Returns the figures as CSV: those of the server when what is kept is shown, else those of the chart.
 *
 * @param {Source} source
 * @param {insights.Insight} insight
 * @param {Drawn} shown
 */
async function csvOf(source, insight, shown) {
  const isKept = source.kind === "server" && insight.id > 0 && JSON.stringify(insight.query) === JSON.stringify(shown.query);
  const text = isKept ? await insights.csv(source.place, insight.id) : csvOfChart(shown);
  return new Blob([text], { type: "text/csv" });
}

/** @param {Drawn} shown */
function csvOfChart(shown) {
  const svg = new DOMParser().parseFromString(svgOf(shown), "image/svg+xml").querySelector("svg");
  const table = svg && tableOf(svg);
  if (!table) throw new Error("The chart has no figures.");
  return csvOfRows([...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent ?? "")));
}

/** @param {Drawn} shown */
const svgOf = ({ query, response, title, now }) => render(query, response, { ...SIZE, title, now, heading: true, theme: shownTheme() });

/** Draws an SVG into a PNG. @param {string} svg @returns {Promise<Blob>} */
async function pngOf(svg) {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = make("canvas", { width: SIZE.width * DENSITY, height: SIZE.height * DENSITY });
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const { promise, resolve, reject } = /** @type {PromiseWithResolvers<Blob>} */ (Promise.withResolvers());
  canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The picture could not be drawn."))), "image/png");
  return promise;
}

/** Returns a name of a file. @param {string} title */
const slug = (title) => title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "insight";

/** @param {Blob} blob @param {string} name */
function save(blob, name) {
  const url = URL.createObjectURL(blob);
  make("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
