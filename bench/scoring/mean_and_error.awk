# The same figures by one pass of awk: weighted means and design-based errors of all units.
BEGIN { FS = "," }
NR > 1 {
    cell = $1 SUBSEP $2 SUBSEP $3
    weight[cell] += $4
    value[cell] += $4 * $5
    weights[$1] += $4
    values[$1] += $4 * $5
    if (!(($2, $3) in met)) { met[$2, $3] = 1; ++sampled[$2] }
}
END {
    for (cell in weight) {
        split(cell, key, SUBSEP)
        unit = key[1]
        z = (value[cell] - values[unit] / weights[unit] * weight[cell]) / weights[unit]
        sum[unit, key[2]] += z
        squares[unit, key[2]] += z * z
    }
    for (part in sum) {
        split(part, key, SUBSEP)
        n = sampled[key[2]]
        variance[key[1]] += n / (n - 1) * (squares[part] - sum[part] * sum[part] / n)
    }
    for (unit in weights) {
        printf "%s %.10f %.10f\n", unit, values[unit] / weights[unit], sqrt(variance[unit]) | "sort"
    }
}
