// @ts-check
/** The range of a dashboard, in words. @module */

import { PRESETS, presetOf } from "../editor/ranges.js";

/**
 * Returns what the range of a dashboard is called.
 *
 * @param {import("../editor/ranges.js").DateRange} range
 */
export function rangeName(range) {
  const { date_from, date_to } = range;
  if (!date_from) return "Each insight's own";
  const known = PRESETS.find(([preset]) => preset === presetOf(range));
  return `The dashboard's: ${known ? known[1].toLowerCase() : `${date_from} to ${date_to ?? "now"}`}`;
}
