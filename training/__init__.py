"""How models are *made and judged*: data sets, splits, recipes, one training loop, evaluation."""
