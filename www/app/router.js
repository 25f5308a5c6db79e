// @ts-check
/**
 * The address of the page: which environment, which page, which one of its things, and how it is looked at.
 *
 * It stands behind the `#`, so that any static server can hold the app, and what is asked while an insight is edited
 * reaches no server's log: `#/2/insights/Ab3dEf7h?query={…}`. In the place of an environment's number stands `file`
 * where the events are those of a file.
 * @module
 */

/**
 * @typedef {object} Address
 * @property {string} place an environment's number, `file`, or nothing for the environment that is the caller's
 * @property {string} page
 * @property {string} id of what the page shows; empty for all
 * @property {URLSearchParams} parameters how it is looked at
 */

/** The page without a name. */
const FIRST_PAGE = "insights";

/**
 * Returns the address that a hash stands for.
 *
 * @param {string} hash
 * @returns {Address}
 */
export function read(hash) {
  const [path, search = ""] = split(hash.replace(/^#\/?/, ""), "?");
  const words = path.split("/").filter(Boolean).map(decoded);
  const isPlace = words.length > 0 && /^(\d+|file)$/.test(words[0]);
  const [place, page = FIRST_PAGE, id = ""] = isPlace ? words : ["", ...words];
  return { place, page, id, parameters: new URLSearchParams(search) };
}

/**
 * Returns the hash of an address.
 *
 * @param {Partial<Address> & {page: string}} address
 */
export function hashOf({ place = "", page, id = "", parameters }) {
  const words = [place, page, id].filter(Boolean).map(encodeURIComponent);
  const search = parameters?.toString();
  return `#/${words.join("/")}${search ? `?${search}` : ""}`;
}

/** How far each address was read, in CSS pixels. @type {Map<string, number>} */
const scrolls = new Map();
/** Whether the reader came back to an entry of the history. */
let isReturn = false;

/** Keeps how far an address was read, for when the reader comes back to it. @param {string} hash */
export const leaveAt = (hash) => scrolls.set(hash, scrollY);

/** Shows the present address from its beginning, or where the reader left it when she comes back. */
export function scrollHere() {
  scrollTo(0, isReturn ? (scrolls.get(location.hash) ?? 0) : 0);
}

/** Returns the present address. */
export const here = () => read(location.hash);

/**
 * Goes to an address, by a new entry of the history or in the place of the present one.
 *
 * @param {string} hash
 * @param {"push" | "replace"} [entry]
 */
export function go(hash, entry = "push") {
  if (hash === location.hash) return;
  if (entry === "push") history.pushState(null, "", hash);
  else history.replaceState(history.state, "", hash);
  dispatchEvent(new PopStateEvent("popstate"));
}

/**
 * Changes how the present page is looked at: parameters that are empty are left out.
 *
 * @param {Record<string, string>} changed
 * @param {"push" | "replace"} [entry]
 */
export function look(changed, entry) {
  const address = here();
  for (const [name, value] of Object.entries(changed)) {
    if (value) address.parameters.set(name, value);
    else address.parameters.delete(name);
  }
  go(hashOf(address), entry);
}

/** Calls this now and whenever the address changes: by a link, by `go`, by the browser's back and forward. @param {() => void} follow */
export function listen(follow) {
  history.scrollRestoration = "manual";
  const arrive = () => {
    isReturn = history.state?.isSeen === true;
    history.replaceState({ isSeen: true }, "");
    follow();
  };
  addEventListener("popstate", arrive);
  arrive();
}

/**
 * Returns what stands before and after the first of a mark.
 *
 * @param {string} text
 * @param {string} mark
 */
function split(text, mark) {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** @param {string} word */
function decoded(word) {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}
