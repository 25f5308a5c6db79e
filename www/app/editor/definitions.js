// @ts-check
/** What there is to choose from: events, properties, cohorts, actions and groups of the data. @module */

/**
 * @typedef {object} PropertyName
 * @property {string} name
 * @property {PropertyType | null} [property_type] what it holds, as far as the data tells
 * @property {string[]} [values] some of its values
 *
 * @typedef {object} GroupType
 * @property {number} index
 * @property {string} [name]
 * @property {PropertyName[]} [properties]
 *
 * @typedef {object} Definitions
 * @property {{name: string, count: number}[]} events
 * @property {PropertyName[]} properties of events
 * @property {PropertyName[]} [person_properties]
 * @property {GroupType[]} [group_types]
 * @property {{id: number, name: string}[]} [cohorts]
 * @property {{id: number, name: string}[]} [actions]
 *
 * @typedef {"String" | "Numeric" | "Boolean" | "DateTime"} PropertyType
 * @typedef {{type: string, key: string, group?: number}} Scoped a property and where it is read
 * @typedef {[value: string, name: string]} Offer
 * @typedef {{label: string, offers: Offer[]}} OfferGroup
 */

/**
 * What is known without the data, by scope; texts where nothing else is said.
 *
 * @type {Record<string, [key: string, name: string, type?: PropertyType][]>}
 */
const ATTRIBUTES = {
  session: [
    ["$session_duration", "Session duration", "Numeric"],
    ["$entry_current_url", "Entry URL"],
    ["$entry_pathname", "Entry path"],
    ["$exit_current_url", "Exit URL"],
    ["$exit_pathname", "Exit path"],
    ["$channel_type", "Channel"],
    ["$is_bounce", "Bounced", "Boolean"],
    ["$pageview_count", "Page views", "Numeric"],
    ["$start_timestamp", "Started", "DateTime"],
    ["$end_timestamp", "Ended", "DateTime"],
  ],
  element: [
    ["text", "Text"],
    ["tag_name", "Tag"],
    ["href", "Link"],
    ["selector", "CSS selector"],
  ],
  event_metadata: [
    ["event", "Event name"],
    ["distinct_id", "Distinct id"],
    ["timestamp", "Time", "DateTime"],
    ["uuid", "Event id"],
  ],
};

/** The types of properties that may be offered, in order. @type {[type: string, label: string][]} */
const SCOPES = [
  ["event", "Event properties"],
  ["person", "Person properties"],
  ["session", "Session"],
  ["group", "Group"],
  ["element", "Clicked element"],
  ["event_metadata", "About the event"],
  ["cohort", "Cohort"],
  ["hogql", "Expression"],
];

/** Stands in a list for a name that the data does not have. */
export const ANOTHER = "*";

/**
 * Returns the properties of some scopes, each scope a group of a list.
 *
 * @param {Definitions} definitions
 * @param {string[]} scopes
 * @returns {OfferGroup[]}
 */
export function propertyOffers(definitions, scopes) {
  return SCOPES.filter(([type]) => scopes.includes(type)).flatMap(([type, label]) => {
    if (type === "group") return (definitions.group_types ?? []).map((group) => groupOffers(group));
    if (type === "cohort") return [{ label, offers: [/** @type {Offer} */ ([scopedText({ type, key: "id" }), "Cohort…"])] }];
    if (type === "hogql") return [{ label, offers: [/** @type {Offer} */ ([scopedText({ type, key: "" }), "SQL expression…"])] }];
    const offers = namesOf(definitions, type).map(([key, name]) => /** @type {Offer} */ ([scopedText({ type, key }), name]));
    const isOpen = type === "event" || type === "person" || type === "session";
    return [{ label, offers: isOpen ? [...offers, [scopedText({ type, key: ANOTHER }), `Another ${type} property…`]] : offers }];
  });
}

/** @param {GroupType} group @returns {OfferGroup} */
function groupOffers(group) {
  const offers = (group.properties ?? []).map(
    ({ name }) => /** @type {Offer} */ ([scopedText({ type: "group", key: name, group: group.index }), name]),
  );
  const another = scopedText({ type: "group", key: ANOTHER, group: group.index });
  return { label: `${groupName(group)} properties`, offers: [...offers, [another, "Another group property…"]] };
}

/** @param {GroupType} group */
export const groupName = ({ index, name }) => name ?? `Group ${index}`;

/** @param {Definitions} definitions @param {string} type @returns {Offer[]} */
function namesOf(definitions, type) {
  return ATTRIBUTES[type]?.map(([key, name]) => [key, name]) ?? propertiesOf(definitions, type).map(({ name }) => [name, name]);
}

/** @param {Definitions} definitions @param {string} type @param {number} [group] @returns {PropertyName[]} */
function propertiesOf(definitions, type, group) {
  if (type === "event") return definitions.properties;
  if (type === "person") return definitions.person_properties ?? [];
  return (type === "group" && definitions.group_types?.find(({ index }) => index === group)?.properties) || [];
}

/**
 * Returns a property and its scope as one text, for the value of a list.
 *
 * @param {Scoped} property
 */
export const scopedText = ({ type, key, group }) => `${type}${type === "group" ? (group ?? 0) : ""}:${key}`;

/**
 * Returns the property that a text of {@link scopedText} stands for.
 *
 * @param {string} text
 * @returns {Scoped}
 */
export function scopedOf(text) {
  const [, type, group, key] = /** @type {string[]} */ (/^([a-z_]+?)(\d*):([^]*)$/.exec(text));
  return group ? { type, key, group: Number(group) } : { type, key };
}

/**
 * Returns the values that a property is known to have.
 *
 * @param {Definitions} definitions
 * @param {Scoped} property
 * @returns {string[]}
 */
export function valuesOf(definitions, { type, key, group }) {
  if (type === "event_metadata" && key === "event") return definitions.events.map(({ name }) => name);
  return propertiesOf(definitions, type, group).find(({ name }) => name === key)?.values ?? [];
}

/**
 * Returns what a property holds, as far as the data tells.
 *
 * @param {Definitions} definitions
 * @param {Scoped} property
 * @returns {PropertyType}
 */
export function typeOf(definitions, { type, key, group }) {
  const attribute = ATTRIBUTES[type]?.find(([name]) => name === key);
  const property = propertiesOf(definitions, type, group).find(({ name }) => name === key);
  return attribute?.[2] ?? property?.property_type ?? "String";
}

/**
 * Returns what is known of the types of properties in the form in which the engine takes it.
 *
 * @param {Definitions} definitions
 */
export function propertyDefinitions({ properties, person_properties = [], group_types = [] }) {
  const of = (/** @type {string} */ type, /** @type {PropertyName[]} */ list, /** @type {object} */ group = {}) =>
    list.flatMap(({ name, property_type }) => (property_type ? [{ name, type, property_type, ...group }] : []));
  const groups = group_types.flatMap(({ index, properties = [] }) => of("group", properties, { group_type_index: index }));
  return [...of("event", properties), ...of("person", person_properties), ...groups];
}
