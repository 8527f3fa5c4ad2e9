"""The state of a fight: one immutable world, changed only in transactions."""
