// @ts-check
/** Writes tables as CSV, as the server does. @module */

/** What a spreadsheet takes for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r\n]/;

/** An amount as charts write it, in any language: `-1,234.5`, `-12%`, `-$5`. */
const AMOUNT = /^[+-]?\p{Sc}?\d[\d.,'’\u00a0\u202f ]*%?$/u;

/**
 * Returns a table as CSV (RFC 4180).
 *
 * @param {string[][]} rows
 */
export const csvOfRows = (rows) => rows.map((cells) => `${cells.map(cellOf).join(",")}\r\n`).join("");

/** Returns a text as a cell. @param {string} text */
function cellOf(text) {
  const guarded = guardedText(text);
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/**
 * Returns a text that no spreadsheet takes for a formula: a quote goes before the characters that begin one, unless the
 * text is a number.
 *
 * @param {string} text
 */
const guardedText = (text) => (FORMULA.test(text) && !isNumber(text) ? `'${text}` : text);

/** @param {string} text */
const isNumber = (text) => AMOUNT.test(text) || (text.trim() !== "" && Number.isFinite(Number(text)));
