"""The bench of the studio: frame data, and what a changed number leads to, before it is saved."""

from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from difflib import unified_diff
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import TypeVar, cast

from msgspec import Struct
from msgspec.structs import asdict

from combat_rules.design.combos import best_combos, links
from combat_rules.design.framedata import COLUMNS, FrameData, frame_data
from combat_rules.design.training import Lab
from combat_rules.design.verify import verify
from combat_rules.errors import CombatError, demand_known
from combat_rules.model import Action
from combat_rules.model.limits import ranges_of
from combat_rules.plugins import Ruleset
from combat_rules.plugins.tables.cells import Unreadable, text_of
from combat_rules.plugins.tables.table import LARGEST, Table
from combat_rules.record.files import write_whole
from combat_rules.studio.edits import edited
from combat_rules.studio.pictures import Data
from combat_rules.studio.places import file_of, places_of
from combat_rules.studio.rulebook import Edition, Rulebook

Numbers = Mapping[str, int]
"""New numbers by their paths: ``{"sword_cut.recovery": 380}``."""

SHEET = tuple(name for name in COLUMNS if name not in ("move", "plugin"))

T = TypeVar("T")

Key = tuple[int, str, tuple[tuple[str, int], ...]]
"""An edition of the rules, what is worked out of it, and under which numbers."""

KEPT = 200
"""Answers that are kept."""

UNDONE = 50
"""Writings that can be undone."""


class Written(Struct, frozen=True):
    """A file that was written: what was in it, and what is now."""

    file: Path
    before: str
    after: str


class Bench:
    """Works out what the page of moves shows. What it has found is kept until the rules change."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._lock = Lock()
        self._known: dict[Key, Future[object]] = {}
        self._written: list[Written] = []

    # -- looking --------------------------------------------------------------------------

    def sheet(self) -> Data:
        """Every move with its numbers, what was measured of it, and where it is written."""
        edition = self._rulebook.edition
        places = places_of(edition, self._rulebook.project)
        rows = self._rows(edition, {})
        fields = ranges_of(Action)
        return {
            "edition": edition.number,
            "problems": edition.problems,
            "undo": len(self._written),
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

    # -- writing --------------------------------------------------------------------------

    def preview(self, numbers: Numbers) -> Data:
        """What would be written: a difference for each file, and a mark to write exactly that."""
        planned = self._planned(numbers)
        return {
            "files": [
                {"file": self._shown(one.file), "diff": _difference(one, self._shown(one.file))}
                for one in planned
            ],
            "mark": _mark(planned),
        }

    def save(self, numbers: Numbers, mark: str) -> Data:
        """Write what was shown. Raises ``CombatError`` if a file has changed since."""
        planned = self._planned(numbers)
        if _mark(planned) != mark:
            raise CombatError(
                "the file has changed since its difference was shown; look at it again",
                code="studio.stale",
            )
        for one in planned:
            self._write(one.file, one.after)
            self._written.append(one)
        del self._written[:-UNDONE]
        self._rulebook.reload()
        return {"saved": [self._shown(one.file) for one in planned]}

    def undo(self) -> Data:
        """Make the file that was written last what it was before. Raises ``CombatError``."""
        if not self._written:
            raise CombatError("nothing was written that could be undone", code="studio.undo")
        last = self._written[-1]
        if _text(last.file) != last.after:
            raise CombatError(
                f"{self._shown(last.file)} was changed by somebody else since; it is left as it is",
                code="studio.stale",
            )
        self._write(last.file, last.before)
        self._written.pop()
        self._rulebook.reload()
        return {"undone": self._shown(last.file)}

    # -- inside ---------------------------------------------------------------------------

    def _planned(self, numbers: Numbers) -> list[Written]:
        self._changed(self._rulebook.edition, numbers)
        wanted: dict[Path, dict[str, dict[str, int]]] = {}
        for path, number in numbers.items():
            name, _, field = path.rpartition(".")
            wanted.setdefault(self._file(name), {}).setdefault(name, {})[field] = number
        planned = []
        for file, rows in wanted.items():
            before = _text(file)
            planned.append(Written(file, before, edited(before, file.suffix, rows)))
        return planned

    def _file(self, name: str) -> Path:
        """The table in which a move stands. Raises ``CombatError`` if it is not to be written."""
        ruleset = self._rulebook.edition.ruleset
        move = ruleset.moves.get(name)
        for source in self._rulebook.edition.sources:
            if move is not None and source.info.name == move.plugin:
                file = file_of(source.module, name) if isinstance(source.module, Table) else None
                if file is None:
                    raise CombatError(
                        f"{name} is written in Python; change it there, or try it with --set",
                        code="studio.python",
                    )
                if not file.resolve().is_relative_to(self._rulebook.project):
                    raise CombatError(
                        f"{file.name} lies outside the project; nothing is written there",
                        code="studio.outside",
                    )
                return file.resolve()
        raise CombatError(f"there is no move {name!r} to be written", code="studio.edit")

    def _write(self, file: Path, text: str) -> None:
        try:
            # As it was before: with a byte order mark, if spreadsheets had put one there.
            mark = BOM_UTF8 if file.read_bytes().startswith(BOM_UTF8) else b""
            write_whole(file, mark + text.encode())
        except OSError as error:
            raise CombatError(
                f"cannot write {self._shown(file)}: {error.strerror or error}", code="studio.write"
            ) from error

    def _shown(self, file: Path) -> str:
        return file.relative_to(self._rulebook.project).as_posix()

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
            except Exception as error:
                found.set_exception(error)
        return cast(T, found.result())


def _measured(row: FrameData) -> Data:
    data = {name: value for name, value in asdict(row).items() if name in SHEET}
    return {**data, "hits": row.hits, "safe": row.safe, "refused": row.refused, "unmet": row.unmet}


def _names(path: str, move: str) -> bool:
    """Whether a path is that of a number of a move."""
    return path.rpartition(".")[0] == move


def _known_by(ruleset: Ruleset, move: str) -> list[str]:
    return [kind.name for kind in ruleset.archetypes.values() if move in kind.actions]


def _text(file: Path) -> str:
    try:
        return text_of(file, LARGEST)
    except Unreadable as error:
        raise CombatError(f"cannot read {file.name}: {error.why}", code="studio.read") from error


def _mark(planned: list[Written]) -> str:
    told = blake2b(digest_size=12)
    for one in planned:
        told.update(f"{one.file}\0{one.before}\0{one.after}\0".encode())
    return told.hexdigest()


def _difference(one: Written, name: str) -> list[str]:
    lines = unified_diff(
        one.before.splitlines(), one.after.splitlines(), f"{name} (now)", f"{name} (saved)",
        lineterm="", n=1,
    )  # fmt: skip
    return list(lines)
