#!/usr/bin/env bash
# Ballots into means and design-based errors, beside awk and (where installed) R's data.table and
# survey on the same file; then rank sets of 1,000 units, a four-part appraisal of 200 units, and
# what-ifs on it. Says whether the figures are the same.
#
#   bench/scoring/run.sh BUILD_FOLDER [ROWS] [RUNS]
#
# BUILD_FOLDER is one of the preset bench; the file of ballots is made there once.
set -euo pipefail
build=$(realpath "$1")
rows=${2:-10000000}
runs=${3:-3}
here=$(dirname "$(realpath "$0")")
file=$build/ballots.$rows.csv
program=$build/bench/scoring/bench_scoring
[[ -s $file ]] || awk -v rows="$rows" -f "$here/make_ballots.awk" >"$file.part"
[[ -s $file ]] || mv "$file.part" "$file"
cat "$file" >/dev/null  # warm
echo "$rows ballots, $(stat -c %s "$file") octets, $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"

# measured NAME COMMAND…: its time, and whether its figures are ours.
measured() {
    local begin end
    begin=$(date +%s.%N)
    "${@:2}" >"$build/figures.$1"
    end=$(date +%s.%N)
    printf '%-12s %.2f s, ' "$1" "$(echo "$end - $begin" | bc)"
    cmp -s "$build/figures.pingyi" "$build/figures.$1" && echo "the same figures" || echo "OTHER FIGURES"
}

for ((run = 0; run < runs; ++run)); do
    "$program" ballots "$file" >"$build/figures.pingyi"
done
"$program" ballots "$file" 1 >"$build/figures.one_thread"
cmp "$build/figures.pingyi" "$build/figures.one_thread"
measured awk awk -f "$here/mean_and_error.awk" "$file"
for library in data.table survey; do
    if command -v Rscript >/dev/null && Rscript -e "library($library)" >/dev/null 2>&1; then
        measured $library Rscript "$here/mean_and_error.R" $library "$file"
    else
        echo "$library    not installed"
    fi
done
"$program" ranks 1000

# A full four-part appraisal of 200 units: five questions a ballot, five groups of evaluators.
appraisal=$build/appraisal.$rows
if [[ ! -e $appraisal/made ]]; then
    mkdir -p "$appraisal"
    awk -v out="$appraisal" -v rows="$rows" -f "$here/make_appraisal.awk"
    touch "$appraisal/made"
fi
for ((run = 0; run < runs; ++run)); do
    rm -rf "$appraisal/result"
    /usr/bin/time -f 'appraisal    %e s, %U s of processors, %M KiB' "$build/pingyi" score \
        "$here/../../schemes/four-part-appraisal.yaml" --data "$appraisal" --out "$appraisal/result" >/dev/null
done
"$program" what_if "$here/../../schemes/four-part-appraisal.yaml" "$appraisal" study
