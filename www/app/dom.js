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

/**
 * Returns a part of the page that is folded away where the window is narrow, and stands open where it is wide.
 *
 * @param {string} className
 * @param {string} summary
 * @param {(Node | string)[]} content
 */
export function folded(className, summary, ...content) {
  const wide = matchMedia("(min-width: 64rem)");
  const box = make("details", { className: `folded ${className}`, open: wide.matches }, make("summary", {}, summary), ...content);
  const follow = () => {
    if (box.isConnected) box.open = wide.matches;
    else wide.removeEventListener("change", follow);
  };
  wide.addEventListener("change", follow);
  return box;
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
