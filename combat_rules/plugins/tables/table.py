"""Tables: a file of rows becomes a plugin, with hooks like any other."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from operator import attrgetter
from pathlib import Path
from unicodedata import normalize

from msgspec.structs import asdict

from combat_rules.charts.guards import can_pay, has_blocked
from combat_rules.charts.stock import pay_costs
from combat_rules.errors import PluginError
from combat_rules.model import (
    LANDED,
    Action,
    Archetype,
    Attribute,
    CancelWindow,
    Hit,
    Outcome,
    Override,
    Projectile,
    Protection,
    Scene,
    Stage,
    Validation,
    replace,
)
from combat_rules.model.names import name_problem
from combat_rules.plugins.hooks import hookimpl
from combat_rules.plugins.tables.cells import Cell, Items, Text, Unreadable, text_of
from combat_rules.plugins.tables.charts import stock_chart
from combat_rules.plugins.tables.csv_cells import parse_csv
from combat_rules.plugins.tables.gains import on_contact, on_release
from combat_rules.plugins.tables.guards import Asked, read_guards
from combat_rules.plugins.tables.reader import TooMany
from combat_rules.plugins.tables.row_reader import RowReader, fields_of
from combat_rules.plugins.tables.rows import (
    ArchetypeRow,
    AttributeRow,
    HitRow,
    MoveRow,
    RemarkRow,
    StageRow,
    TableFile,
    WindowRow,
)
from combat_rules.plugins.tables.yaml_cells import parse_yaml

LARGEST = 500_000
"""Bytes of the largest table that is read."""
MOST_ROWS = 1000
"""Rows of the longest table."""

UNREADABLE = "table.unreadable"
"""The code of the error for a table that cannot be taken apart."""

SHEETS = (".csv", ".tsv")
"""How the names of tables end that spreadsheets export."""
SUFFIXES = (".yaml", ".yml", *SHEETS)
"""How the names of tables end."""
NAMES = tuple(f"{stem}{end}" for stem in ("moves", "archetypes") for end in SUFFIXES)
MORE = "moves"
"""The tables that make a folder a plugin, in the order in which they are read; then those in
its folder ``moves``, by name. Hidden ones are none, as the ``._ryu.yaml`` that macOS leaves."""

FOLLOW_UP = "follow-up"
"""The tag of moves that are done only out of another one, or out of a stun."""

GUARDED = tuple((place, f"{place}_guards") for place in ("commit", "release", "cancel", "chain"))
OF_ATTRIBUTES = ("costs", "gains_on_release", "gains_on_hit", "gains_on_block", "gives")
SAME = tuple(name for name in MoveRow.__struct_fields__ if name in Action.__struct_fields__)
same_of = attrgetter(*SAME)

OUTCOMES = {outcome.value: frozenset({outcome}) for outcome in Outcome} | {"landed": LANDED}
"""What a cancel window's words stand for."""


class Table:
    """A plugin made of tables: it contributes the actions and archetypes of their rows.

    ``faults`` are what is wrong with the rows, each as the place and the problem; a wrong
    cell is as if it had been left out. ``remarks`` are defects of its source that it
    tells of itself, each with its place. ``places`` tells where an action, archetype, attribute or
    override stands, by ``"action NAME"``, under the name that it is given elsewhere as well.
    ``files`` are all that it was read from.
    """

    def __init__(self, path: Path, files: Iterable[Path]) -> None:
        self.__name__ = path.name if path.is_dir() else path.stem
        self.__file__ = str(path)
        self.files = frozenset(files)
        self.actions: list[Action] = []
        self.archetypes: list[Archetype] = []
        self.attributes: list[Attribute] = []
        self.stages: list[Stage] = []
        self.remarks: list[tuple[RemarkRow, str]] = []
        self.overrides: list[Override] = []
        self.faults: list[tuple[str, str]] = []
        self.rows: dict[str, tuple[MoveRow, Mapping[str, Asked]]] = {}
        self.places: dict[str, str] = {}

    @hookimpl
    def combat_actions(self) -> Iterable[Action]:
        """The actions of the rows."""
        return self.actions

    @hookimpl
    def combat_archetypes(self) -> Iterable[Archetype]:
        """The archetypes of the rows."""
        return self.archetypes

    @hookimpl
    def combat_attributes(self) -> Iterable[Attribute]:
        """The attributes of the rows."""
        return self.attributes

    def respelled(self, action: Action, change: Callable[[str], str | None]) -> Action:
        """An action of this table, made anew where it speaks of attributes by other names."""
        row, asked = self.rows[action.name]
        new = {field: _respelled(getattr(row, field), change) for field in OF_ATTRIBUTES}
        if all(getattr(row, field) == value for field, value in new.items()):
            return action
        return replace(_action(replace(row, **new), asked), costs=action.costs)

    def also_called(self, kind: str, name: str, now: str) -> None:
        """Tell where something stands that is called otherwise from now on."""
        place = self.places.get(f"{kind} {name}")
        if place is not None:
            self.places.setdefault(f"{kind} {now}", place)

    @hookimpl
    def combat_overrides(self) -> Iterable[Override]:
        """What the table declares that it replaces."""
        return self.overrides

    @hookimpl
    def combat_stage(self) -> Iterable[Stage]:
        """What the numbers are made for, if a table says so."""
        return self.stages

    @hookimpl
    def combat_validations(self) -> Iterable[Validation]:
        """Nobody starts what only goes on from another move, or out of a stun."""
        if any(FOLLOW_UP in action.tags for action in self.actions):
            yield Validation(goes_on, frozenset({FOLLOW_UP}))


