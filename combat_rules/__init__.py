"""A statechart-driven rules engine for combat."""
