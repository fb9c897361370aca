# What every script of this folder shares: strict mode, plain speech, root, and the Node we use.
# shellcheck shell=bash
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$*" >&2; }

# Ends the script with one clear sentence.
stop() {
    say "$(basename "$0"): $*"
    exit 1
}

as_root() {
    if [[ $(id -u) == 0 ]]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        stop "packages are missing and can only be installed by root: run this once as root or with sudo."
    fi
}

# Runs a command quietly; shows what it printed only when it fails.
quietly() {
    local log
    log=$(mktemp)
    if "$@" >"$log" 2>&1; then
        rm -f "$log"
    else
        tail -n 60 "$log" >&2
        rm -f "$log"
        return 1
    fi
}

# The Node that tools/install fetched where the system's own is too old. (Debian's npm links no
# .bin/node, so its own folder is named.)
for node_folder in "$PWD"/build/tools/node/node_modules/node-linux-*/bin; do
    if [[ -x $node_folder/node ]]; then
        PATH=$node_folder:$PWD/build/tools/node/node_modules/.bin:$PATH
    fi
done

# A compiler cache, where there is one, also serves another clone of this repository.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
