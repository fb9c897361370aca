#!/usr/bin/env bash
# Full hash tiles (8,192 octets) from the database beside a static file of about that size from the
# same server, in turn. Usage: bench/ledger/tiles.sh BUILD_FOLDER [SECONDS]; prints requests/s.
set -euo pipefail
build=$(realpath "$1")
seconds=${2:-5}
port=${BENCH_PORT:-18695}
folder=$(mktemp -d "$build/tiles.XXXXXX")
server=
trap '[[ -z $server ]] || kill "$server"; rm -rf "$folder"' EXIT
settings=(--database "sqlite:$folder/tiles.db" --key-file "$folder/key")
"$build/pingyi" demo "${settings[@]}" >/dev/null
# Entries that wait: the server gives them their places. Enough for one full tile and more.
sqlite3 "$folder/tiles.db" "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
    INSERT INTO ledger_pending (id, log, at, entry)
    SELECT printf('0190f3a2-0000-7000-8000-%012x', i), 'operations', 1700000000000, entry
    FROM n, (SELECT entry FROM ledger_pending LIMIT 1)"
"$build/pingyi" serve "${settings[@]}" --port "$port" --address 127.0.0.1 >"$folder/log" 2>&1 &
server=$!
until curl -sf -o /dev/null "http://127.0.0.1:$port/ledger/operations/tile/0/003"; do
    kill -0 "$server" || { cat "$folder/log" >&2 && exit 1; }
    sleep 0.2
done

rate() { wrk -t1 -c64 -d"${seconds}s" "http://127.0.0.1:$port$1" | awk '/Requests\/sec/ {print $2}'; }
static=$(cd "$(dirname "$0")/../.." && find build/web/assets -name '*.js' -size -10k -size +6k | sort | head -1)
for path in /ledger/operations/tile/0/000 "/assets/$(basename "$static")"; do
    curl -sf -o /dev/null -w "%{size_download} octets  $path\n" "http://127.0.0.1:$port$path"
done
for _ in 1 2 3 4 5; do
    echo "tile $(rate /ledger/operations/tile/0/000)  static $(rate "/assets/$(basename "$static")")"
done
