// @ts-check
/**
 * The figures of a drawing as a table, read from its attributes (`docs/embed.md`).
 * @module
 */

/**
 * Returns a table of what the marks of a chart tell; none of a chart without marks.
 *
 * @param {SVGSVGElement} svg
 * @returns {HTMLTableElement | undefined}
 */
export function tableOf(svg) {
  const marks = /** @type {SVGElement[]} */ ([...svg.querySelectorAll("[data-label]")]);
  if (marks.length === 0) return undefined;
  const names = marks[0].parentElement?.dataset.names?.split("|");
  const table = document.createElement("table");
  if (names) row(table.createTHead(), "th", ["", ...names]).firstElementChild?.replaceWith(document.createElement("td"));
  const body = table.createTBody();
  for (const { dataset } of marks) row(body, "td", [dataset.label ?? "", ...(dataset.value ?? "").split("|")]);
  return table;
}

/**
 * Adds a row; its first cell names it.
 *
 * @param {HTMLTableSectionElement} section
 * @param {"td" | "th"} kind the kind of the cells after the first
 * @param {string[]} texts
 */
function row(section, kind, texts) {
  const row = section.insertRow();
  texts.forEach((text, index) => {
    const cell = document.createElement(index === 0 ? "th" : kind);
    if (cell.localName === "th") cell.setAttribute("scope", kind === "th" ? "col" : "row");
    cell.textContent = text;
    row.append(cell);
  });
  return row;
}
