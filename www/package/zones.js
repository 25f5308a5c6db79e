// @ts-check
/**
 * Time zones for the engine, made from what the host knows (`Intl`), so that the module carries no zone data.
 * @module
 */

/** The years whose transitions are looked up; later ones have the last one's offset. */
const FIRST_YEAR = 1970;
const LAST_YEAR = 2060;

/** No zone changes its offset twice within this time. */
const STEP = 14 * 86_400_000;

/** @type {Map<string, Uint8Array>} */
const known = new Map();

/**
 * Returns the rules of a time zone as the bytes of a TZif file (RFC 9636), none for UTC.
 *
 * @param {string} name an IANA name, such as `Europe/Berlin`
 * @returns {Uint8Array}
 * @throws {RangeError} if the host knows no such zone
 */
export function zoneRules(name) {
  const cached = known.get(name);
  if (cached) return cached;
  const rules = name.toUpperCase() === "UTC" ? new Uint8Array() : tzif(transitions(offsets(name)));
  known.set(name, rules);
  return rules;
}

/**
 * Returns a function that gives a zone's offset from UTC, in seconds, at a time in milliseconds.
 *
 * @param {string} timeZone
 */
function offsets(timeZone) {
  const format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  return (/** @type {number} */ time) => {
    const text = format.formatToParts(time).find((part) => part.type === "timeZoneName")?.value ?? "GMT";
    const [, sign, hours, minutes, seconds] = /GMT([+-])(\d+):(\d+)(?::(\d+))?/.exec(text) ?? [];
    if (!sign) return 0;
    const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0);
    return sign === "-" ? -size : size;
  };
}

/**
 * Returns the offset before the first transition, and each transition as a time in seconds with the offset from then on.
 *
 * @param {(time: number) => number} offset
 */
function transitions(offset) {
  let time = Date.UTC(FIRST_YEAR, 0, 1);
  const end = Date.UTC(LAST_YEAR, 0, 1);
  const first = offset(time);
  /** @type {{at: number, offset: number}[]} */
  const list = [];
  for (let current = first; time < end; time += STEP) {
    const next = offset(time + STEP);
    if (next === current) continue;
    let [low, high] = [time / 1000, (time + STEP) / 1000];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offset(middle * 1000) === current) low = middle;
      else high = middle;
    }
    list.push({ at: high, offset: next });
    current = next;
  }
  return { first, list };
}

/**
 * Returns the bytes of a TZif file of version 2 without a rule for the time after its last transition.
 *
 * @param {ReturnType<typeof transitions>} zone
 */
function tzif({ first, list }) {
  const types = [...new Set([first, ...list.map(({ offset }) => offset)])];
  const header = 44;
  // The block of version 1 must be there; the least allowed one has a single type.
  const oldBlock = 6 + 1;
  const newBlock = list.length * 9 + types.length * 6 + 1;
  const bytes = new Uint8Array(header + oldBlock + header + newBlock + 2);
  const view = new DataView(bytes.buffer);
  writeHeader(view, 0, 0, 1);
  writeHeader(view, header + oldBlock, list.length, types.length);
  let at = header + oldBlock + header;
  for (const transition of list) {
    view.setBigInt64(at, BigInt(transition.at));
    at += 8;
  }
  for (const transition of list) view.setUint8(at++, types.indexOf(transition.offset));
  for (const offset of types) {
    view.setInt32(at, offset);
    at += 6;
  }
  // After the types an empty designation, then an empty rule between two line feeds.
  bytes.set([0, 10, 10], at);
  return bytes;
}

/**
 * @param {DataView} view
 * @param {number} at
 * @param {number} transitionCount
 * @param {number} typeCount
 */
function writeHeader(view, at, transitionCount, typeCount) {
  new Uint8Array(view.buffer, at, 5).set([0x54, 0x5a, 0x69, 0x66, 0x32]);
  view.setUint32(at + 32, transitionCount);
  view.setUint32(at + 36, typeCount);
  view.setUint32(at + 40, 1);
}
