// Oriel in Node: writes the drawing to standard output.

import { Dataset, evaluate, render } from "oriel";

import { drawing, events, options, query } from "./signups.js";

const response = evaluate(Dataset.fromNdjson(events), query, options);
process.stdout.write(render(query, response, { ...drawing, now: options.now }));
