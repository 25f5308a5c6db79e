// @ts-check
/** Light, dark, or as the reader's system is. @module */

/** @typedef {"auto" | "light" | "dark"} Theme */

const KEPT = "oriel-theme";
const THEMES = ["auto", "light", "dark"];
const DARK = "(prefers-color-scheme: dark)";

/** Returns the theme that the reader chose. @returns {Theme} */
export function theme() {
  const kept = localStorage.getItem(KEPT) ?? "auto";
  return /** @type {Theme} */ (THEMES.includes(kept) ? kept : "auto");
}

/** Returns the colours that are seen. @returns {"light" | "dark"} */
export function shownTheme() {
  const chosen = theme();
  return chosen === "auto" ? (matchMedia(DARK).matches ? "dark" : "light") : chosen;
}

/** Keeps a theme and shows the page in it. @param {Theme} chosen */
export function chooseTheme(chosen) {
  localStorage.setItem(KEPT, chosen);
  applyTheme();
  redrawCharts();
}

/** Shows the page in the theme that was chosen, and its charts also in those that the system takes on later. */
export function followTheme() {
  applyTheme();
  matchMedia(DARK).addEventListener("change", () => theme() === "auto" && redrawCharts());
}

function applyTheme() {
  document.documentElement.dataset.theme = theme();
}

/** Has the charts drawn anew, since they carry their colours. */
function redrawCharts() {
  dispatchEvent(new Event("oriel-theme"));
}
