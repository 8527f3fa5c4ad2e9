"""What holds in Street Fighter 6 although no row of its frame data says so."""

from combat_rules.design.importing.report import Row

UNIT = 1000
"""Arena units to one unit of the file, whose lengths have three decimals."""
STAGE = {"ticks_per_second": 60, "duration": 5940, "distance": 3 * UNIT, "arena": 15 * UNIT}
"""A round of 99 seconds. The file does not say how wide a stage is; this is as wide as some
ten dashes."""

LINES = {"H": "high", "M": "middle", "L": "low", "T": "throw"}
GUARDS: tuple[Row, ...] = (
    {
        "name": "stand guard",
        "description": "Holds what comes high or overhead.",
        "role": "block",
        "release": 20,
        "covers": ["high", "middle"],
        "cancellable": True,
        "tags": ["guard"],
    },
    {
        "name": "crouch guard",
        "description": "Holds what comes high or low.",
        "role": "block",
        "release": 20,
        "covers": ["high", "low"],
        "cancellable": True,
        "tags": ["guard"],
    },
)
STEP = 8
"""Ticks of one step of a walk."""
REACTION = 15
"""Ticks until somebody knows what they saw: a quarter of a second."""
