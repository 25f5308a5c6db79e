// Oriel with Vite: drawn by hand, and as a component of React.

import init, { Dataset, evaluate, render } from "oriel";
import { OrielInsight } from "oriel/react";
import { createRoot } from "react-dom/client";

import { drawing, events, options, query } from "../signups.js";

await init();
const response = evaluate(Dataset.fromNdjson(events), query, options);
document.querySelector("#chart").innerHTML = render(query, response, { ...drawing, now: options.now });

createRoot(document.querySelector("#react")).render(<OrielInsight query={query} response={response} theme="light" />);
