"""Learns: uses engine, produces scorers."""
