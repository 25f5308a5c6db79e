// @ts-check
/** The insights over a file: the questions that its events make one ask. They are kept nowhere. @module */

import { starters } from "./starters.js";

/** @typedef {import("./api/insights.js").Insight} Insight */

/**
 * Returns the questions that fit the events of a source, as insights.
 *
 * @param {import("./source.js").Source} source
 * @returns {Promise<Insight[]>}
 */
export async function insightsOfFile(source) {
  const offered = starters(await source.names(), await source.interval());
  return offered.map(({ name, query }, index) => ({
    id: index + 1,
    short_id: String(index + 1),
    name,
    derived_name: null,
    description: null,
    query,
    tags: [],
    favorited: false,
    dashboards: [],
  }));
}
