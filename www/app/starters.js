// @ts-check
/** Questions to begin with, made from what the events are called. @module */

/** @typedef {import("./query.js").Query} Query */
/** @typedef {{name: string, query: Query}} Starter */

/**
 * Returns questions that make sense for events of these names, the most frequent one first.
 *
 * @param {import("./editor.js").Names} names
 * @param {string} interval the interval of those over time
 * @returns {Starter[]}
 */
export function starters(names, interval) {
  const [first, second] = [...names.events].sort((one, other) => other.count - one.count).map(({ name }) => name);
  const dateRange = { date_from: "all" };
  const event = (/** @type {string | null} */ event, /** @type {string} */ math = "total") => ({
    kind: "EventsNode",
    event,
    name: event ?? "All events",
    math,
  });
  const shown = (/** @type {string} */ name, /** @type {Query} */ source) => ({ name, query: { kind: "InsightVizNode", source } });
  const own = names.properties.filter(({ name }) => !name.startsWith("$"));
  // Texts have few values more often than numbers do.
  const property = [own.find(({ property_type }) => property_type === "String"), ...own, ...names.properties].find(Boolean)?.name;
  return [
    shown("Events over time", { kind: "TrendsQuery", series: [event(null)], interval, dateRange }),
    shown("People over time", { kind: "TrendsQuery", series: [event(null, "dau")], interval, dateRange }),
    ...(property && first
      ? [shown(`${first} by ${property}`, {
          kind: "TrendsQuery",
          series: [event(first)],
          interval,
          dateRange,
          breakdownFilter: { breakdown: property, breakdown_type: "event" },
          trendsFilter: { display: "ActionsBar" },
        })]
      : []),
    ...(first && second
      ? [shown(`${first} → ${second}`, { kind: "FunnelsQuery", series: [event(first), event(second)], dateRange })]
      : []),
    shown("New, returning and lost people", { kind: "LifecycleQuery", series: [event(null)], interval, dateRange }),
    shown("On how many days people come", { kind: "StickinessQuery", series: [event(null)], interval, dateRange }),
    shown("Paths", { kind: "PathsQuery", dateRange, pathsFilter: { includeEventTypes: ["custom_event"] } }),
  ];
}
