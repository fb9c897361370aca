#!/usr/bin/env bash
# Tries ./run and ./test in a bare Debian 12. Usage: try.sh [run|test|both] [FOLDER]
set -Eeuo pipefail
cd "$(dirname "$0")/../.."

mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
port=${PORT:-18480}
what=${1:-both}
root=${2:-}

say() { printf -- '-- %s\n' "$*"; }
stop() {
    say "$*" >&2
    exit 1
}

[[ $(id -u) == 0 ]] || stop "debootstrap and chroot need root."
[[ $what =~ ^(run|test|both)$ ]] || stop "say what to try: run, test or both."
for program in debootstrap curl git unshare; do
    command -v $program >/dev/null || stop "$program is missing."
done
temporary=
if [[ -z $root ]]; then
    root=$(mktemp --directory --tmpdir pingyi-fresh.XXXXXX)
    temporary=$root
fi
pid= # of the server that is being tried
end() {
    [[ -z $pid ]] || kill -KILL "$pid" 2>/dev/null || true
    [[ -z $temporary ]] || rm -rf --one-file-system "$temporary"
}
trap end EXIT

make_debian() {
    [[ ! -e $root/etc/debian_version ]] || return 0
    say "making a bare Debian 12"
    debootstrap --variant=minbase --include=ca-certificates,git bookworm "$root" "$mirror" >/dev/null
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" # no services start in here
    chmod +x "$root/usr/sbin/policy-rc.d"
}

# A fresh clone of the last commit, the test data beside it, this machine's names and certificates.
put_sources() {
    rm -rf --one-file-system "$root/srv/pingyi"
    mkdir -p "$root/srv/pingyi" "$root/srv/shared"
    git clone --quiet --no-local . "$root/srv/pingyi"
    cp /etc/resolv.conf /etc/hosts "$root/etc/"
    cp --recursive --dereference /etc/ssl/certs "$root/etc/ssl/" 2>/dev/null || true
}

# inside COMMAND: becomes that command, run in the clone in the bare Debian, so call it in a subshell;
# whatever it leaves running ends with it.
inside() {
    # shellcheck disable=SC2016
    COMMAND=$1 ROOT=$root SHARED=$(realpath "${PINGYI_SHARED:-../shared}") \
        exec unshare --mount --pid --fork --kill-child bash -euc '
        mount -t proc proc "$ROOT/proc"
        mount --rbind /sys "$ROOT/sys"
        mount --rbind /dev "$ROOT/dev"
        mount -t tmpfs tmpfs "$ROOT/dev/shm"
        mount --bind -o ro "$SHARED" "$ROOT/srv/shared"
        exec chroot "$ROOT" env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
            LANG=C.UTF-8 TERM=dumb CI="${CI:-}" http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}" \
            NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt npm_config_cafile=/etc/ssl/certs/ca-certificates.crt \
            bash -c "cd /srv/pingyi && $COMMAND"'
}

# serves NAME SECONDS: starts ./run and waits for its health and its home page.
serves() {
    local name=$1 seconds=$2 started=$SECONDS
    say "$name: ./run --port $port"
    inside "exec ./run --port $port" &
    pid=$!
    until curl --silent --fail --output /dev/null "http://127.0.0.1:$port/healthz"; do
        kill -0 $pid 2>/dev/null || stop "$name: ./run ended before it served."
        ((SECONDS - started < seconds)) || stop "$name: ./run does not serve after $seconds seconds."
        sleep 0.2
    done
    say "$name: serves after $((SECONDS - started)) s"
    curl --silent --fail "http://127.0.0.1:$port/" | grep --quiet 评议 || stop "$name: the home page is missing."
    kill -KILL $pid # unshare waits through a SIGTERM; the whole namespace ends with it
    wait $pid 2>/dev/null || true
    pid=
    while curl --silent --output /dev/null "http://127.0.0.1:$port/healthz"; do sleep 0.2; done
}

make_debian
put_sources
if [[ $what != test ]]; then
    serves "from nothing" 1800
    serves "again" 3
fi
if [[ $what != run ]]; then
    started=$SECONDS
    (inside ./test)
    say "./test passed after $(((SECONDS - started) / 60)) min"
fi
