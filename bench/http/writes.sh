#!/bin/sh
# Durable writes over HTTP on a table of a million rows, 256 connections, and raw group commit at 256
# rows a commit on the same table, in turn. Prints rows/s, p50 ms, p99 ms and what was not answered 201.
# Usage: bench/http/writes.sh BUILD_FOLDER [SECONDS] [RUNS]
set -eu
here=$(dirname "$0")
writes=$1/bench/http/bench_http_writes
seconds=${2:-60}
runs=${3:-5}
folder=$(mktemp -d "${BENCH_FOLDER:-$1}/writes.XXXXXX")
trap 'rm -rf "$folder"' EXIT
"$writes" fill "$folder/ballots.db" 1000000
for _ in $(seq "$runs"); do
    echo "raw   $("$writes" raw "$folder/ballots.db" "$seconds" 256)"
    "$writes" serve "$folder/ballots.db" 18102 &
    server=$!
    sleep 0.5
    echo "http  $(wrk -t1 -c256 -d"${seconds}s" --timeout 10s -s "$here/writes.lua" http://127.0.0.1:18102 | tail -1)" \
        "load $(cut -d' ' -f1 /proc/loadavg)"
    kill "$server"
    wait "$server"
done
