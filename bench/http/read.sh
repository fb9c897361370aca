#!/bin/sh
# A small JSON read over keep-alive: bare Beast and our server in turn, five times.
# Usage: bench/http/read.sh BUILD_FOLDER [SECONDS]; prints CPU microseconds a request and wrk's p99.
set -eu
programs=$1/bench/http
seconds=${2:-5}
measure() { # name port
    "$programs/bench_http_$1" "$2" &
    server=$!
    sleep 0.5
    out=$(wrk -t1 -c64 -d"${seconds}s" --latency "http://127.0.0.1:$2/")
    ticks=$(awk '{print $14 + $15}' "/proc/$server/stat")
    memory=$(awk '/VmHWM/ {print $2}' "/proc/$server/status")
    kill "$server"
    wait "$server" 2>/dev/null || true
    requests=$(echo "$out" | awk '/requests in/ {print $1}')
    p99=$(echo "$out" | awk '/99%/ {print $2}')
    echo "$1 $requests $p99 $memory" |
        awk -v ticks="$ticks" '{printf "%-7s %8d requests  %6.1f us CPU each  p99 %s  peak %d MB\n", $1, $2, ticks * 10000 / $2, $3, $4 / 1024}'
}
for _ in 1 2 3 4 5; do
    measure bare 18150
    measure served 18151
done
