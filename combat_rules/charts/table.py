"""The table runner: a flat chart lowered once to rows, which is what fights use."""

from functools import cached_property

from combat_rules.charts.anatomy import Anatomy
from combat_rules.charts.lower import entry_of, initial_position, rows_for, rows_of
from combat_rules.charts.reader import Reader
from combat_rules.charts.runner import Call, NotAllowed, Rows
from combat_rules.model import Position


class TableRunner(Reader):
    """Runs a flat chart from its rows; other rows than its own stand in for them in tests."""

    name = "table"
    reasons: tuple[str, ...] = ()

    def __init__(self, anatomy: Anatomy, rows: Rows | None = None) -> None:
        super().__init__(anatomy)
        if rows is not None:
            self.rows = rows

    @cached_property
    def rows(self) -> Rows:
        """The chart as rows, made when they are first asked for: most moves wait long."""
        return rows_of(self._anatomy)

    @cached_property
    def entry(self) -> tuple[Call, ...]:
        """What is called as the chart is entered."""
        return entry_of(self._anatomy)

    @cached_property
    def _begin(self) -> Position:
        return initial_position(self._anatomy)

    def start(self, scene: object, effects: object) -> Position:
        """Enter the chart."""
        for call in self.entry:
            call(scene, effects)
        return self._begin

    def send(self, at: Position, event: str, scene: object, effects: object) -> Position:
        """The position after ``event``."""
        try:
            rows = self.rows[at.phase][event]
        except KeyError:
            known = at.phase in self.rows
            rows = rows_for(self._anatomy, at.phase, event) if known else ()
        for row in rows:
            for guard in row.guards:
                if not guard(scene):
                    break
            else:
                for call in row.calls:
                    call(scene, effects)
                return row.after
        raise NotAllowed(event, at.phase)
