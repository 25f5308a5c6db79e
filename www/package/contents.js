// @ts-check
/** What `<oriel-insight>` shows: a drawing with its table, or a frame, or a message. @module */

/** How high the line is that opens the table, in CSS pixels. */
export const SUMMARY_HEIGHT = 36;

// In an element of a height of its own the contents are as high as that, whatever they hold.
export const STYLE = `
:host{display:block;position:relative;contain:layout style;container-type:inline-size;min-height:7.5rem;color-scheme:light dark;
--ink:light-dark(#1d1f27,#e8e9ee);--paper:light-dark(#fff,#14171f)}
:host([hidden]){display:none}:host([theme=light]){color-scheme:light}:host([theme=dark]){color-scheme:dark}
.fixed{position:absolute;inset:0;box-sizing:border-box;padding:inherit;overflow:auto}.fixed>svg:only-child{height:100%}
svg,iframe{display:block;width:100%;border:0}
p{margin:0;padding:1rem;font:14px/1.5 system-ui,sans-serif;color:var(--ink)}button{font:inherit}
details{font:13px/1.5 system-ui,sans-serif;color:var(--ink);overflow-x:auto}
summary{box-sizing:border-box;min-height:${SUMMARY_HEIGHT}px;cursor:pointer;padding:8px}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}th,td{padding:.25rem .5rem;text-align:right}tr>:first-child{text-align:left}`;

/**
 * Returns a drawing as an element, without anything that could run.
 *
 * @param {string} text
 */
export function svgOf(text) {
  const svg = /** @type {Element} */ (new DOMParser().parseFromString(text, "image/svg+xml").documentElement);
  if (!(svg instanceof SVGSVGElement)) throw new Error("the answer is not a drawing.");
  for (const element of [svg, ...svg.querySelectorAll("*")]) {
    if (["script", "foreignObject"].includes(element.localName)) element.remove();
    for (const { name } of [...element.attributes]) if (/^on|href$/i.test(name)) element.removeAttribute(name);
  }
  svg.setAttribute("part", "chart");
  return document.importNode(svg, true);
}

/**
 * Returns a frame with the page of a shared link: the one that is shown, where it is of this page, so that what a reader
 * has done in it stays.
 *
 * @param {string} source
 * @param {HTMLIFrameElement | null} shown
 */
export function frameOf(source, shown) {
  const address = new URL(source, document.baseURI).href.replace("/shared/", "/embedded/");
  if (shown?.src === address) return shown;
  const frame = Object.assign(document.createElement("iframe"), { src: address, title: "Insight" });
  frame.style.height = "400px";
  frame.setAttribute("part", "frame");
  return frame;
}

/**
 * Makes a frame as high as its page says, if a message is of that page and says so.
 *
 * @param {HTMLIFrameElement | null} frame
 * @param {MessageEvent} message
 */
export function fitFrame(frame, { source, data }) {
  if (frame && source === frame.contentWindow && data?.jsonrpc === "2.0" && data.method === "oriel.resized")
    frame.style.height = `${data.params.height}px`;
}

/**
 * Returns a table that is opened by its line.
 *
 * @param {HTMLTableElement} table
 * @param {boolean} isOpen
 */
export function detailsOf(table, isOpen) {
  const details = Object.assign(document.createElement("details"), { open: isOpen });
  details.append(Object.assign(document.createElement("summary"), { textContent: "Figures as a table" }), table);
  details.setAttribute("part", "table");
  return details;
}

/**
 * Returns the message that there is no chart.
 *
 * @param {unknown} error
 * @param {() => void} tryAgain
 */
export function messageOf(error, tryAgain) {
  const reason = error instanceof Error ? error.message : String(error);
  const message = Object.assign(document.createElement("p"), { textContent: `The chart cannot be shown: ${reason} ` });
  message.setAttribute("role", "alert");
  message.setAttribute("part", "message");
  const again = Object.assign(document.createElement("button"), { textContent: "Try again", type: "button" });
  again.addEventListener("click", tryAgain);
  message.append(again);
  return message;
}
