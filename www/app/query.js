// @ts-check
/** Reads queries, and changes them: every change returns a new query and leaves the old one. @module */

/**
 * A query node. Only what the page reads is named; everything else is kept as it is.
 *
 * @typedef {object} QueryNode
 * @property {string} kind
 * @property {Query} [source] of an `InsightVizNode`: what it draws
 * @property {any[]} [series]
 *
 * @typedef {QueryNode & {[field: string]: any}} Query
 *
 * @typedef {(string | number)[]} Path the names and positions that lead to a field
 */

/**
 * Returns the part of a query that asks.
 *
 * @param {Query} query
 * @returns {Query}
 */
export const sourceOf = (query) => (query.source ? sourceOf(query.source) : query);

/**
 * Returns a query in which another part asks.
 *
 * @param {Query} query
 * @param {Query} source
 * @returns {Query}
 */
export const withSource = (query, source) => (query.source ? { ...query, source: withSource(query.source, source) } : source);

/**
 * Returns what stands at a path; nothing where the path leads nowhere.
 *
 * @param {any} tree
 * @param {Path} path
 * @returns {any}
 */
export const valueAt = (tree, path) => path.reduce((value, name) => value?.[name], tree);

/**
 * Returns a tree with another value at a path; objects on the way are made where there are none. Without a value the
 * field is taken out, an item of a list with its place.
 *
 * @template Tree
 * @param {Tree} tree
 * @param {Path} path
 * @param {any} value
 * @returns {Tree}
 */
export function withValue(tree, path, value) {
  if (path.length === 0) return value;
  const [name, ...rest] = path;
  const parent = /** @type {any} */ (tree ?? (typeof name === "number" ? [] : {}));
  const child = withValue(parent[name], rest, value);
  if (Array.isArray(parent)) {
    return /** @type {any} */ (child === undefined ? removed(parent, Number(name)) : parent.with(Number(name), child));
  }
  const { [name]: _, ...others } = parent;
  if (child === undefined) return /** @type {any} */ (others);
  return { ...parent, [name]: child };
}

/**
 * Returns a list with one more item at a position, at its end when none is given.
 *
 * @template Item
 * @param {Item[] | undefined | null} list
 * @param {Item} item
 * @param {number} [position]
 * @returns {Item[]}
 */
export const inserted = (list, item, position = list?.length ?? 0) => (list ?? []).toSpliced(position, 0, item);

/**
 * Returns a list without the item at a position.
 *
 * @template Item
 * @param {Item[]} list
 * @param {number} position
 * @returns {Item[]}
 */
export const removed = (list, position) => list.toSpliced(position, 1);

/**
 * Returns a list in which an item stands at another position; beyond the ends it stays where it is.
 *
 * @template Item
 * @param {Item[]} list
 * @param {number} from
 * @param {number} to
 * @returns {Item[]}
 */
export function moved(list, from, to) {
  if (to < 0 || to >= list.length) return list;
  return list.toSpliced(from, 1).toSpliced(to, 0, list[from]);
}
