"""Outside formats in, checked records out."""
