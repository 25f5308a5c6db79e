// @ts-check
/** What an answer depends on besides the query and the events, as the engine takes it. @module */

import { zoneRules } from "./zones.js";

/**
 * Returns the moment, the zone's name and rules, and the definitions.
 *
 * @param {import("./index.js").EvaluateOptions} options
 * @returns {[number, string, Float64Array, object]}
 * @throws {RangeError} if the host knows no such time zone
 */
export function surroundings(options) {
  const zone = options.timezone ?? "UTC";
  const now = options.now === undefined ? Date.now() : new Date(options.now).getTime();
  return [now, zone, zoneRules(zone), {
    team: {
      week_start_day: options.weekStartDay,
      test_account_filters: options.testAccountFilters,
      path_cleaning_filters: options.pathCleaningFilters,
    },
    actions: options.actions,
    cohorts: options.cohorts,
    property_definitions: options.propertyDefinitions,
  }];
}
