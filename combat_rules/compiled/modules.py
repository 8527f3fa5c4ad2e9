"""The modules of the core: those that are rule Python, and the Python side of the boundary."""

CORE = "combat_rules.engine.core."

STEPS = tuple(
    CORE + name
    for name in (
        "announcing", "consequences", "contacts", "decisions", "endings", "escapes", "growth",
        "harm", "meeting", "moment", "movement", "pace", "perception", "phases", "projectiles",
        "requests",
        "starts", "statuses", "stuns",
    )
)  # fmt: skip
"""The modules that are rule Python: one moment of a fight, step by step."""

BOUNDARY = tuple(
    CORE + name
    for name in (
        "announcements", "asking", "charting", "clock", "controlling", "crowd", "effects",
        "faults", "fight", "lots", "refusals", "refusing", "scenes", "seats", "showing",
    )
)  # fmt: skip
"""The modules that are the Python side of the boundary: called by the steps, never compiled."""

KNOWN = frozenset((*STEPS, *BOUNDARY))
