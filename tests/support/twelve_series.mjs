// A shared line chart of twelve series over sixty days, on the Worker that `ORIEL_URL` names (with test hooks).

import { workerAt } from "./worker.mjs";

const BROWSERS = ["Chrome", "Safari", "Firefox", "Edge", "Samsung Internet", "Opera", "Brave", "Vivaldi", "DuckDuckGo", "Arc", "UC Browser", "Ladybird"];
const DAYS = 60;

/** Makes the chart and returns the token of its link. */
export async function shareTwelveSeries(url) {
  const { ask, setUp } = workerAt(url);
  const made = await setUp();
  const midnight = Math.floor(Date.now() / 86_400_000) * 86_400_000;
  for (const [rank, browser] of BROWSERS.entries()) {
    const batch = [];
    for (let day = 0; day < DAYS; day++) {
      const timestamp = new Date(midnight - day * 86_400_000).toISOString();
      // Waves of a week, lower and lower, each with its own phase.
      const count = Math.round((24 + 8 * Math.sin((day + rank) / 1.1)) / (1 + rank / 3));
      for (let index = 0; index < count; index++) {
        batch.push({ event: "$pageview", distinct_id: `${browser} ${index}`, timestamp, properties: { $browser: browser } });
      }
    }
    await ask("POST", "/batch/", { api_key: made.token, batch });
  }
  const query = {
    kind: "TrendsQuery",
    series: [{ kind: "EventsNode", event: "$pageview" }],
    breakdownFilter: { breakdown: "$browser", breakdown_type: "event" },
    dateRange: { date_from: `-${DAYS - 1}d` },
  };
  const insight = await ask("POST", `/api/projects/${made.project.main}/insights/`, { name: "Pageviews by browser", query });
  const shared = await ask("PATCH", `/api/projects/${made.project.main}/insights/${insight.id}/sharing`, { enabled: true });
  return shared.access_token;
}
