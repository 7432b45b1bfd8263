# SPDX-FileCopyrightText: 2026 The Scorescope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Reference values for tst_chain_statistics.cpp by the R package posterior (Debian: r-cran-posterior),
# the implementation of the authors of the paper. Made by
#   Rscript tests/engine/stats/reference_chain_statistics.R
# in this folder's repository root; writes reference_chain_statistics.csv (statistics) and
# reference_chain_draws.csv (the draws, so that no random numbers have to agree).
suppressMessages(library(posterior))
options(digits = 17)
folder <- "tests/engine/stats"
set.seed(20260)

autoregressive <- function(length, chains, rho, shift = 0) {
  sapply(seq_len(chains), function(c) {
    x <- numeric(length)
    x[1] <- rnorm(1)
    for (i in 2:length) x[i] <- rho * x[i - 1] + sqrt(1 - rho^2) * rnorm(1)
    x + shift * (c - 1)
  })
}
cases <- list(
  independent = autoregressive(100, 4, 0),
  sticky = autoregressive(200, 4, 0.9),
  antithetic = autoregressive(150, 2, -0.6),
  odd = autoregressive(101, 3, 0.5),
  one_chain = autoregressive(120, 1, 0.7),
  apart = autoregressive(100, 3, 0.3, 1.5),
  heavy = apply(autoregressive(100, 4, 0.4), 2, function(x) x / abs(rnorm(100))),
  ties = round(autoregressive(100, 4, 0.6)),
  short = autoregressive(16, 2, 0.2),
  walk = apply(matrix(rnorm(300), 100, 3), 2, cumsum)
)
draws <- file(file.path(folder, "reference_chain_draws.csv"), "w")
out <- file(file.path(folder, "reference_chain_statistics.csv"), "w")
writeLines("case,statistic,value", out)
writeLines("case,chain,draws", draws)
put <- function(case, name, value) {
  writeLines(sprintf("%s,%s,%.17g", case, name, as.numeric(value)), out)
}
for (case in names(cases)) {
  # Six digits in the file; the statistics are of what is in the file.
  x <- signif(cases[[case]], 6)
  for (c in seq_len(ncol(x))) {
    writeLines(paste(c(case, c, sprintf("%.6g", x[, c])), collapse = ","), draws)
  }
  put(case, "ess_basic", ess_basic(x, split = FALSE))
  put(case, "ess_mean", ess_mean(x))
  put(case, "ess_bulk", ess_bulk(x))
  put(case, "ess_tail", ess_tail(x))
  put(case, "rhat_split", rhat_basic(x))
  put(case, "rhat_rank", rhat(x))
  put(case, "mcse_mean", mcse_mean(x))
  a <- acf(x[, 1], lag.max = 5, plot = FALSE)$acf
  for (lag in 0:5) put(case, paste0("acf", lag), a[lag + 1])
}
close(draws)
close(out)
