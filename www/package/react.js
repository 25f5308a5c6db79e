// @ts-check
/**
 * `<OrielInsight>` for React: the custom element with its data as properties.
 *
 * ```jsx
 * <OrielInsight src="https://oriel.example/shared/TOKEN" theme="auto" />
 * <OrielInsight query={query} response={response} style={{ height: 320 }} />
 * ```
 * @module
 */

import { createElement, useEffect, useRef } from "react";

/**
 * @typedef {object} OrielInsightProps
 * @property {string} [src] the address of a shared link
 * @property {"auto" | "light" | "dark"} [theme] its colours
 * @property {string} [locale] whose marks stand between digits
 * @property {boolean} [heading] whether the title is drawn too
 * @property {"eager" | "lazy"} [loading] whether it waits until it is near the window
 * @property {object} [query] the query node that is drawn
 * @property {object} [response] what `evaluate()` or the insights API returned for it
 * @property {import("./index.js").Dataset} [events] the events to evaluate when there is no response
 * @property {import("./index.js").EvaluateOptions} [options] the options of the evaluation
 * @property {string} [className]
 * @property {Record<string, string | number>} [style]
 */

/**
 * Shows a chart.
 *
 * @param {OrielInsightProps} props
 * @returns {import("react").ReactElement}
 */
export function OrielInsight({ query, response, events, options, heading, className, ...attributes }) {
  const element = useRef(/** @type {import("./element.js").OrielInsight | null} */ (null));
  useEffect(() => {
    // Only in a browser: a server that renders has no elements to define.
    import("./element.js").then(() => {
      if (element.current) Object.assign(element.current, { query, response, events, options });
    });
  }, [query, response, events, options]);
  return createElement("oriel-insight", { ref: element, class: className, heading: heading ? "" : undefined, ...attributes });
}
