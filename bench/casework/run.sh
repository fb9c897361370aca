#!/usr/bin/env bash
# The speed of casework on one engine: fills a database with made letters (once; it is kept), serves
# it on core 0 and asks from core 1, each kind of request as fast as it goes and then at half of its
# target a second. Prints a table.
#
#   bench/casework/run.sh BUILD_FOLDER sqlite|postgres [LETTERS] [SECONDS] [KIND…]
#
# BUILD_FOLDER is one of the preset bench. Kinds: case_json case_page list_page list_json search
# open311 filing import; all when none is named. The PostgreSQL is one of its own, with fsync on.
set -euo pipefail
build=$(realpath "$1")
engine=$2
letters=${3:-100000}
seconds=${4:-8}
kinds=("${@:5}")
here=$(dirname "$(realpath "$0")")
port=${BENCH_PORT:-18690}
folder=$build/casework.$engine.$letters
programs=/usr/lib/postgresql/15/bin
[[ $engine == sqlite || $engine == postgres ]] || { echo "sqlite or postgres?" >&2 && exit 2; }
mkdir -p "$folder"

# ahead CORE COMMAND…: on one core, ahead of what else the machine does. Called in a subshell, whose
# place the command takes.
ahead() {
    # shellcheck disable=SC2016
    exec taskset -c "$1" setsid sh -c 'echo -15 >/proc/self/autogroup; exec "$@"' sh "${@:2}"
}

finish() {
    stop_serving
    if [[ $engine == postgres ]]; then
        kill %keep_ahead 2>/dev/null || true
        as_postgres $programs/pg_ctl stop --pgdata="$folder/data" --mode=fast >/dev/null || true
    fi
}
trap finish EXIT

as_postgres() {
    if [[ $(id -u) == 0 ]]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

start_postgres() {
    if [[ ! -e $folder/data ]]; then
        [[ $(id -u) != 0 ]] || chown postgres "$folder"
        as_postgres $programs/initdb --pgdata="$folder/data" --username=postgres --auth=trust \
            --encoding=UTF8 --locale=C.UTF-8 >/dev/null
    fi
    as_postgres taskset -c 0 $programs/pg_ctl start --pgdata="$folder/data" --log="$folder/log" \
        --wait --options="-p $((port + 1)) -c listen_addresses=127.0.0.1 \
-c unix_socket_directories=''" >/dev/null
    keep_ahead &
}

# Each process of PostgreSQL begins a session of its own, so each is put ahead by itself.
keep_ahead() {
    local pid
    while sleep 0.2; do
        for pid in $(pgrep -P "$(head -1 "$folder/data/postmaster.pid")" || true); do
            echo -15 >"/proc/$pid/autogroup" || true
        done
    done 2>/dev/null
}

# database NAME: the URL of a database, made where there is none.
database() {
    if [[ $engine == sqlite ]]; then
        echo "sqlite:$folder/$1.db"
        return
    fi
    psql -qAt "postgresql://postgres@127.0.0.1:$((port + 1))/postgres" \
        -c "CREATE DATABASE $1" >/dev/null 2>&1 || true
    echo "postgresql://postgres@127.0.0.1:$((port + 1))/$1"
}

pingyi() { "$build/pingyi" "$1" --database "$2" --key-file "$folder/key" "${@:3}"; }

# The demonstration comes last: it gives the city its staff and finds letters there already.
# PostgreSQL gets a copy of what SQLite was filled with: quicker, and both have the same cases.
fill() {
    [[ ! -e $folder/filled ]] || return 0
    if [[ $engine == sqlite ]]; then
        pingyi migrate "$1" >/dev/null
        "$build/bench/casework/bench_casework_fill" "$1" "$letters"
        pingyi demo "$1" >/dev/null
    else
        local filled=$build/casework.sqlite.$letters
        [[ -e $filled/filled ]] || "$here/run.sh" "$build" sqlite "$letters" 1 nothing
        cp "$filled/key" "$folder/key"
        pingyi migrate "$1" >/dev/null
        python3 "$here/copy.py" "$filled/casework.db" "$1"
        psql -q "$1" -c "VACUUM ANALYZE"
    fi
    touch "$folder/filled"
}

server=
serve() {
    (ahead 0 "$build/pingyi" serve --database "$1" --key-file "$folder/key" --port "$port") \
        >/dev/null 2>"$folder/serve.log" &
    server=$!
    until curl -sf "http://127.0.0.1:$port/readyz" >/dev/null; do
        kill -0 "$server" 2>/dev/null || { tail -1 "$folder/serve.log" >&2 && exit 1; }
        sleep 0.2
    done
}
stop_serving() {
    [[ -z $server ]] || { kill "$server" && wait "$server"; } 2>/dev/null || true
    server=
}

load() { (ahead 1 "$build/bench/casework/bench_casework_load" "$port" "$@"); }
busy() { cut -d' ' -f1 /proc/loadavg; }

# measure KIND TARGET CONNECTIONS: at full speed, then at half of the target.
measure() {
    [[ ${#kinds[@]} == 0 || " ${kinds[*]} " == *" $1 "* ]] || return 0
    local full half
    load "$3" 2 0 "$folder/$1" >/dev/null
    full=$(load "$3" "$seconds" 0 "$folder/$1")
    half=$(load "$3" "$seconds" $(($2 / 2)) "$folder/$1")
    # shellcheck disable=SC2086
    printf '| %-9s | %6s | %6s | %6s %6s %6s | %6s | %6s %6s %6s | %3s | %5s |\n' \
        "$1" "$2" $(cut -d' ' -f1-4 <<<"$full") "$(cut -d' ' -f1 <<<"$half")" \
        $(cut -d' ' -f2-4 <<<"$half") $(($(cut -d' ' -f5 <<<"$full") + $(cut -d' ' -f5 <<<"$half"))) \
        "$(busy)"
}

import() {
    [[ ${#kinds[@]} == 0 || " ${kinds[*]} " == *" import "* ]] || return 0
    local url
    if [[ $engine == sqlite ]]; then
        rm -f "$folder"/fresh.db*
    else
        psql -q "postgresql://postgres@127.0.0.1:$((port + 1))/postgres" \
            -c "DROP DATABASE IF EXISTS fresh"
    fi
    url=$(database fresh)
    pingyi demo "$url" >/dev/null
    echo "import of 20,000 letters, target 2,000/s, load $(busy):"
    (ahead 0,1 "$build/pingyi" import letters "$folder/letters.csv" --database "$url" \
        --key-file "$folder/key") | tail -1
}

[[ $engine == sqlite ]] || start_postgres
url=$(database "casework")
fill "$url"
pingyi migrate "$url" >/dev/null
serve "$url"
[[ -e $folder/letters.csv ]] || python3 "$here/requests.py" "$port" "$folder"
echo "$engine, $letters letters, $seconds s each; at half of the target the wait for a turn counts"
echo "| kind      | target |      /s |  p50    p95    p99 ms | half/s | p50    p95    p99 ms | bad | load |"
measure case_json 5000 64
measure case_page 3000 64
measure list_page 1500 64
measure list_json 1500 64
measure search 100 4
measure open311 500 64
measure filing 2000 64
stop_serving
import
