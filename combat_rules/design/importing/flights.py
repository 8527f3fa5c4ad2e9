"""What a move launches: how fast it flies, how long, and how often it strikes."""

import re
from collections.abc import Iterator

from combat_rules.design.importing.cells import Cells, damages_in, text_in
from combat_rules.design.importing.games import Game
from combat_rules.design.importing.lengths import Length
from combat_rules.design.importing.report import Row

SPEED = re.compile(r"projectile speed: ?([0-9]?\.[0-9]{1,4})\b", re.IGNORECASE)
"""How prose tells a speed, in the file's units a tick."""
SECOND = 60
"""Ticks of a second in the games that are read here."""
BETWEEN = 2
"""Ticks between the hits of one that strikes several times; nobody says how many."""


def projectile_of(row: Cells, length: Length, game: Game, down: bool) -> tuple[Row, list[str]]:
    """What a row launches, by the columns of a table, and what has to be known of it."""
    notes: list[str] = []
    speed = _speed(row, game)
    if speed is None:
        speed = game.flight
        notes.append(f"how fast it flies is not said: {speed * SECOND} units a second stand in")
    life = length.lifetime or -(-game.arena // speed) + 1
    found: Row = {
        "projectile_speed": speed * SECOND,
        "projectile_life": life,
        "projectile_start": 2 * game.reach // 5,
        "projectile_radius": 3 * game.reach // 10,
    }
    hits = len(damages_in(row.get("dmg")))
    if hits > 1 and not down and life > (hits - 1) * BETWEEN:
        found |= {"projectile_hits": hits, "projectile_interval": BETWEEN}
    elif hits > 1:
        why = "after the first one its target lies" if down else "it does not live for all of them"
        notes.append(f"its {hits} hits are played as one: {why}")
    far = found["projectile_start"] + found["projectile_radius"] + speed * life
    return {**found, "reach": min(far, game.arena)}, notes


def _speed(row: Cells, game: Game) -> int | None:
    """Units a tick, where the row's prose tells one speed."""
    texts = [text for text in prose_of(row) if "|" not in text]
    found = {speed for text in texts for speed in SPEED.findall(text)}
    return round(float(found.pop()) * game.unit) or None if len(found) == 1 else None


def prose_of(row: Cells) -> Iterator[str]:
    """What a row says in sentences."""
    told = row.get("extraInfo", [])
    for line in told if isinstance(told, list) else [told]:
        yield text_in(line)
