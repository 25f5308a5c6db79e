// @ts-check
/** What can be copied into a page that shows something shared. @module */

import { make } from "../dom.js";
import { sayDone } from "../shell.js";

/** How long a button says what became of the copy, in milliseconds. */
const SAID = 2000;

/**
 * Returns the snippets of a link, each with a button that copies it.
 *
 * @param {string} link of a shared insight or dashboard
 * @param {string} title
 */
export function snippets(link, title) {
  const frame = link.replace("/shared/", "/embedded/");
  const script = new URL("/oriel/element.js", link).href;
  const name = escaped(title);
  const forms = {
    Frame: `<iframe src="${frame}" title="${name}" loading="lazy" style="width:100%;height:30rem;border:0"></iframe>`,
    Element: `<script type="module" src="${script}"></script>\n<oriel-insight src="${link}"></oriel-insight>`,
    React: `import { OrielInsight } from "oriel/react";\n\n<OrielInsight src="${link}" />`,
    "Markdown badge": `[![${title.replace(/[[\]\\]/g, "\\$&")}](${link}.svg)](${link})`,
    oEmbed: new URL(`/oembed?${new URLSearchParams({ url: link })}`, link).href,
    Picture: `${link}.png`,
    Figures: `${link}.csv`,
  };
  const items = Object.entries(forms).map(([name, text]) => {
    const code = make("pre", { tabIndex: 0, role: "region", "aria-label": name }, make("code", {}, text));
    return make("li", {}, make("h4", {}, name), code, copyButton(text, name));
  });
  return make("ul", { className: "snippets" }, ...items);
}

/**
 * Returns a button that copies a text.
 *
 * @param {string} text
 * @param {string} name what is copied
 */
export function copyButton(text, name) {
  const copy = make("button", { type: "button", className: "quiet" });
  const say = (/** @type {string} */ word) => {
    copy.replaceChildren(word);
    copy.setAttribute("aria-label", `${word}: ${name}`);
  };
  copy.addEventListener("click", async () => {
    const isCopied = await copyText(text, copy);
    say(isCopied ? "Copied" : "Not copied");
    sayDone(isCopied ? `${name} was copied.` : `${name} could not be copied. Select the text and copy it yourself.`);
    setTimeout(() => say("Copy"), SAID);
  });
  say("Copy");
  return copy;
}

/**
 * Copies a text, and returns whether that worked. Browsers give scripts no clipboard over plain HTTP, but copy there what
 * is selected.
 *
 * @param {string} text
 * @param {HTMLElement} button
 */
async function copyText(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text, button);
  }
}

/** @param {string} text @param {HTMLElement} button */
function copySelected(text, button) {
  const field = make("textarea", { value: text, readOnly: true });
  // Beside the button, since nothing outside of an open dialog can be selected.
  button.after(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  button.focus();
  return isCopied;
}

/** Returns a text as it stands in an attribute. @param {string} text */
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
