// @ts-check
/** Breakdowns as data: one property in the older form, several in a list, or cohorts. @module */

/**
 * @typedef {object} Dimension by what figures are split
 * @property {any} property its name; numbers of cohorts, or `all`, where the type is `cohort`
 * @property {string} type
 * @property {number} [group_type_index]
 * @property {boolean} [normalize_url]
 * @property {number} [histogram_bin_count]
 */

/** The names of a dimension's options in the older form. @type {[older: string, option: string][]} */
const OLDER = [
  ["breakdown_group_type_index", "group_type_index"],
  ["breakdown_normalize_url", "normalize_url"],
  ["breakdown_histogram_bin_count", "histogram_bin_count"],
];

/**
 * Returns by what a filter splits.
 *
 * @param {any} filter
 * @returns {Dimension[]}
 */
export function dimensionsOf(filter) {
  if (filter?.breakdowns?.length) return filter.breakdowns.map((/** @type {any} */ one) => ({ ...one, type: one.type ?? "event" }));
  if (filter?.breakdown === undefined || filter.breakdown === null) return [];
  const type = filter.breakdown_type ?? "event";
  if (type !== "cohort" && Array.isArray(filter.breakdown))
    return filter.breakdown.map((/** @type {any} */ property) => ({ property: String(property), type }));
  const options = OLDER.filter(([older]) => filter[older] !== undefined).map(([older, option]) => [option, filter[older]]);
  return [{ property: filter.breakdown, type, ...Object.fromEntries(options) }];
}

/**
 * Returns a filter that splits by other dimensions. One alone is written in the older form, which every kind of insight
 * and every client reads, unless the filter has a list already.
 *
 * @param {any} filter
 * @param {Dimension[]} dimensions
 */
export function withDimensions(filter, dimensions) {
  const { breakdown, breakdown_type, breakdowns, ...rest } = filter ?? {};
  const others = Object.fromEntries(Object.entries(rest).filter(([name]) => !OLDER.some(([older]) => older === name)));
  if (dimensions.length === 0) return Object.keys(others).length > 0 ? others : undefined;
  if (dimensions.length > 1 || breakdowns?.length === 1) return { ...others, breakdowns: dimensions };
  const [{ property, type, ...options }] = dimensions;
  const older = OLDER.filter(([, option]) => option in options).map(([older, option]) => [older, /** @type {any} */ (options)[option]]);
  return { ...others, breakdown: property, breakdown_type: type, ...Object.fromEntries(older) };
}