def goes_on(scene: Scene) -> bool:
    """The actor goes on from another action, or out of a stun."""
    return scene.running is not None or is_stunned(scene)


def is_stunned(scene: Scene) -> bool:
    """The actor is in a stun."""
    return scene.actor.stunned_until > scene.now


def tables_at(path: Path) -> list[Path]:
    """The tables that a path means: a file by itself, or those of a folder; else none."""
    if path.is_dir():
        named = [file for file in path.iterdir() if file.name.lower() in NAMES and file.is_file()]
        named.sort(key=lambda file: (NAMES.index(file.name.lower()), file.name))
        more = sorted((path / MORE).iterdir()) if (path / MORE).is_dir() else []
        return named + [file for file in more if is_table(file) and file.name[0] != "."]
    return [path] if is_table(path) else []


def is_table(path: Path) -> bool:
    """Whether a path is a file that is read as a table, by its name: ``MOVES.CSV`` is one, too."""
    return path.suffix.lower() in SUFFIXES and path.is_file()


def read_table(path: Path) -> Table:
    """Read a table, or a folder of tables, as a plugin.

    Raises ``PluginError`` with its ``problems`` if a file cannot be taken apart at all. Rows
    that are wrong are in ``faults``.
    """
    files = tables_at(path)
    if not files:
        raise _unreadable(path, Unreadable(f"there is none of {', '.join(NAMES)}"))
    table = Table(path, files)
    for file in files:
        reader = _TableReader(table, file)
        try:
            reader.read()
        except Unreadable as error:
            raise _unreadable(file, error) from error
        table.faults += [(f"{file}, {p.place}", p.text) for p in reader.problems]
    if not any((table.actions, table.archetypes, table.attributes, table.stages, table.faults)):
        table.faults.append((str(path), "there is no row in it"))
    return table


def _unreadable(file: Path, error: Unreadable) -> PluginError:
    where = f"{file}, {error.place}" if error.place else str(file)
    problem = f"{where}: {error.why}"
    return PluginError(problem, code=UNREADABLE, problems=(problem,))


