# Makes ballots of 100 uneven units in 20 strata of 40 clusters each: unit,stratum,psu,weight,score.
# A multiplicative generator of its own, so that every awk writes the same file.
#
#   awk -v rows=10000000 -f make_ballots.awk >ballots.csv
function chance() {
    seed = (seed * 16807) % 2147483647
    return seed / 2147483647
}
BEGIN {
    seed = 20261125
    print "unit,stratum,psu,weight,score"
    for (row = 0; row < rows; ++row) {
        unit = int(100 * chance() * chance()) + 1  # the first are the larger
        stratum = int(20 * chance()) + 1
        cluster = int(40 * chance()) + 1
        weight = 0.5 + int(300000 * chance()) / 100000
        score = 1 + int(5 * (chance() * 0.7 + 0.3 * ((unit * 7 + cluster * 3 + stratum) % 11) / 11))
        printf "u%03d,s%02d,p%03d,%.5f,%d\n", unit, stratum, cluster, weight, score
    }
}
