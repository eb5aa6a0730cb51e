"""The HTTP doors: JSON in, JSON out."""
