// @ts-check
/**
 * Makes a part of the page look like another that was built anew, by changing as little as possible: what has the focus
 * keeps it, what is being clicked is still there, and what was opened stays open.
 * @module
 */

/** What happens in a control is answered by the newest handlers. */
const HANDLERS = /** @type {const} */ ([
  "onclick",
  "onchange",
  "oninput",
  "onkeydown",
  "ontoggle",
  "ondragstart",
  "ondragover",
  "ondrop",
  "ondragend",
]);

/**
 * Makes the children of an element those that are wanted.
 *
 * @param {Element} parent
 * @param {Node[]} wanted
 */
export function morphChildren(parent, wanted) {
  const present = [...parent.childNodes];
  const unused = new Set(present);
  wanted.forEach((node, position) => {
    const match = [...unused].find((old) => isLike(old, node));
    if (match) unused.delete(match);
    const placed = match ? morphed(match, node) : node;
    const standing = parent.childNodes[position];
    if (standing !== placed) parent.insertBefore(placed, standing ?? null);
  });
  for (const node of unused) node.remove();
}

/** @param {Node} node */
const keyOf = (node) => (node instanceof HTMLElement ? node.dataset.key : undefined);

/** @param {Node} old @param {Node} wanted */
const isLike = (old, wanted) => old.nodeName === wanted.nodeName && keyOf(old) === keyOf(wanted);

/** @param {Node} old @param {Node} wanted @returns {Node} */
function morphed(old, wanted) {
  if (!(old instanceof HTMLElement) || !(wanted instanceof HTMLElement)) {
    if (old.nodeValue !== wanted.nodeValue) old.nodeValue = wanted.nodeValue;
    return old;
  }
  const former = isLine(old) ? old.defaultValue : undefined;
  morphAttributes(old, wanted);
  for (const handler of HANDLERS) old[handler] = /** @type {any} */ (wanted[handler]);
  morphChildren(old, [...wanted.childNodes]);
  morphState(old, wanted, former);
  return old;
}

/** @param {Element} element @returns {element is HTMLInputElement | HTMLTextAreaElement} */
const isLine = (element) => element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;

/** @param {HTMLElement} old @param {HTMLElement} wanted */
function morphAttributes(old, wanted) {
  for (const { name } of [...old.attributes]) {
    // Whether details are open is the reader's choice.
    if (name !== "open" && !wanted.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (name !== "open" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

/**
 * Gives a control the state of another, which its attributes do not tell. What is being typed stays while what was there
 * to begin with is the same.
 *
 * @param {HTMLElement} old
 * @param {HTMLElement} wanted
 * @param {string | undefined} former what was there to begin with
 */
function morphState(old, wanted, former) {
  if (isLine(old) && isLine(wanted)) {
    if (former !== wanted.defaultValue) old.value = wanted.defaultValue;
    if (old instanceof HTMLInputElement && wanted instanceof HTMLInputElement) old.checked = wanted.checked;
  } else if (old instanceof HTMLSelectElement && wanted instanceof HTMLSelectElement) {
    if (old.value !== wanted.value) old.value = wanted.value;
  } else if (old instanceof HTMLButtonElement && wanted instanceof HTMLButtonElement) {
    old.disabled = wanted.disabled;
  }
}
