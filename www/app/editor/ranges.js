// @ts-check
/** Ranges of dates as data: presets, how a range is given, and what it is compared with. @module */

/** @typedef {import("./definitions.js").Offer} Offer */
/** @typedef {{date_from?: string | null, date_to?: string | null, explicitDate?: boolean, [option: string]: any}} DateRange */

/** @type {Offer[]} */
export const PRESETS = [
  ["dStart", "Today"],
  ["-1dStart -1dEnd", "Yesterday"],
  ["-24h", "Last 24 hours"],
  ["-7d", "Last 7 days"],
  ["-14d", "Last 14 days"],
  ["-30d", "Last 30 days"],
  ["-90d", "Last 90 days"],
  ["-180d", "Last 180 days"],
  ["-1y", "Last 12 months"],
  ["-2y", "Last 2 years"],
  ["mStart", "This month"],
  ["-1mStart -1mEnd", "Last month"],
  ["yStart", "This year"],
  ["all", "All time"],
];

/** @type {Offer[]} */
export const INTERVALS = [
  ["second", "Second"],
  ["minute", "Minute"],
  ["hour", "Hour"],
  ["day", "Day"],
  ["week", "Week"],
  ["month", "Month"],
];

/** @type {Offer[]} */
export const COMPARISONS = [
  ["", "Nothing"],
  ["previous", "Period before"],
  ["-1d", "A day earlier"],
  ["-1w", "A week earlier"],
  ["-1m", "A month earlier"],
  ["-1q", "A quarter earlier"],
  ["-1y", "A year earlier"],
];

/** @type {Offer[]} */
export const WEEKDAYS = [
  ["1", "Mon"],
  ["2", "Tue"],
  ["3", "Wed"],
  ["4", "Thu"],
  ["5", "Fri"],
  ["6", "Sat"],
  ["7", "Sun"],
];

/** How a range is given. @typedef {"preset" | "dates" | "relative"} RangeForm */

/** Whether a text is a date of the calendar, with or without a time. @param {string | null | undefined} text */
const isDate = (text) => /^\d{4}-\d{1,2}(-\d{1,2})?/.test(text ?? "");

/** @param {DateRange | null | undefined} range */
export const presetOf = (range) => [range?.date_from ?? "-7d", range?.date_to].filter(Boolean).join(" ");

/**
 * Returns how a range is given.
 *
 * @param {DateRange | null | undefined} range
 * @returns {RangeForm}
 */
export function formOf(range) {
  if (PRESETS.some(([value]) => value === presetOf(range))) return "preset";
  return isDate(range?.date_from) || isDate(range?.date_to) ? "dates" : "relative";
}

/**
 * Returns a range that begins and ends as a preset does.
 *
 * @param {DateRange | null | undefined} range
 * @param {string} preset
 * @returns {DateRange}
 */
export function withPreset(range, preset) {
  const [date_from, date_to = null] = preset.split(" ");
  const { explicitDate, ...others } = range ?? {};
  return { ...others, date_from, date_to };
}

/**
 * Returns a range in another form, near to what it was.
 *
 * @param {DateRange | null | undefined} range
 * @param {"dates" | "relative"} form
 * @param {number} now
 * @param {string} [timezone] whose days count
 * @returns {DateRange}
 */
export function inForm(range, form, now, timezone = "UTC") {
  const { explicitDate, ...others } = range ?? {};
  if (form === "relative") return { ...others, date_from: "-28d", date_to: "-1d" };
  const today = dayAt(now, timezone);
  const before = new Date(Date.parse(today) - 30 * 86_400_000).toISOString().slice(0, 10);
  return { ...others, date_from: before, date_to: today };
}

/** Returns the day that a calendar in a time zone shows, such as `2026-01-31`. @param {number} time @param {string} timeZone */
function dayAt(time, timeZone) {
  const format = new Intl.DateTimeFormat("en", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}`;
}

/**
 * Returns what a query is compared with, as one of {@link COMPARISONS} or a relative date.
 *
 * @param {{compare?: boolean, compare_to?: string | null} | null | undefined} filter
 */
export const comparisonOf = (filter) => (filter?.compare ? filter.compare_to || "previous" : "");

/**
 * Returns the filter that compares with something.
 *
 * @param {any} filter
 * @param {string} comparison
 */
export function withComparison(filter, comparison) {
  const { compare, compare_to, ...others } = filter ?? {};
  if (comparison === "") return Object.keys(others).length > 0 ? others : undefined;
  return { ...others, compare: true, ...(comparison !== "previous" && { compare_to: comparison }) };
}
