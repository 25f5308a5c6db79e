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

/** @type {Map<string, Float64Array>} */
const known = new Map();

/**
 * Returns the rules of a time zone: pairs of a time in seconds since the epoch and the offset from UTC, in seconds,
 * from then on; none for UTC.
 *
 * @param {string} name an IANA name, such as `Europe/Berlin`
 * @returns {Float64Array}
 * @throws {RangeError} if the host knows no such zone
 */
export function zoneRules(name) {
  const cached = known.get(name);
  if (cached) return cached;
  const rules = Float64Array.from(name.toUpperCase() === "UTC" ? [] : transitions(offsets(name)).flat());
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
 * Returns from when on a zone has which offset, both in seconds; the first is from the beginning of time.
 *
 * @param {(time: number) => number} offset
 */
function transitions(offset) {
  let time = Date.UTC(FIRST_YEAR, 0, 1);
  const end = Date.UTC(LAST_YEAR, 0, 1);
  let current = offset(time);
  const list = [[-Infinity, current]];
  for (; time < end; time += STEP) {
    const next = offset(time + STEP);
    if (next === current) continue;
    let [low, high] = [time / 1000, (time + STEP) / 1000];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offset(middle * 1000) === current) low = middle;
      else high = middle;
    }
    list.push([high, next]);
    current = next;
  }
  return list;
}
