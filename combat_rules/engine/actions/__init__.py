"""Actions: whether they may start, how they go on, and what their effects ask for."""