class _TableReader(RowReader):
    """Reads one file into a table."""

    def __init__(self, table: Table, file: Path) -> None:
        super().__init__()
        self._table = table
        self._file = file
        self._names: set[str] = set()

    def read(self) -> None:
        """Add what the rows say to the table. Raises ``Unreadable``."""
        text = normalize("NFC", text_of(self._file, LARGEST))
        kinds = {
            "stage": self._stage,
            "remarks": self._remark,
            "attributes": self._attribute,
            "moves": self._move,
            "archetypes": self._archetype,
            "overrides": self._override,
        }
        with suppress(TooMany):
            for what, rows in self._rows(text).items():
                for number, row in enumerate(rows):
                    if number == MOST_ROWS:
                        self.report(row, f"{what} has more than {MOST_ROWS} rows")
                        break
                    kinds[what](row)

    def _rows(self, text: str) -> Mapping[str, Iterable[Cell]]:
        if self._file.suffix.lower() in SHEETS:
            what = "archetypes" if self._file.stem.lower() == "archetypes" else "moves"
            kind = ArchetypeRow if what == "archetypes" else MoveRow
            return {what: parse_csv(text, fields_of(kind), self.report)}
        document = parse_yaml(text)
        if document is None:
            raise Unreadable("it is empty; write moves: and a list of them")
        parts = self.fields(document, "a table", TableFile.__struct_fields__)
        return {
            what: (cell,) if what == "stage" else self._listed(what, cell)
            for what, cell in parts.items()
            if not isinstance(cell, Text) or cell.value.strip()
        }

    def _listed(self, what: str, cell: Cell) -> Iterable[Cell]:
        if isinstance(cell, Items):
            return cell.cells
        self.report(cell, f"{what} is a list; each row begins with - name: NAME")
        return ()

    def _move(self, cell: Cell) -> None:
        row, cells = self.row(cell, MoveRow, "a move")
        if row is None:
            return
        if row.hits and row.hits[0].gap:
            self.report(
                cells["hits"],
                f"there is no hit before the first, which has a gap of {row.hits[0].gap}; leave "
                "that out, or put it into commit",
            )
        asked = {
            place: self._guards(guards)
            for place, column in GUARDED
            if (guards := cells.get(column)) is not None
        }
        if self._is_new("action", row.name, cells):
            self._table.rows[row.name] = row, asked
            self._table.actions.append(_action(row, asked))

    def _archetype(self, cell: Cell) -> None:
        row, cells = self.row(cell, ArchetypeRow, "an archetype")
        if row is not None and self._is_new("archetype", row.name, cells):
            self._table.archetypes.append(Archetype(**asdict(row)))

    def _attribute(self, cell: Cell) -> None:
        row, cells = self.row(cell, AttributeRow, "an attribute")
        if row is not None and self._is_new("attribute", row.name, cells):
            self._table.attributes.append(Attribute(**asdict(row)))

    def _stage(self, cell: Cell) -> None:
        row, _ = self.row(cell, StageRow, "the stage")
        if row is not None:
            self._table.stages.append(Stage(**asdict(row)))

    def _remark(self, cell: Cell) -> None:
        row, _ = self.row(cell, RemarkRow, "a remark")
        if row is not None:
            self._table.remarks.append((row, f"{self._file}, {cell.place}"))

    def _override(self, cell: Cell) -> None:
        if isinstance(cell, Text) and ":" in cell.value:
            self._table.overrides.append(Override(cell.value))
            self._table.places.setdefault(f"override {cell.value}", f"{self._file}, {cell.place}")
        else:
            self.report(cell, "an override names a thing of another plugin, - PLUGIN:NAME")

    def _is_new(self, what: str, name: str, cells: Mapping[str, Cell]) -> bool:
        """Note where a row stands, unless its name is taken or nobody could read it."""
        title, cell = f"{what} {name}", cells["name"]
        problem = name_problem(name)
        if problem is not None:
            self.report(cell, f"the {what} cannot be called so: {problem}")
            return False
        if title in self._table.places:
            first = self._table.places[title]
            self.report(cell, f"the {title} is there twice, first at {first}; rename one")
            return False
        self._table.places[title] = f"{self._file}, {cell.place}"
        return True

    def _guards(self, cell: Cell) -> Asked:
        match cell:
            case Text():
                texts = [cell] if cell.value.strip() else []
            case Items():
                texts = [item for item in cell.cells if isinstance(item, Text)]
            case _:
                texts = []
        asked = [read_guards([text.value], self._reporter(text)) for text in texts]
        return Asked(
            tuple(condition for one in asked for condition in one.conditions),
            tuple(guard for one in asked for guard in one.guards),
        )

    def _reporter(self, cell: Cell) -> Callable[[str], None]:
        return lambda problem: self.report(cell, problem)


def _action(row: MoveRow, asked: Mapping[str, Asked]) -> Action:
    """The action of a row, and of what its cells ask at each place."""
    asked = dict(asked)
    paid = on_release(row)
    if row.costs:
        paid = (pay_costs, *paid)
        for place in ("commit", "release"):
            before = asked.get(place, Asked())
            asked[place] = Asked((can_pay, *before.conditions), before.guards)
    values = dict(zip(SAME, same_of(row), strict=True))
    values["tags"] = row.tags | ({FOLLOW_UP} if row.follow_up else frozenset())
    values["cancels"] = tuple(_window(window) for window in row.cancels)
    values["launches"] = _projectile(row)
    values["hits"] = tuple(_hit(hit) for hit in row.hits)
    values["protections"] = tuple(Protection(**asdict(one)) for one in row.protections)
    values["phases"] = _phases(row)
    if row.hits:
        values["release"] = _active(row.hits[0], row)
    values["on_contact"] = on_contact(row)
    action = Action(**values)
    leave = (has_blocked,) if action.is_held else ()
    chart = stock_chart(row.chart, row.name, asked, paid, leave, len(row.hits))
    return replace(action, chart=chart)


def _respelled(points: Mapping[str, int], change: Callable[[str], str | None]) -> dict[str, int]:
    return {new: amount for name, amount in points.items() if (new := change(name)) is not None}


def _phases(row: MoveRow) -> dict[str, int]:
    """The ticks of the phases that a move of several hits has besides the usual ones."""
    ticks: dict[str, int] = {}
    for number, hit in enumerate(row.hits[1:], 2):
        ticks |= {f"gap_{number}": hit.gap, f"release_{number}": _active(hit, row)}
    return ticks


def _active(hit: HitRow, row: MoveRow) -> int:
    """For how many ticks a hit strikes."""
    return row.release if hit.release is None else hit.release


def _hit(row: HitRow) -> Hit:
    return Hit(**{name: getattr(row, name) for name in Hit.__struct_fields__})


def _projectile(row: MoveRow) -> Projectile | None:
    if row.projectile_life == 0:
        return None
    names = Projectile.__struct_fields__
    return Projectile(**{name: getattr(row, f"projectile_{name}") for name in names})


def _window(row: WindowRow) -> CancelWindow:
    on = frozenset[Outcome]().union(*[OUTCOMES[word] for word in row.on])
    return CancelWindow(into=row.into, on=on, start=row.start, end=row.end)
