"""One row of frame data as a row of a table: what it says, what it does not, what is odd."""

from combat_rules.design.importing.advantages import Advantage, advantage_in
from combat_rules.design.importing.cells import (
    Cells,
    Unclear,
    damage_in,
    damages_in,
    plain,
    shown,
    text_in,
)
from combat_rules.design.importing.flights import BETWEEN, projectile_of, prose_of
from combat_rules.design.importing.games import Game
from combat_rules.design.importing.gauges import gauge_of
from combat_rules.design.importing.heights import lines_of
from combat_rules.design.importing.hits import hits_of, stuns_in, tells_hits
from combat_rules.design.importing.lengths import (
    COUNTED,
    PARTS,
    Length,
    length_of,
    length_without_blow,
)
from combat_rules.design.importing.protections import protections_of
from combat_rules.design.importing.report import Row, chip_of
from combat_rules.design.importing.strings import OF_STRING

STRIKES = ("dmg", "onHit", "onBlock", "active")
"""Columns that only a move that strikes has."""
COLUMNS = {"hitstun": "onHit", "blockstun": "onBlock"}


class MoveReader:
    """Reads the rows of one character. ``notes`` and ``remarks`` are about the row read last:
    what should be known of it, and where the source contradicts itself."""

    def __init__(self, game: Game, stats: Cells) -> None:
        self.game = game
        self.stats = stats
        self.notes: list[str] = []
        self.remarks: list[tuple[str, str]] = []
        self._unknown: list[str] = []

    def read(self, row: Cells) -> Row:
        """The columns of a table that a row says. Raises ``Unclear``."""
        self.notes, self.remarks, self._unknown = [], [], []
        if row.get("nonHittingMove") or not any(name in row for name in STRIKES):
            if not row.get("nonHittingMove"):
                self.notes.append("no damage, active or advantage is said: it strikes nobody")
            length = length_without_blow(row)
            if length.unknown:
                self._not_known("recovery", "how long it lasts is not said")
            move: Row = {"role": "move", "commit": length.startup - 1, "release": 1}
            move |= {"recovery": length.recovery, "unknown": self._unknown}
            return {**move, **self._protections(row)}
        move = {**self._strike(row), **self._protections(row)}
        pushback = plain(row.get("pushback", ""))
        move |= {"pushback": abs(pushback)} if pushback is not None else {}
        self._unknown += ["pushback"] if pushback is None else []
        move["unknown"] = list(dict.fromkeys(self._unknown))
        return move

    def _strike(self, row: Cells) -> Row:
        projectile = row.get("projectile") is True
        length = length_of(row, projectile=projectile)
        if COUNTED in row:
            own = f"the move before takes the rest of startup {row[COUNTED]!r}"
            self.notes.append(own)
        if OF_STRING in row:
            self._not_known("commit", f"startup {length.startup} is that of the string: unknown")
        self.notes += length.notes
        self._unknown += ["release" if part == "active" else part for part in length.unknown]
        if length.contradicts:
            self._contradicts("source.total", length.contradicts)
        lines, note = lines_of(row, self.game)
        self.notes += [note] if note else []
        line = lines[0]
        on_hit = self._advantage(row, "onHit")
        on_block = Advantage() if line == "throw" else self._advantage(row, "onBlock")
        move: Row = {
            "commit": length.startup - 1,
            "release": max(length.active, 1),
            "recovery": length.recovery,
            **self._damage(row),
            **self._reach(row, line, projectile),
            "knockdown": on_hit.down,
            "line": line,
        }
        left = length.left
        if length.flies:
            flight, notes = projectile_of(row, length, self.game, down=on_hit.down)
            move |= flight
            self.notes += notes
            left = self._shared_among(move, left)
        elif tells_hits(row, length) and _all_meet(length, on_hit, on_block):
            move["hits"] = hits_of(row, length, lines)
            move |= {"release": length.hits[0][1], "damage": move["hits"][-1]["damage"]}
            left = length.left_of_last
        elif length.hits:
            why = "do not all meet" if tells_hits(row, length) else "have no damage of their own"
            self.notes.append(f"its {len(length.hits)} hits are played as one blow: they {why}")
        if line == "throw" and self.game.grabs:
            combos = str(row.get("moveType", "")).lower() == "combo grab"
            several = "hits" in move or "projectile_hits" in move
            move |= {"grab": True, "misses_stunned": not combos and not several}
        played = len(move.get("hits", ()))
        move |= self._stun("hitstun", row, left, on_hit, played)
        move |= {} if line == "throw" else self._stun("blockstun", row, left, on_block, played)
        move["published"] = self._published(row, length, on_hit, on_block)
        if "hits" in move and "active" in move["published"]:
            move["published"]["active"] = sum(hit["release"] for hit in move["hits"])
        hits = len(move.get("hits", ())) or move.get("projectile_hits", 1)
        return {**move, **gauge_of(row, self.stats, self.game, hits)}

    def _shared_among(self, move: Row, left: int | None) -> int | None:
        """Give each hit of a projectile its part of the damage; returns the ticks from the last
        one to the end of the move, which are ``left`` from the first one."""
        hits = int(move.get("projectile_hits", 1))
        if move["damage"] % hits:
            self.notes.append(f"each of its {hits} hits takes a {hits}th of the damage, rounded")
        move["damage"] = move["damage"] // hits
        return None if left is None else left - (hits - 1) * BETWEEN

    def _published(
        self, row: Cells, length: Length, on_hit: Advantage, on_block: Advantage
    ) -> dict[str, int]:
        """What the source says, by the columns of frame data, where it can be measured."""
        said = {name: getattr(length, name) for name in PARTS if name not in length.derived}
        said |= {"startup": None} if OF_STRING in row else {}
        if length.total:
            said["total"] = length.total
        said |= {"on_hit": on_hit.ticks, "on_block": on_block.ticks}
        hidden = (*length.unknown, *(("total",) if length.unknown else ()))
        return {n: value for n, value in said.items() if value is not None and n not in hidden}

    def _protections(self, row: Cells) -> Row:
        """When it cannot be hurt, or not be stopped, as far as lines and ticks tell."""
        found, notes = protections_of(row, prose_of(row))
        self.notes += notes
        if found and COUNTED in row:
            self.notes.append("its protections may count the ticks of the move before: left out")
            return {}
        return {"protections": found}

    # -- what a blow does ---------------------------------------------------------------

    def _damage(self, row: Cells) -> Row:
        try:
            damage = damage_in(row.get("dmg", ""))
        except Unclear as unclear:
            self._not_known("damage", str(unclear))
            return {"damage": 0}
        text = text_in(row["dmg"])
        if plain(text) is None:
            self.notes.append(f"damage {text!r} is taken as {damage}")
        return {"damage": damage, "chip": self._chip(row, damage)}

    def _chip(self, row: Cells, damage: int) -> int:
        if "chp" not in row:
            return 0
        try:
            through = damage_in(row["chp"])
        except Unclear as unclear:
            self._not_known("chip", str(unclear).replace("damage", "chp", 1))
            return 0
        percent = chip_of(damage, through)
        if percent is None:
            percent = min(round(100 * through / max(damage, 1)), 100)
            self.notes.append(f"chp {row['chp']!s} is taken as {percent} percent of the damage")
        return percent

    def _reach(self, row: Cells, line: str, projectile: bool) -> Row:
        throw = row.get("throwRange", self.stats.get("throwRange")) if line == "throw" else None
        reach = units_in(row.get("range", throw), self.game)
        if reach is not None:
            return {"reach": reach}
        if projectile:
            return {"reach": self.game.arena}
        stands_in = self.game.throw_reach if line == "throw" else self.game.reach
        self._not_known("reach", f"how far it reaches is not said: {stands_in} units stand in")
        return {"reach": stands_in}

    # -- stuns --------------------------------------------------------------------------

    def _advantage(self, row: Cells, column: str) -> Advantage:
        try:
            found = advantage_in(row.get(column, ""), column, self.game)
        except Unclear as unclear:
            self.notes.append(f"{unclear}")
            return Advantage()
        if found.down and found.ticks is None and self.game.down_advantage:
            found = self._of_columns(row, column, found)
        if found.note:
            self.notes.append(found.note)
        return found

    def _of_columns(self, row: Cells, column: str, found: Advantage) -> Advantage:
        """A knockdown whose advantage stands in a column of its own."""
        own = self.game.down_advantage
        ticks = plain(text_in(row.get(own, "")).split("(")[0].split("[")[0].strip())
        if ticks is None or column != "onHit":
            return found
        rises = [f"{name} {row[name]}" for name in self.game.rises if name in row]
        quick = f", and {', '.join(rises)} for who rises quickly" if rises else ""
        return Advantage(
            ticks, found.word, True, f"{column} {found.word}: {own} says {ticks}{quick}"
        )

    def _stun(self, name: str, row: Cells, left: int | None, said: Advantage, hits: int = 0) -> Row:
        """So long a stun that the advantage is as published: that is what players measure, and it
        holds for the last of several hits, and for whoever lies until it ends. Without one, what
        the column says of one hit, or of the last of so many ``hits``. ``left`` are the ticks from
        the last hit to the end."""
        stun = plain(row.get(name, ""))
        single = plain(row.get("active", 1)) is not None and not damages_in(row.get("dmg"))
        told = stun if stun is not None and stun >= 0 and single and not said.word else None
        if said.ticks is None or left is None:
            if told is None and hits and not said.word:
                # What the last of several hits does, where a column tells all.
                told = next(iter(stuns_in(row.get(name), hits)[-1:]), None)
            if told is not None:
                return {name: told}
            why = f"{name} {shown(row[name])}" if name in row else self._said(row, COLUMNS[name])
            self._not_known(name, f"{why}: no {name} can be told")
            return {}
        asked = said.ticks + left
        if asked < 0:
            text = f"{COLUMNS[name]} {said.ticks:+d} would need a {name} of {asked}"
            self._contradicts("source.advantage", text)
            self._unknown += [name] if told is None else []
            return {} if told is None else {name: told}
        if told is not None and told != asked:
            self._contradicts(
                "source.stun",
                f"{name} {told} would give {told - left:+d}, {COLUMNS[name]} says {said.ticks:+d}: "
                f"{asked} ticks are taken",
            )
        elif told is None and not said.down:
            self.notes.append(f"{name} is what the advantage published asks for")
        return {name: asked}

    @staticmethod
    def _said(row: Cells, column: str) -> str:
        cell = row.get(column)
        return f"{column} is not said" if cell in (None, "", "-") else f"{column} {shown(cell)}"

    # -- saying so ----------------------------------------------------------------------

    def _not_known(self, name: str, why: str) -> None:
        self._unknown.append(name)
        self.notes.append(why)

    def _contradicts(self, code: str, text: str) -> None:
        self.remarks.append((code, text))
        self.notes.append(text)


def _all_meet(length: Length, *advantages: Advantage) -> bool:
    """Whether the advantages can be those after the last hit: it stuns for some time."""
    left = length.left_of_last
    return left is None or all(each.ticks is None or each.ticks + left > 0 for each in advantages)


def units_in(said: object, game: Game) -> int | None:
    """A length of the file in arena units: its first number, in units of the game."""
    text = text_in(said).replace("~", " ").split(" ")[0] if said is not None else ""
    try:
        units = round(float(text) * game.unit)
    except (ValueError, OverflowError):
        return None
    return units if 0 < units <= 100 * game.reach else None
