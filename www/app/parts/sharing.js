// @ts-check
/** The dialog in which something is shared: its link, how that looks, who may open it, and how to embed it. @module */

import * as api from "../api/sharing.js";
import { make } from "../dom.js";
import { openDialog, problemLine } from "./dialog.js";
import { passwords } from "./passwords.js";
import { copyButton, snippets } from "./snippets.js";

/** @typedef {import("../api.js").Place} Place */

/** What readers are shown of it, by the names of the settings. @type {[name: string, label: string][]} */
const FLAGS = [
  ["noHeader", "Without title and description"],
  ["detailed", "With the figures opened"],
  ["hideExtraDetails", "Without who made it and when"],
  ["whitelabel", "Without “Shown by Oriel”"],
];

/** @type {[string, string][]} */
const THEMES = [["system", "As the reader's system"], ["light", "Light"], ["dark", "Dark"]];

/**
 * Opens the dialog for an insight or a dashboard.
 *
 * @param {Place} place
 * @param {api.Subject} subject
 */
export function openSharing(place, subject) {
  const problem = problemLine();
  const told = make("div", { role: "status" });
  const box = make("div", { className: "sharing" }, make("p", { className: "loading" }, "Loading…"));
  openDialog(`Share “${subject.name}”`, "wide", problem.line, told, box);

  /** How many changes wait or are under way. */
  let changes = 0;
  /** @type {Promise<void>} ends with the last of them */
  let last = Promise.resolve();
  /** Runs a change after those before it, and shows what holds once there is no further one. @param {() => Promise<unknown>} act */
  const change = (act) => {
    if (changes === 0) {
      problem.say(undefined);
      told.replaceChildren();
    }
    changes += 1;
    box.setAttribute("aria-busy", "true");
    last = last.then(async () => {
      await run(act);
      changes -= 1;
      await show();
    });
  };
  /** @param {() => Promise<unknown>} act */
  const run = async (act) => {
    try {
      const outcome = await act();
      if (outcome instanceof Node) told.replaceChildren(outcome);
    } catch (reason) {
      problem.say(reason);
    }
  };
  const show = async () => {
    if (changes > 0) return;
    try {
      const sharing = await api.sharing(place, subject);
      // What was changed meanwhile is not in it yet.
      if (changes > 0) return;
      const focused = [...box.querySelectorAll("button, input, select")].indexOf(/** @type {Element} */ (document.activeElement));
      box.replaceChildren(...(sharing.enabled ? shared(place, subject, sharing, change) : unshared(place, subject, change)));
      if (focused >= 0) /** @type {NodeListOf<HTMLElement>} */ (box.querySelectorAll("button, input, select"))[focused]?.focus();
    } catch (reason) {
      problem.say(reason);
      box.replaceChildren();
    }
    box.removeAttribute("aria-busy");
  };
  show();
}

/**
 * Returns what is shown of something that only members see.
 *
 * @param {Place} place
 * @param {api.Subject} subject
 * @param {(act: () => Promise<unknown>) => void} change
 */
function unshared(place, subject, change) {
  const turn = make("button", { type: "button" }, "Share with a link");
  turn.addEventListener("click", () => change(() => api.change(place, subject, { enabled: true })));
  const words = "Only members of the project see this. With a link, everybody who has it can look, and nobody can change anything; you can take it back at any time.";
  return [make("div", { className: "options" }, make("p", {}, words), turn)];
}

/**
 * Returns what is shown of something that is shared: the options, and how readers see it.
 *
 * @param {Place} place
 * @param {api.Subject} subject
 * @param {api.Sharing} sharing
 * @param {(act: () => Promise<unknown>) => void} change
 */
function shared(place, subject, sharing, change) {
  const link = new URL(`/shared/${sharing.access_token}`, location.href).href;
  const options = make(
    "div",
    { className: "options" },
    linkLine(place, subject, link, change),
    ...settings(place, subject, sharing, change),
    passwords(place, subject, sharing, change),
    make("section", {}, make("h3", {}, "Embed it"), snippets(link, subject.name)),
  );
  // The address differs each time, so that no cache between shows how it looked before.
  const frame = make("iframe", { src: `/embedded/${sharing.access_token}?preview=${Date.now()}`, title: "Preview" });
  const preview = make("section", { className: "preview" }, make("h3", {}, "As readers see it"), frame);
  return [options, preview];
}

/**
 * @param {Place} place
 * @param {api.Subject} subject
 * @param {string} link
 * @param {(act: () => Promise<unknown>) => void} change
 */
function linkLine(place, subject, link, change) {
  const address = make("input", { readOnly: true, value: link, "aria-label": "Link", onfocus: () => address.select() });
  const rotate = make("button", { type: "button", className: "quiet", title: "The present link works five minutes more" }, "New link");
  rotate.addEventListener("click", () => change(() => api.rotate(place, subject)));
  const stop = make("button", { type: "button", className: "quiet alarm" }, "Stop sharing");
  stop.addEventListener("click", () => change(() => api.change(place, subject, { enabled: false })));
  const open = make("a", { className: "button quiet", href: link, target: "_blank", rel: "noopener" }, "Open");
  const line = make("p", { className: "link" }, address, copyButton(link, "The link"));
  return make("section", {}, make("h3", {}, "Link"), line, make("p", { className: "actions" }, open, rotate, stop));
}

/**
 * @param {Place} place
 * @param {api.Subject} subject
 * @param {api.Sharing} sharing
 * @param {(act: () => Promise<unknown>) => void} change
 */
function settings(place, subject, { settings }, change) {
  let present = settings ?? {};
  // The server keeps the settings as a whole, so each change goes upon those that the one before it left.
  const keep = (/** @type {object} */ changed) =>
    change(async () => {
      const kept = await api.change(place, subject, { settings: { ...present, ...changed } });
      present = kept.settings ?? {};
    });
  const flags = FLAGS.map(([name, label]) => {
    const box = make("input", { type: "checkbox", checked: present[name] === true });
    box.addEventListener("change", () => keep({ [name]: box.checked }));
    return make("label", { className: "check" }, box, label);
  });
  const themes = make("select", {}, ...THEMES.map(([value, name]) => make("option", { value, selected: value === (present.theme ?? "system") }, name)));
  themes.addEventListener("change", () => keep({ theme: themes.value }));
  const looks = make("section", {}, make("h3", {}, "How it looks"), ...flags, make("label", {}, "Colours", themes));
  return [looks, make("section", {}, make("h3", {}, "Which sites may embed it"), audience(present, keep))];
}

/**
 * Returns the field for the sites whose pages may show it; every site may while none is named.
 *
 * @param {Record<string, unknown>} present
 * @param {(changed: object) => void} keep
 */
function audience(present, keep) {
  const named = Array.isArray(present.allowedOrigins) ? present.allowedOrigins.join(" ") : "";
  const sites = make("input", { value: named, placeholder: "https://example.com https://*.example.org", autocomplete: "off", spellcheck: false });
  sites.addEventListener("change", () => {
    const origins = sites.value.split(/[\s,]+/).filter(Boolean);
    keep({ allowedOrigins: origins.length > 0 ? origins : undefined });
  });
  return make("label", {}, "Their addresses, or nothing for every site", sites);
}
