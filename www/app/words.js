// @ts-check
/** Words for what the app shows: kinds of questions, times, people. @module */

import { sourceOf } from "./query.js";

/** @typedef {import("./query.js").Query} Query */

/** What the kinds of questions are called, and how the list of insights asks for them. */
export const KINDS = /** @type {const} */ ([
  ["TRENDS", "TrendsQuery", "Trend"],
  ["FUNNELS", "FunnelsQuery", "Funnel"],
  ["RETENTION", "RetentionQuery", "Retention"],
  ["PATHS", "PathsQuery", "Paths"],
  ["STICKINESS", "StickinessQuery", "Stickiness"],
  ["LIFECYCLE", "LifecycleQuery", "Lifecycle"],
  ["SQL", "HogQLQuery", "SQL"],
]);

/** Returns what the kind of a question is called. @param {Query | null} query */
export function kindOf(query) {
  const kind = query ? sourceOf(query).kind : "";
  return KINDS.find(([, node]) => node === kind)?.[2] ?? (kind.replace(/(Query|Node)$/, "") || "No question");
}

/** Units of time, in seconds, the longest first. @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [["year", 31_536_000], ["month", 2_592_000], ["week", 604_800], ["day", 86_400], ["hour", 3600], ["minute", 60]];

/** Returns how long ago a moment was. @param {string} moment */
export function ago(moment) {
  const seconds = (Date.now() - Date.parse(moment)) / 1000;
  const [unit, length] = UNITS.find(([, length]) => seconds >= length) ?? ["minute", 60];
  if (seconds < 60) return "just now";
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(-Math.round(seconds / length), unit);
}

/** Returns a moment near the present: the time, with the day if that is another. @param {string} text */
export function moment(text) {
  const [at, now] = [new Date(text), new Date()];
  const day = at.toDateString() === now.toDateString() ? {} : /** @type {const} */ ({ weekday: "long" });
  return at.toLocaleString("en", { hour: "numeric", minute: "2-digit", ...day });
}

/** Returns what a person is called. @param {{first_name: string, email: string} | null | undefined} user */
export const personName = (user) => user?.first_name || user?.email || "somebody";

/** Returns a list as a part of a sentence. @param {string[]} items */
export const listed = (items) => new Intl.ListFormat("en").format(items);

/** Returns a number with the word for what is counted. @param {number} count @param {string} word */
export const counted = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;

/** Returns an amount of data in words. @param {number} bytes */
export const megabytes = (bytes) => `${(bytes / 1e6).toLocaleString("en", { maximumSignificantDigits: 2 })} MB`;
