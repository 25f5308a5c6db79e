"""Sends events by the SDK for Python: python send.py TOKEN URL."""

import sys

from posthog import Posthog

token, url = sys.argv[1:]
client = Posthog(token, host=url, gzip=True, flush_at=7)
for number in range(30):
    client.capture("python event", distinct_id=f"python {number % 3}", properties={"number": number})
client.set(distinct_id="python 0", properties={"plan": "free"})
client.alias("python 1", "python 2")
client.shutdown()
