// @ts-check
/** The name, the description and the tags of an insight, changed in a dialog; deleting one, and taking that back. @module */

import * as insights from "../api/insights.js";
import { sayDone, tell } from "../shell.js";
import { askFor } from "./dialog.js";

/** @typedef {import("../api.js").Place} Place */
/** @typedef {insights.Insight} Insight */

/**
 * Asks what an insight is called and what it is about.
 *
 * @param {string} title
 * @param {string} action
 * @param {Pick<Insight, "name" | "derived_name" | "description" | "tags">} insight
 * @param {(fields: {name: string, description: string, tags: string[]}) => unknown} take
 */
export function askForDetails(title, action, { name, derived_name, description, tags }, take) {
  const fields = [
    { name: "name", label: "Name", value: name || derived_name || "", required: true },
    { name: "description", label: "Description", value: description ?? "", longest: 100_000, isLong: true },
    { name: "tags", label: "Tags", value: tags.join(", "), hint: "Words with commas between them" },
  ];
  askFor(title, action, fields, ({ name, description, tags }) => take({ name, description, tags: tagsOf(tags) }));
}

/**
 * Deletes an insight, and offers to take that back.
 *
 * @param {Place} place
 * @param {Insight} insight
 * @param {() => void} changed is called when it is gone, and when it is back
 */
export async function remove(place, insight, changed) {
  try {
    await insights.change(place, insight.id, { deleted: true });
    changed();
    const restore = () => insights.change(place, insight.id, { deleted: false }).then(changed).catch(tell);
    sayDone(`“${insights.nameOf(insight)}” was deleted.`, { name: "Restore", run: restore });
  } catch (error) {
    tell(error);
  }
}

/** Returns the tags of a text. @param {string} text */
const tagsOf = (text) => [...new Set(text.split(",").map((tag) => tag.trim().toLowerCase()).filter(Boolean))];
