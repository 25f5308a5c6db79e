// @ts-check
/** Parts of files that were fetched, so that no byte is fetched twice. @module */

/** @typedef {{start: number, end: number}} Range the first byte, and the one after the last */
/** @typedef {{start: number, bytes: Uint8Array}} Part */

/** The parts that are there of files with numbers. */
export class Parts {
  /** @type {Map<number, Part[]>} those of a file in order; no two have a byte in common */
  #files = new Map();

  /** How many bytes they have together. */
  bytes = 0;

  /** Forgets the files that are not among these. @param {Set<number>} numbers */
  keep(numbers) {
    for (const [number, parts] of this.#files) {
      if (numbers.has(number)) continue;
      this.bytes -= parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
      this.#files.delete(number);
    }
  }

  /**
   * Returns what is not there of a range of a file.
   *
   * @param {number} number
   * @param {Range} range
   * @returns {Range[]}
   */
  lacking(number, { start, end }) {
    const lacking = [];
    for (const part of this.#within(number, { start, end })) {
      if (start < part.start) lacking.push({ start, end: part.start });
      start = part.start + part.bytes.length;
    }
    return start < end ? [...lacking, { start, end }] : lacking;
  }

  /** Adds what was lacking. @param {number} number @param {number} start @param {Uint8Array} bytes */
  add(number, start, bytes) {
    const parts = this.#files.get(number) ?? [];
    this.#files.set(number, [...parts, { start, bytes }].sort((one, other) => one.start - other.start));
    this.bytes += bytes.length;
  }

  /**
   * Returns a range of a file of which nothing is lacking.
   *
   * @param {number} number
   * @param {Range} range
   */
  range(number, range) {
    const parts = this.#within(number, range);
    const cut = parts.map(({ start, bytes }) => bytes.subarray(Math.max(0, range.start - start), range.end - start));
    if (cut.length === 1) return cut[0];
    const whole = new Uint8Array(range.end - range.start);
    cut.reduce((place, bytes) => (whole.set(bytes, place), place + bytes.length), 0);
    return whole;
  }

  /** Returns the parts that have bytes of a range. @param {number} number @param {Range} range */
  #within(number, range) {
    const parts = this.#files.get(number) ?? [];
    return parts.filter(({ start, bytes }) => start < range.end && range.start < start + bytes.length);
  }
}
