"""Limits that hold for every number, wherever it comes in."""

LIMIT = 10**9
"""The largest number of ticks, points or arena units: in a rule, a command, a set-up, a script."""
