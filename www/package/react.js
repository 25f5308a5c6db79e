// @ts-check
"use client";
/**
 * `<OrielInsight>` for React: the custom element with its data as properties.
 *
 * ```jsx
 * <OrielInsight src="https://oriel.example/shared/TOKEN" theme="auto" />
 * <OrielInsight query={query} response={response} style={{ height: 320 }} onError={({ detail }) => report(detail)} />
 * ```
 *
 * Its `ref` is the element: `ref.current.refresh()` draws anew. It has the element's methods once that is loaded, which
 * `onDrawn` tells at the latest.
 * @module
 */

import { createElement, forwardRef, useEffect, useImperativeHandle, useRef } from "react";

/** @typedef {import("./element.js").OrielInsight} OrielInsightElement */

/**
 * What the chart takes, besides the attributes of any element.
 *
 * @typedef {object} ChartProps
 * @property {string} [src] the address of a shared link
 * @property {"auto" | "light" | "dark"} [theme] its colours
 * @property {string} [locale] whose marks stand between digits
 * @property {boolean} [heading] whether the title is drawn too
 * @property {"eager" | "lazy"} [loading] whether it waits until it is near the window
 * @property {object} [query] the query node that is drawn
 * @property {object} [response] what `evaluate()` or the insights API returned for it
 * @property {import("./index.js").Dataset} [events] the events to evaluate when there is no response
 * @property {import("./index.js").EvaluateOptions} [options] the options of the evaluation
 * @property {(event: CustomEvent<undefined>) => void} [onDrawn] called after each drawing
 * @property {(event: CustomEvent<unknown>) => void} [onError] called when there is no chart; `detail` is the error
 */

/** @typedef {Omit<import("react").HTMLAttributes<OrielInsightElement>, keyof ChartProps> & ChartProps} OrielInsightProps */

/**
 * Shows a chart.
 *
 * @type {import("react").ForwardRefExoticComponent<OrielInsightProps & import("react").RefAttributes<OrielInsightElement>>}
 */
export const OrielInsight = forwardRef(OrielInsightWithRef);
OrielInsight.displayName = "OrielInsight";

/**
 * @param {OrielInsightProps} props
 * @param {import("react").ForwardedRef<OrielInsightElement>} ref
 */
function OrielInsightWithRef({ query, response, events, options, heading, className, onDrawn, onError, ...attributes }, ref) {
  const element = useRef(/** @type {OrielInsightElement | null} */ (null));
  useImperativeHandle(ref, () => /** @type {OrielInsightElement} */ (element.current), []);
  useListener(element, "oriel-drawn", onDrawn);
  useListener(element, "oriel-error", onError);
  useEffect(() => {
    let isCurrent = true;
    const ifCurrent = (/** @type {(element: OrielInsightElement) => void} */ run) => isCurrent && element.current && run(element.current);
    // Only in a browser: a server that renders has no elements to define.
    import("./element.js").then(
      () => ifCurrent((element) => Object.assign(element, { query, response, events, options })),
      (error) => ifCurrent((element) => element.dispatchEvent(new CustomEvent("oriel-error", { detail: error }))),
    );
    return () => void (isCurrent = false);
  }, [query, response, events, options]);
  return createElement("oriel-insight", { ref: element, class: className, heading: heading ? "" : undefined, ...attributes });
}

/**
 * Has a function hear an element's events of a name.
 *
 * @param {import("react").RefObject<OrielInsightElement | null>} element
 * @param {string} name
 * @param {((event: CustomEvent<any>) => void) | undefined} hear
 */
function useListener(element, name, hear) {
  useEffect(() => {
    const { current } = element;
    const listener = /** @type {EventListener | undefined} */ (hear);
    if (!current || !listener) return;
    current.addEventListener(name, listener);
    return () => current.removeEventListener(name, listener);
  }, [element, name, hear]);
}
