// @ts-check
/** What is around every page: navigation, the menu, and what is told to the reader. @module */

import { byId, make } from "./dom.js";
import { hashOf, here } from "./router.js";
import { chooseTheme, followTheme, theme } from "./theme.js";

/** @typedef {import("./api.js").Place} Place */
/** @typedef {import("./source.js").Source} Source */

/** The pages of the navigation. */
const PAGES = [["insights", "Insights"], ["dashboards", "Dashboards"]];

/** How long a sentence about something done stays, in milliseconds. */
const DONE_STAYS = 4000;

/** Shows an error in words, with the field it is about; hides the last one when there is none. @param {unknown} [error] */
export function tell(error) {
  const notice = byId("notice");
  notice.hidden = error === undefined;
  if (error === undefined) return;
  const { message, field } = /** @type {{message: string, field?: string | null}} */ (error);
  notice.replaceChildren(message, ...(field ? [" ", make("code", {}, field)] : []));
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let fading;

/**
 * Says for a moment that something was done, and offers one thing to do about it.
 *
 * @param {string} text
 * @param {{name: string, run: () => unknown}} [offer]
 */
export function sayDone(text, offer) {
  const done = byId("done");
  const run = offer && make("button", { type: "button", onclick: () => (done.replaceChildren(), offer.run()) }, offer.name);
  done.replaceChildren(make("span", {}, text), ...(run ? [run] : []));
  clearTimeout(fading);
  fading = setTimeout(() => done.replaceChildren(), offer ? 2 * DONE_STAYS : DONE_STAYS);
}

/** Shows a page, and says so to who cannot see it. @param {string} title @param {(Node | string)[]} content */
export function showPage(title, ...content) {
  document.title = title ? `${title} – Oriel` : "Oriel";
  byId("page").replaceChildren(...content);
}

/**
 * Fills the bar and the menu for a source of answers, or for nobody.
 *
 * @param {Source | undefined} source
 * @param {Place[]} places where the reader may go
 */
export function showBar(source, places) {
  const present = here();
  const place = source && (source.kind === "file" ? "file" : String(source.place.id));
  const pages = source?.kind === "server" ? PAGES : source ? PAGES.slice(0, 1) : [];
  const links = pages.map(([page, name]) => {
    const link = make("a", { href: hashOf({ place, page }) }, name);
    if (page === present.page) link.setAttribute("aria-current", present.id ? "true" : "page");
    return link;
  });
  byId("pages").replaceChildren(...links);
  byId("place").replaceChildren(...(source ? [source.kind === "file" ? `${source.place.name}, in this page only` : source.place.name] : []));
  byId("sign-out").hidden = places.length === 0;
  const choice = byId("place-choice");
  choice.hidden = places.length < 2;
  const options = places.map(({ id, name }) => make("option", { value: String(id), selected: String(id) === place }, name));
  if (place === "file") options.unshift(make("option", { value: "file", selected: true }, "The opened file"));
  choice.querySelector("select")?.replaceChildren(...options);
}

/**
 * Makes the menu work.
 *
 * @param {{choosePlace: (id: string) => void, signOut: () => void}} actions
 */
export function listenToMenu({ choosePlace, signOut }) {
  followTheme();
  const themes = /** @type {HTMLSelectElement} */ (byId("theme"));
  themes.value = theme();
  themes.addEventListener("change", () => chooseTheme(/** @type {import("./theme.js").Theme} */ (themes.value)));
  const choice = /** @type {HTMLSelectElement} */ (byId("place-choice").querySelector("select"));
  choice.addEventListener("change", () => {
    byId("menu").hidePopover();
    choosePlace(choice.value);
  });
  byId("sign-out").addEventListener("click", signOut);
  // Addresses stand behind the `#`, so the way to the content is not one of them.
  byId("skip").addEventListener("click", (event) => {
    event.preventDefault();
    byId("page").focus();
  });
  byId("own-file").addEventListener("change", () => byId("menu").hidePopover());
}
