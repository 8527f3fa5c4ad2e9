"""The bench of the studio: frame data, and what a changed number leads to before it is saved."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import TypeVar, cast

from msgspec.structs import asdict

from combat_rules.design.combos import best_combos, links
from combat_rules.design.framedata import COLUMNS, FrameData, frame_data
from combat_rules.design.training import Lab
from combat_rules.design.verify import verify
from combat_rules.errors import demand_known
from combat_rules.model import Action
from combat_rules.model.limits import ranges_of
from combat_rules.plugins import Ruleset
from combat_rules.studio.mishaps import mishap
from combat_rules.studio.pictures import Data
from combat_rules.studio.places import places_of
from combat_rules.studio.rulebook import Edition, Numbers, Rulebook

SHEET = tuple(name for name in COLUMNS if name not in ("move", "plugin"))

T = TypeVar("T")

Key = tuple[int, str, tuple[tuple[str, int], ...]]
"""An edition of the rules, what is worked out of it, and under which numbers."""

KEPT = 200
"""Answers that are kept."""


class Bench:
    """Works out what the page of moves shows. What it has found is kept until the rules change."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._lock = Lock()
        self._known: dict[Key, Future[object]] = {}

    def sheet(self) -> Data:
        """Every move with its numbers, what was measured of it, and where it is written."""
        edition = self._rulebook.edition
        places = places_of(edition, self._rulebook.project)
        rows = self._rows(edition, {})
        fields = ranges_of(Action)
        return {
            "edition": edition.number,
            "problems": edition.problems,
            "rows": [
                {
                    "name": name,
                    "plugin": move.plugin,
                    "title": move.action.called,
                    "description": move.action.description,
                    "role": move.action.role.value,
                    "tags": sorted(move.action.tags),
                    "place": places[name],
                    "values": {field: getattr(move.action, field) for field in fields},
                    "known_by": _known_by(edition.ruleset, name),
                    **_measured(rows[name]),
                }
                for name, move in edition.ruleset.moves.items()
            ],
        }

    def tried(self, numbers: Numbers) -> Data:
        """What follows from other numbers: of each changed move what was measured before and is
        now, what punishes it, and which links come and go. Raises ``CombatError``."""
        edition = self._rulebook.edition
        changed = self._changed(edition, numbers)
        before = self._rows(edition, {})
        names = [name for name in before if any(_names(path, name) for path in numbers)]

        def measured() -> list[FrameData]:
            return frame_data(changed, names, known=before.values())

        return {
            "numbers": dict(numbers),
            "moves": [
                {
                    "name": row.move,
                    "before": _measured(before[row.move]),
                    "after": _measured(row),
                }
                for row in self._once(edition, "tried", numbers, measured)
            ],
            "links": [
                {"archetype": kind, "new": new, "lost": lost}
                for kind in self._touched(edition.ruleset, numbers)
                for new, lost in [self._links(edition, changed, kind, numbers)]
            ],
        }

    def findings(self, numbers: Numbers) -> Data:
        """What ``check`` finds of the rules with other numbers, what it finds no more, and which
        other moves are otherwise as well."""
        edition = self._rulebook.edition
        before, after = self._rows(edition, {}), self._rows(edition, numbers)
        old, new = self._findings(edition, {}), self._findings(edition, numbers)
        known = {(one["code"], one["move"]) for one in old}
        still = {(one["code"], one["move"]) for one in new}
        return {
            "new": [one for one in new if (one["code"], one["move"]) not in known],
            "gone": [one for one in old if (one["code"], one["move"]) not in still],
            "all": new,
            "others": [
                {"name": name, "before": _measured(before[name]), "after": _measured(after[name])}
                for name in before
                if before[name] != after[name] and not any(_names(path, name) for path in numbers)
            ],
        }

    def combos(self, archetype: str, numbers: Numbers) -> Data:
        """The best combos that really connect, of an archetype. Raises ``StateError``."""
        edition = self._rulebook.edition
        ruleset = self._changed(edition, numbers)
        demand_known("archetype", archetype, ruleset.archetypes)
        found = self._once(
            edition,
            f"combos {archetype}",
            numbers,
            lambda: best_combos(ruleset, archetype, number=8),
        )
        return {
            "archetype": archetype,
            "combos": [
                {"moves": one.moves, "damage": one.damage, "defeats": one.defeats} for one in found
            ],
        }

    # -- inside ---------------------------------------------------------------------------

    def _changed(self, edition: Edition, numbers: Numbers) -> Ruleset:
        return edition.ruleset.changed(numbers) if numbers else edition.ruleset

    def _rows(self, edition: Edition, numbers: Numbers) -> dict[str, FrameData]:
        ruleset = self._changed(edition, numbers)

        def measured() -> dict[str, FrameData]:
            return {row.move: row for row in frame_data(ruleset)}

        return self._once(edition, "rows", numbers, measured)

    def _findings(self, edition: Edition, numbers: Numbers) -> list[dict[str, str]]:
        ruleset = self._changed(edition, numbers)

        def found() -> list[dict[str, str]]:
            return [
                {
                    "code": one.code, "move": one.move, "text": one.text, "means": one.means,
                    "plugin": one.plugin, "where": self._near(one.where),
                }
                for one in verify(ruleset, edition.sources)
            ]  # fmt: skip

        return self._once(edition, "findings", numbers, found)

    def _near(self, where: str) -> str:
        """A place, without the folders above the project."""
        return where.removeprefix(f"{self._rulebook.project}/")

    def _links(
        self, edition: Edition, changed: Ruleset, kind: str, numbers: Numbers
    ) -> tuple[list[str], list[str]]:
        def of(ruleset: Ruleset) -> list[str]:
            found = links(Lab(ruleset, kind))
            return [f"{move} > {then}" for move, after in found.items() for then in after]

        old = self._once(edition, f"links {kind}", {}, lambda: of(edition.ruleset))
        new = self._once(edition, f"links {kind}", numbers, lambda: of(changed))
        return [one for one in new if one not in old], [one for one in old if one not in new]

    def _touched(self, ruleset: Ruleset, numbers: Numbers) -> list[str]:
        """The archetypes that know a changed move."""
        moves = {path.rpartition(".")[0] for path in numbers}
        return [k.name for k in ruleset.archetypes.values() if moves.intersection(k.actions)]

    def _once(self, edition: Edition, what: str, numbers: Numbers, work: Callable[[], T]) -> T:
        """What ``work`` gives, worked out once for the same rules and numbers: whoever asks for the
        same meanwhile waits for it."""
        key = (edition.number, what, tuple(sorted(numbers.items())))
        with self._lock:
            # Only what belongs to the present rules is worth keeping, and not without end.
            self._known = {k: v for k, v in self._known.items() if k[0] >= edition.number}
            while len(self._known) > KEPT:
                del self._known[next(iter(self._known))]
            is_new = key not in self._known
            found = self._known.setdefault(key, Future())
        if is_new:
            try:
                found.set_result(work())
            except BaseException as error:
                # Others may wait for it.
                found.set_exception(mishap(error))
        return cast(T, found.result())


def _measured(row: FrameData) -> Data:
    data = {name: value for name, value in asdict(row).items() if name in SHEET}
    return {**data, "hits": row.hits, "safe": row.safe, "refused": row.refused, "unmet": row.unmet}


def _names(path: str, move: str) -> bool:
    """Whether a path is that of a number of a move."""
    return path.rpartition(".")[0] == move


def _known_by(ruleset: Ruleset, move: str) -> list[str]:
    return [kind.name for kind in ruleset.archetypes.values() if move in kind.actions]
