"""Ratios against peers, each measured in one run; ``make bench`` prints them."""
