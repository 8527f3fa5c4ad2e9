"""Pilots: bots that were learned from the rules, as data files without code."""
