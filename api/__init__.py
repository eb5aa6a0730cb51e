"""Lets people in: HTTP, pages, command line, and the store behind them."""
