# The same figures by R: `Rscript mean_and_error.R survey|data.table FILE.csv`
arguments <- commandArgs(trailingOnly = TRUE)
show <- function(unit, mean, error) {
    cat(sprintf("%s %.10f %.10f\n", unit, mean, error)[order(unit)], sep = "")
}
if (arguments[1] == "survey") {
    suppressPackageStartupMessages(library(survey))
    d <- read.csv(arguments[2])
    s <- svydesign(id = ~psu, strata = ~stratum, weights = ~weight, data = d, nest = TRUE)
    r <- svyby(~score, ~unit, s, svymean)
    show(r$unit, r$score, r$se)
} else {
    suppressPackageStartupMessages(library(data.table))
    setDTthreads(2)
    d <- fread(arguments[2])
    cells <- d[, .(w = sum(weight), wy = sum(weight * score)), by = .(unit, stratum, psu)]
    n <- unique(cells[, .(stratum, psu)])[, .(n = .N), by = stratum]
    cells[, `:=`(W = sum(w), Y = sum(wy)), by = unit]
    cells[, z := (wy - Y / W * w) / W]
    v <- cells[, .(s = sum(z), q = sum(z^2), m = Y[1] / W[1]), by = .(unit, stratum)][n, on = "stratum"]
    r <- v[, .(mean = m[1], error = sqrt(sum(n / (n - 1) * (q - s^2 / n)))), by = unit]
    show(r$unit, r$mean, r$error)
}
