// @ts-check
/** The persons and groups of datasets: they come with each question, and are defined and sent once. @module */

/** @typedef {{persons?: object[], groups?: object[]}} Definitions */

/** Stands for definitions that are the ones sent last. */
const SENT = "sent";

/** What each dataset was given last. @type {WeakMap<object, Definitions>} */
const defined = new WeakMap();

/**
 * Gives a dataset the persons and the groups, each unless they are those that it was given last: it would add them again.
 *
 * @param {import("./oriel.js").Dataset} events
 * @param {Definitions} definitions
 */
export function define(events, { persons, groups }) {
  const last = defined.get(events) ?? {};
  const arePersonsNew = persons !== undefined && persons !== last.persons;
  const areGroupsNew = groups !== undefined && groups !== last.groups;
  if (!arePersonsNew && !areGroupsNew) return;
  events.define({ persons: arePersonsNew ? persons : undefined, groups: areGroupsNew ? groups : undefined });
  defined.set(events, { persons: persons ?? last.persons, groups: groups ?? last.groups });
}

/**
 * Returns options to be sent, with a word in the place of the definitions that were sent last.
 *
 * @template {Definitions} Options
 * @param {Options} options
 * @param {Definitions} last
 * @returns {object}
 */
export function abridged(options, last) {
  const { persons, groups } = options;
  return {
    ...options,
    ...(persons && persons === last.persons && { persons: SENT }),
    ...(groups && groups === last.groups && { groups: SENT }),
  };
}

/**
 * Returns options that were sent, as they were before; of equal definitions those that came first.
 *
 * @param {any} options
 * @param {Definitions} last
 * @returns {import("./index.js").EvaluateOptions}
 */
export function unabridged(options, last) {
  return { ...options, persons: latest(options.persons, last.persons), groups: latest(options.groups, last.groups) };
}

/**
 * @param {object[] | string | undefined} sent
 * @param {object[] | undefined} last
 * @returns {object[] | undefined}
 */
function latest(sent, last) {
  if (sent !== SENT) return sent && JSON.stringify(sent) === JSON.stringify(last) ? last : /** @type {object[] | undefined} */ (sent);
  if (!last) throw new Error("The definitions did not arrive.");
  return last;
}
