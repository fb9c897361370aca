#!/bin/sh
# Resident memory of `pingyi serve` on a demonstration database: idle, then with 1,000 idle connections
# and a load of 64. Usage: bench/http/memory.sh PINGYI [SECONDS]
set -eu
pingyi=$1
seconds=${2:-10}
folder=$(mktemp -d)
idle= server=
finish() {
    kill $idle $server 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT
memory() { awk -v what="$1" '/VmRSS/ {now = $2} /VmHWM/ {most = $2} END {printf "%s: %d MB, at most %d MB\n", what, now / 1024, most / 1024}' "/proc/$server/status"; }

"$pingyi" demo --database "sqlite:$folder/p.db" >/dev/null
"$pingyi" serve --database "sqlite:$folder/p.db" --port 18153 >/dev/null 2>&1 &
server=$!
until curl -sf http://127.0.0.1:18153/readyz >/dev/null; do sleep 0.2; done
sleep 2
memory idle
python3 - <<'PY' &
import socket, time
request = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
held = []
for _ in range(1000):
    held.append(socket.create_connection(("127.0.0.1", 18153)))
    held[-1].sendall(request)
for _ in range(5):  # ask again before the server's idle time is over
    time.sleep(20)
    for connection in held:
        connection.recv(4096)
        connection.sendall(request)
PY
idle=$!
sleep 2
memory "1,000 idle connections"
for path in /readyz / /units; do
    wrk -t1 -c64 -d"${seconds}s" --latency "http://127.0.0.1:18153$path" | awk -v path="$path" '/requests in/ {n = $1} /Non-2xx/ {bad = $NF} END {print "  " path ": " n " requests, not 2xx: " bad + 0}'
    memory "1,000 idle connections and 64 asking for $path"
done
