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
"$build/bench/ledger/bench_ledger" --entries 20000 --database "sqlite:$folder/tiles.db" \
    --head "$folder/bench.head" >/dev/null
"$build/pingyi" serve "${settings[@]}" --port "$port" --address 127.0.0.1 >/dev/null 2>&1 &
server=$!
until curl -sf "http://127.0.0.1:$port/readyz" >/dev/null; do sleep 0.2; done

rate() { wrk -t1 -c64 -d"${seconds}s" "http://127.0.0.1:$port$1" | awk '/Requests\/sec/ {print $2}'; }
static=$(cd "$(dirname "$0")/../.." && find build/web/assets -name '*.js' -size -10k -size +6k | sort | head -1)
for path in /ledger/operations/tile/0/000 "/assets/$(basename "$static")"; do
    curl -sf -o /dev/null -w "%{size_download} octets  $path\n" "http://127.0.0.1:$port$path"
done
for _ in 1 2 3 4 5; do
    echo "tile $(rate /ledger/operations/tile/0/000)  static $(rate "/assets/$(basename "$static")")"
done
