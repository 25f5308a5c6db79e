// @ts-check
/** Makes and finds the elements of the page. @module */

/**
 * Returns a new element with properties and children.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} [properties] names with a dash are attributes
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes("-")) made.setAttribute(name, value);
    else Object.assign(made, { [name]: value });
  }
  made.append(...children);
  return made;
}

/**
 * Returns the element with an id.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element ${id}.`);
  return found;
}

/** How long typing rests before it counts, in milliseconds. */
const REST = 250;

/**
 * Acts on what is typed into a control whenever the typing rests, until it is told to stop.
 *
 * @param {HTMLInputElement} control
 * @param {() => void} act
 * @param {AbortSignal} stopped
 */
export function whenTypingRests(control, act, stopped) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let typing;
  control.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(act, REST);
  }, { signal: stopped });
  stopped.addEventListener("abort", () => clearTimeout(typing));
}

/** Whether the window is wide, for all that is folded; asked with the first of them. @type {MediaQueryList | undefined} */
let width;

/**
 * Returns a part of the page that is folded away where the window is narrow, and stands open where it is wide.
 *
 * @param {string} className
 * @param {string} summary
 * @param {(Node | string)[]} content
 */
export function folded(className, summary, ...content) {
  width ??= watchedWidth();
  return make("details", { className: `folded ${className}`, open: width.matches }, make("summary", {}, summary), ...content);
}

/** Returns whether the window is wide; what is folded in the page follows from now on. */
function watchedWidth() {
  const wide = matchMedia("(min-width: 64rem)");
  wide.addEventListener("change", () => {
    const boxes = /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details.folded"));
    for (const box of boxes) box.open = wide.matches;
  });
  return wide;
}

/**
 * Returns a list to choose from, with its label. A chosen value that is not offered is added to the offer.
 *
 * @param {string} label
 * @param {[value: string, name: string][]} offers
 * @param {string} chosen
 * @param {(value: string) => void} choose
 */
export function choice(label, offers, chosen, choose) {
  /** @type {[string, string][]} */
  const all = offers.some(([value]) => value === chosen) ? offers : [...offers, [chosen, chosen]];
  const options = all.map(([value, name]) => make("option", { value, selected: value === chosen }, name));
  const select = make("select", { name: label, onchange: () => choose(select.value) }, ...options);
  return make("label", {}, label, select);
}
