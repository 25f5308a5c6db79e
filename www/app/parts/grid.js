// @ts-check
/** The places of a dashboard's tiles: they follow each other in rows of twelve columns. @module */

/** @typedef {import("../api/dashboards.js").Tile} Tile */
/** @typedef {import("../api/dashboards.js").Cell} Cell */

/** The columns of a row. */
const COLUMNS = 12;

/** The widths that a tile may have, and what they are called. @type {[columns: number, name: string][]} */
export const WIDTHS = [[4, "A third of the width"], [6, "Half of the width"], [8, "Two thirds of the width"], [12, "The whole width"]];

/** Returns how wide a tile is, in columns: the nearest of the widths. @param {Tile} tile */
export function widthOf({ layouts }) {
  const width = layouts?.sm?.w ?? 6;
  return WIDTHS.reduce((best, [columns]) => (Math.abs(columns - width) < Math.abs(best - width) ? columns : best), COLUMNS);
}

/** Returns how high a tile is, in rows. @param {Tile} tile */
export const heightOf = ({ layouts }) => layouts?.sm?.h ?? 5;

/**
 * Returns how many rows tiles take that follow each other.
 *
 * @param {Tile[]} tiles
 */
export const depthOf = (tiles) => Math.max(1, ...placesOf(tiles).map(({ layouts: { sm } }) => sm.y + sm.h));

/**
 * Returns where tiles stand that follow each other, as the server keeps it.
 *
 * @param {Tile[]} tiles
 * @returns {{id: number, layouts: {sm: Cell, xs: Cell}}[]}
 */
export function placesOf(tiles) {
  let [x, y, deepest, stacked] = [0, 0, 0, 0];
  return tiles.map((tile) => {
    const [w, h] = [widthOf(tile), heightOf(tile)];
    if (x + w > COLUMNS) [x, y, deepest] = [0, y + deepest, 0];
    const sm = { x, y, w, h };
    const xs = { x: 0, y: stacked, w: COLUMNS, h };
    [x, deepest, stacked] = [x + w, Math.max(deepest, h), stacked + h];
    return { id: tile.id, layouts: { sm, xs } };
  });
}
