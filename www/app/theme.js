// @ts-check
/** Light, dark, or as the reader's system is. @module */

/** @typedef {"auto" | "light" | "dark"} Theme */

const KEPT = "oriel-theme";
const THEMES = ["auto", "light", "dark"];

/** Returns the theme that the reader chose. @returns {Theme} */
export function theme() {
  const kept = localStorage.getItem(KEPT) ?? "auto";
  return /** @type {Theme} */ (THEMES.includes(kept) ? kept : "auto");
}

/** Returns the colours that are seen. @returns {"light" | "dark"} */
export function shownTheme() {
  const chosen = theme();
  return chosen === "auto" ? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light") : chosen;
}

/** Keeps a theme and shows the page in it. @param {Theme} chosen */
export function chooseTheme(chosen) {
  localStorage.setItem(KEPT, chosen);
  applyTheme();
  // Charts carry their colours, so they are drawn anew.
  dispatchEvent(new Event("oriel-theme"));
}

/** Shows the page in the theme that was chosen. */
export function applyTheme() {
  document.documentElement.dataset.theme = theme();
}
