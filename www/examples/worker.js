// Oriel in a Cloudflare Worker: answers every request with the drawing.

import { Dataset, evaluate, render } from "oriel";

import { drawing, events, options, query } from "./signups.js";

export default {
  async fetch() {
    const response = evaluate(Dataset.fromNdjson(events), query, options);
    const svg = render(query, response, { ...drawing, now: options.now });
    return new Response(svg, { headers: { "content-type": "image/svg+xml" } });
  },
};
