"""Decides: pure rules and arithmetic, everything outside is an argument."""
