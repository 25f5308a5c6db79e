#!/bin/sh
# Tries thousands of requests made from /api/schema/ on a Worker that `cargo xtask dev` started, and holds what it answers
# against the schema. By hand, since it takes minutes:
#
#     tests/worker/schemathesis.sh http://127.0.0.1:8787 phx_… [options of `schemathesis run`]
#
# It writes into the project, so a Worker of `dev --fresh` is best. Operators' paths are left out: they replace tokens.
set -eu
url=$1 key=$2
shift 2
root=$(cd "$(dirname "$0")/../.." && pwd)
tools=$root/.tools/schemathesis
[ -x "$tools/bin/schemathesis" ] || python3 -m venv "$tools"
"$tools/bin/pip" install --quiet schemathesis==4.32.5
ORIEL_SESSION=$(curl -sS -i -X POST "$url/api/session/" -H "Authorization: Bearer $key" | sed -n 's/^[Ss]et-[Cc]ookie: oriel_session=\([^;]*\).*/\1/p')
export ORIEL_SESSION
exec "$tools/bin/schemathesis" --config-file "$root/tests/worker/schemathesis.toml" run "$url/api/schema/?format=json" \
  --header "Origin: $url" --exclude-path-regex '^/(_oriel|api/session)' \
  --continue-on-failure --workers 1 --request-timeout 30 --max-examples 15 "$@"
