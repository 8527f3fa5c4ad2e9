"""Seats that a function holds: which are the draft's own, and what of the others may be stale.

A seat is copied before it is first written to. Whoever still holds the one before reads what was,
or what is, as it happens; compiled, always what is.
"""

from collections.abc import Iterable


class Seats:
    """What a function knows of the seats that it has names for, at one point of it.

    ``stale`` are the fields that may have been written to since, for each that is not the draft's
    own.
    """

    def __init__(self) -> None:
        self.owned: set[str] = set()
        self.stale: dict[str, frozenset[str]] = {}

    def hold(self, name: str, own: bool) -> None:
        """A name stands for a seat from here on."""
        self.owned.discard(name)
        self.stale.pop(name, None)
        if own:
            self.owned.add(name)
        else:
            self.stale[name] = frozenset()

    def write(self, fields: Iterable[str]) -> None:
        """Fields of some seat may have been written to."""
        more = frozenset(fields)
        for name in self.stale:
            self.stale[name] |= more

    def copy(self) -> "Seats":
        """The same, to follow another branch with."""
        other = Seats()
        other.owned, other.stale = set(self.owned), dict(self.stale)
        return other

    def join(self, other: "Seats") -> None:
        """Two branches come together: what may be so in one of them."""
        self.owned &= other.owned
        for name, fields in other.stale.items():
            self.stale[name] = self.stale.get(name, frozenset()) | fields
