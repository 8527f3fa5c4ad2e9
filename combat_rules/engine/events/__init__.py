"""Events: what may be announced, in which order, and to whom."""
