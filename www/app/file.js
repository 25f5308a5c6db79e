// @ts-check
/** Reads a reader's own events file. Nothing of it leaves the page. @module */

import { csvParse } from "d3-dsv";

/** What the columns of a CSV may be called; the first that is there is taken. */
const COLUMNS = {
  event: ["event", "event_name", "name", "action"],
  distinct_id: ["distinct_id", "user_id", "person_id", "user", "person", "email", "id"],
  timestamp: ["timestamp", "time", "created_at", "date", "datetime"],
};

/** Numbers above this are milliseconds since the epoch, others are seconds. */
const MILLISECONDS_FROM = 1e11;

/** A time as the engine reads it, such as `2026-01-31 10:15:00.5+01:00`. */
const ISO =
  /^\d{4}-(0?[1-9]|1[0-2])(-(0?[1-9]|[12]\d|3[01])([Tt ]([01]\d|2[0-3])(:[0-5]\d(:[0-5]\d([.,]\d+)?)?)?([Zz]|[+-]([01]\d|2[0-3])(:?[0-5]\d)?)?)?)?$/;

/** A time of day and its zone. What names none is in UTC, as the engine has it. */
const ZONED = /:\d{2}.*([+-]\d{2}:?\d{2}|(?<![a-z])(Z|UTC?|GMT|[ECMP][DS]T)\b)/i;

/** A year in full. */
const YEAR = /(?<!\d)\d{4}(?!\d)/;

/**
 * Returns the events of a file in capture format: NDJSON as it is, CSV by its columns, either of them plain or `.gz`.
 *
 * @param {File} file
 * @returns {Promise<Uint8Array>}
 * @throws {Error} if a CSV has no column for the event, the person or the time, or the file is not what its name says
 */
export async function readEvents(file) {
  const isPacked = file.name.endsWith(".gz");
  const stream = isPacked ? file.stream().pipeThrough(new DecompressionStream("gzip")) : file.stream();
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const isTable = /\.csv(\.gz)?$/i.test(file.name);
  return isTable ? new TextEncoder().encode(eventsOfTable(new TextDecoder().decode(bytes))) : bytes;
}

/**
 * Takes files that are chosen by a button or dropped anywhere on the page.
 *
 * @param {HTMLElement} box holds the input
 * @param {(file: File) => Promise<void>} take
 */
export function takeFiles(box, take) {
  const input = /** @type {HTMLInputElement} */ (box.querySelector("input"));
  input.addEventListener("change", () => input.files?.[0] && take(input.files[0]).then(() => (input.value = "")));
  const { classList } = document.body;
  addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    classList.add("dropping");
  });
  addEventListener("dragleave", (event) => event.relatedTarget === null && classList.remove("dropping"));
  addEventListener("drop", (event) => {
    classList.remove("dropping");
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    take(file);
  });
}

/**
 * Returns the rows of a CSV as events, a JSON object a line. Columns that are not event, person or time are properties.
 *
 * @param {string} text
 */
function eventsOfTable(text) {
  const rows = csvParse(text.replace(/^\uFEFF/, ""));
  const [event, person, time] = [named(rows.columns, "event"), named(rows.columns, "distinct_id"), named(rows.columns, "timestamp")];
  const others = rows.columns.filter((column) => ![event, person, time].includes(column));
  const line = (/** @type {Record<string, string>} */ row, /** @type {number} */ index) => {
    const properties = Object.fromEntries(others.filter((name) => row[name]).map((name) => [name, valueOf(row[name])]));
    const timestamp = momentOf(row[time]);
    if (!timestamp) throw new Error(`Row ${index + 2} of the file has no time in its column ${time}: “${row[time]}”.`);
    return JSON.stringify({ event: row[event], distinct_id: row[person], timestamp, properties });
  };
  return rows.map(line).join("\n");
}

/**
 * Returns the column that holds a part of an event.
 *
 * @param {string[]} columns
 * @param {keyof typeof COLUMNS} part
 */
function named(columns, part) {
  const found = COLUMNS[part].flatMap((name) => columns.filter((column) => column.trim().toLowerCase() === name))[0];
  if (found !== undefined) return found;
  throw new Error(`The file has no column for ${part}: it may be called ${COLUMNS[part].join(", ")}; there are ${columns.join(", ")}.`);
}

/** @param {string} text */
function valueOf(text) {
  if (text === "true" || text === "false") return text === "true";
  const number = Number(text);
  // A number that is not written as one, such as a postcode with a leading zero, stays a text.
  return String(number) === text && Number.isFinite(number) ? number : text;
}

/**
 * Returns a time as the engine reads it; nothing where a text is none.
 *
 * @param {string | undefined} text
 */
function momentOf(text = "") {
  const number = Number(text);
  if (text.trim() && Number.isFinite(number)) return new Date(number > MILLISECONDS_FROM ? number : number * 1000).toISOString();
  // It stays as it is, since it may be finer than milliseconds.
  if (ISO.test(text)) return text;
  // Of almost any text with a number in it a browser makes some date.
  if (!YEAR.test(text)) return undefined;
  const time = Date.parse(ZONED.test(text) ? text : `${text} UTC`);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
