# What the steps of ./test share: counting cases, a PostgreSQL of their own, running test programs.
# shellcheck shell=bash
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

: "${PINGYI_TEST_DIR:?is set by ./test: run the step through it, e.g. ./test unit}"
export PINGYI_SHARED=${PINGYI_SHARED:-../shared}

# count PASSED FAILED SKIPPED: adds to the totals of the run.
count() { printf '%s %s %s\n' "$@" >>"$PINGYI_TEST_DIR/counts"; }

# check WHAT COMMAND…: one check of our own, counted as one case.
check() {
    local what=$1
    shift
    if quietly "$@"; then
        say "  ok: $what"
        count 1 0 0
    else
        say "  failed: $what"
        count 0 1 0
        return 1
    fi
}

# count_junit FILE…: adds the cases of JUnit files, the format that all our test runners write.
count_junit() {
    local counts
    counts=$(awk 'BEGIN { RS = "<testcase " }
        FNR > 1 && /<(failure|error)[ >\/]/ { failed++; next }
        FNR > 1 && /<skipped/ { skipped++; next }
        FNR > 1 { passed++ }
        END { print passed + 0, failed + 0, skipped + 0 }' "$@")
    # shellcheck disable=SC2086
    count $counts
}

# Starts one PostgreSQL for the whole run, in a temporary directory and without fsync; ./test stops it.
need_postgres() {
    [[ -e $PINGYI_TEST_DIR/postgres.url ]] || tools/postgres start
    PINGYI_TEST_POSTGRES=$(cat "$PINGYI_TEST_DIR/postgres.url")
    export PINGYI_TEST_POSTGRES
}

# run_test_programs NAME PROGRAM…: runs GoogleTest programs, as many at once as there are cores.
run_test_programs() {
    local results=$PINGYI_TEST_DIR/$1 outcome=0
    shift
    (($# > 0)) || stop "there is no test program to run."
    mkdir -p "$results"
    printf '%s\n' "$@" | RESULTS=$results xargs -P "$(nproc)" -n 1 tools/run-test-program || outcome=1
    count_junit "$results"/*.xml
    return $outcome
}

# run_vitest DIRECTORY: runs the Vitest tests of a directory with the packages of the web client.
run_vitest() {
    export NO_COLOR=1
    local directory=$1 report outcome=0
    report=$PINGYI_TEST_DIR/$(basename "$directory")-vitest.xml
    web/node_modules/.bin/vitest run --root "$directory" --reporter=default \
        --reporter=junit --outputFile.junit="$report" >&2 || outcome=1
    [[ ! -s $report ]] || count_junit "$report"
    return $outcome
}
