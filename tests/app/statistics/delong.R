# Rscript delong.R TABLE.csv: each reader's areas with DeLong's interval, and the paired test aided against unaided,
# from an exported table (reader, treatment, case, truth, rating), as CSV on standard output.
suppressPackageStartupMessages(library(pROC))
reads <- read.csv(commandArgs(trailingOnly = TRUE)[1], colClasses = c(reader = "character", case = "character"))
curve <- function(part) roc(part$truth, part$rating, levels = c(0, 1), direction = "<", quiet = TRUE)
cat("reader,what,value,low,high,statistic,p\n")
say <- function(...) cat(paste(..., sep = ","), "\n", sep = "")
exact <- function(x) sprintf("%.15g", x)
for (reader in sort(unique(reads$reader))) {
  own <- reads[reads$reader == reader, ]
  own <- own[order(own$case), ]
  curves <- lapply(c(aided = "aided", unaided = "unaided"), function(arm) curve(own[own$treatment == arm, ]))
  for (arm in names(curves)) {
    interval <- ci.auc(curves[[arm]], method = "delong")
    say(reader, arm, exact(interval[2]), exact(interval[1]), exact(interval[3]), "NaN", "NaN")
  }
  test <- roc.test(curves$aided, curves$unaided, method = "delong", paired = TRUE)
  say(reader, "difference", exact(diff(rev(unname(test$estimate)))), exact(test$conf.int[1]),
      exact(test$conf.int[2]), exact(unname(test$statistic)), exact(test$p.value))
}

# Obuchowski-Rockette with Hillis' degrees of freedom, readers and cases random, from pROC's areas and covariances
readers <- sort(unique(reads$reader))
arms <- c("aided", "unaided")
cells <- expand.grid(reader = readers, arm = arms, stringsAsFactors = FALSE)
curves <- Map(function(reader, arm) {
  own <- reads[reads$reader == reader & reads$treatment == arm, ]
  curve(own[order(own$case), ])
}, cells$reader, cells$arm)
count <- nrow(cells)
covariance <- matrix(0, count, count)
for (a in seq_len(count)) for (b in seq_len(count)) {
  covariance[a, b] <- if (a == b) var(curves[[a]], method = "delong") else cov(curves[[a]], curves[[b]], method = "delong")
}
area <- matrix(vapply(curves, function(c) as.numeric(auc(c)), 0), length(readers))
rest <- area - rowMeans(area) - rep(colMeans(area), each = length(readers)) + mean(area)
interaction <- sum(rest^2) / (length(readers) - 1)
same.reader <- outer(cells$reader, cells$reader, "==")
same.arm <- outer(cells$arm, cells$arm, "==")
between <- max(mean(covariance[same.arm & !same.reader]) - mean(covariance[!same.arm & !same.reader]), 0)
error <- interaction + length(readers) * between
df <- error^2 / (interaction^2 / (length(readers) - 1))
value <- mean(area[, 1]) - mean(area[, 2])
se <- sqrt(2 * error / length(readers))
half <- qt(0.975, df) * se
say("all", "difference", exact(value), exact(value - half), exact(value + half), exact(value / se),
    exact(2 * pt(-abs(value / se), df)))
