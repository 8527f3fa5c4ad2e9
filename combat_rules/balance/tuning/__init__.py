"""Tuning: numbers with ranges, targets for matchups, and the least change that reaches them."""
