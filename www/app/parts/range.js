// @ts-check
/** Ranges of time to choose from. @module */

/** @type {[from: string, name: string][]} */
export const RANGES = [
  ["dStart", "Today"],
  ["-7d", "Last 7 days"],
  ["-14d", "Last 14 days"],
  ["-30d", "Last 30 days"],
  ["-90d", "Last 90 days"],
  ["-180d", "Last 180 days"],
  ["-1y", "Last 12 months"],
  ["mStart", "This month"],
  ["yStart", "This year"],
  ["all", "All time"],
];

/**
 * Returns what the range of a dashboard is called.
 *
 * @param {{date_from?: string | null, date_to?: string | null}} range
 */
export function rangeName({ date_from, date_to }) {
  if (!date_from) return "Each insight's own";
  const known = RANGES.find(([from]) => from === date_from);
  return `The dashboard's: ${known && !date_to ? known[1].toLowerCase() : `${date_from} to ${date_to ?? "now"}`}`;
}
