// The insight that the examples draw: sign-ups a day, by plan.

export const query = {
  kind: "TrendsQuery",
  series: [{ kind: "EventsNode", event: "signed up" }],
  breakdownFilter: { breakdown: "plan", breakdown_type: "event" },
  dateRange: { date_from: "2026-03-02", date_to: "2026-03-08" },
};

export const options = { now: "2026-03-09T12:00:00Z", timezone: "Europe/Berlin" };

export const drawing = { width: 640, height: 320, theme: "light" };

/** Events in capture format, a JSON object a line: free plans every day, a team now and then. */
export const events = new TextEncoder().encode(
  Array.from({ length: 56 }, (_, index) => ({
    event: "signed up",
    distinct_id: `person-${index}`,
    timestamp: new Date(Date.UTC(2026, 2, 2, 6) + ((index * 53) % 168) * 3_600_000).toISOString(),
    properties: { plan: index % 5 === 0 ? "team" : "free" },
  }))
    .map((event) => JSON.stringify(event))
    .join("\n"),
);
