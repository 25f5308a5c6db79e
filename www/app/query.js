// @ts-check
/** Reads queries, and changes them: every change returns a new query and leaves the old one. @module */

/**
 * A query node. Only what the page changes is named; everything else is kept as it is.
 *
 * @typedef {object} Query
 * @property {string} kind
 * @property {Query} [source] of an `InsightVizNode`: what it draws
 * @property {Series[]} [series]
 * @property {string} [interval]
 * @property {{date_from?: string | null, date_to?: string | null}} [dateRange]
 * @property {{display?: string, [option: string]: any}} [trendsFilter]
 * @property {{breakdown?: any, breakdown_type?: string, breakdowns?: {property: string}[], [option: string]: any}}
 *   [breakdownFilter]
 * @property {object} [pathsFilter]
 *
 * @typedef {object} Series
 * @property {string} kind
 * @property {string | null} [event]
 * @property {string} [name]
 * @property {string} [math]
 */

/**
 * Returns the part of a query that asks.
 *
 * @param {Query} query
 * @returns {Query}
 */
export const sourceOf = (query) => query.source ?? query;

/**
 * Returns a query with other fields in the part that asks.
 *
 * @param {Query} query
 * @param {Partial<Query>} fields
 * @returns {Query}
 */
export function withFields(query, fields) {
  return query.source ? { ...query, source: withFields(query.source, fields) } : { ...query, ...fields };
}

/**
 * Returns the property by which a query is broken down: empty for none.
 *
 * @param {Query} query
 * @returns {string}
 */
export function breakdownOf(query) {
  const filter = sourceOf(query).breakdownFilter;
  const first = filter?.breakdowns?.[0]?.property ?? filter?.breakdown ?? "";
  return String(first);
}

/**
 * Returns a query that is broken down by a property of its events, or not at all when it is empty.
 *
 * @param {Query} query
 * @param {string} property
 */
export function brokenDownBy(query, property) {
  const { breakdown, breakdown_type, breakdowns, ...options } = sourceOf(query).breakdownFilter ?? {};
  const chosen = property ? { breakdown: property, breakdown_type: "event" } : {};
  return withFields(query, { breakdownFilter: { ...options, ...chosen } });
}

/**
 * Returns a query with another series at a position.
 *
 * @param {Query} query
 * @param {number} position
 * @param {Partial<Series>} fields
 */
export function withSeries(query, position, fields) {
  const series = sourceOf(query).series ?? [];
  return withFields(query, { series: series.map((one, at) => (at === position ? { ...one, ...fields } : one)) });
}

/**
 * Returns a query with one more series, of all events of a name.
 *
 * @param {Query} query
 * @param {string} event
 */
export function withMoreSeries(query, event) {
  const added = { kind: "EventsNode", event, name: event, math: "total" };
  return withFields(query, { series: [...(sourceOf(query).series ?? []), added] });
}

/**
 * Returns a query without the series at a position.
 *
 * @param {Query} query
 * @param {number} position
 */
export function withoutSeries(query, position) {
  return withFields(query, { series: (sourceOf(query).series ?? []).filter((_, at) => at !== position) });
}
