"""One moment of a fight in rule Python: records, steps over them, and what they ask of rules."""
