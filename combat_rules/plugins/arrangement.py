"""The arrangement of plugins: how those of others are put together without a change in any."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar
from unicodedata import normalize

from msgspec import Struct, convert
from msgspec.structs import replace

from combat_rules.errors import PluginError, did_you_mean, in_short
from combat_rules.model.arguments import checks_arguments
from combat_rules.model.fields import EMPTY
from combat_rules.model.limits import LIMIT, Signed, int_problem

V = TypeVar("V")


class Arrangement(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How plugins are put together, said by whoever loads them.

    ``PLUGIN:NAME`` is a thing of a plugin, ``PLUGIN:KIND NAME`` where it has several of that
    name: ``brawling:throw``, ``hexes:damage rule ember``.

    ``prefix`` goes before the names of all that a plugin gives but its attributes, which rules
    read as ``actor.NAME``: ``{"brawling": "b"}`` makes ``b_throw``. ``rename`` gives one thing
    another name: ``{"thrower:throw": "toss"}``. ``override`` says which plugin's thing of the
    same name counts instead: ``{"brawling:throw": "thrower"}``. ``order`` gives a damage or
    contact rule another place: ``{"hexes:ember": 310}``. ``without`` leaves out a plugin or one
    thing of it: ``("hexes", "brawling:throw")``.
    """

    prefix: Mapping[str, str] = EMPTY
    rename: Mapping[str, str] = EMPTY
    override: Mapping[str, str] = EMPTY
    order: Mapping[str, Signed] = EMPTY
    without: tuple[str, ...] = ()

    def then(self, other: "Arrangement") -> "Arrangement":
        """This one with what ``other`` says besides, or instead about the same thing. Of a plugin
        that ``other`` leaves out nothing more is said, and nothing is left out that it speaks
        of."""
        gone = {text for text in other.without if ":" not in text}

        def left(said: Mapping[str, V]) -> dict[str, V]:
            return {text: to for text, to in said.items() if _plugin_of(text) not in gone}

        override = {text: by for text, by in left(self.override).items() if by not in gone}
        spoken_of = {*other.override, *other.rename, *other.order}
        without = left({text: text for text in self.without if text not in spoken_of})
        return Arrangement(
            prefix={**left(self.prefix), **other.prefix},
            rename={**left(self.rename), **other.rename},
            override={**override, **other.override},
            order={**left(self.order), **other.order},
            without=tuple(dict.fromkeys((*without, *other.without))),
        )

    def as_data(self) -> "Arrangement":
        """The same of plain mappings, as a file can hold them."""
        mappings = ("prefix", "rename", "override", "order")
        given = {part: dict(value) for part in mappings if (value := getattr(self, part))}
        return replace(self, **given)


def _plugin_of(text: str) -> str:
    """The plugin that a part of an arrangement is about."""
    return text.partition(":")[0]


PARTS = Arrangement.__struct_fields__


@checks_arguments
def read_arrangement(parts: Mapping[str, object], where: str = "") -> Arrangement:
    """The arrangement that ``parts`` say, by the names of its fields; ``None`` says nothing.

    Names are normalised (NFC). Raises ``PluginError`` with all ``problems``; ``where`` is said
    before each.
    """
    given = {part: value for part, value in parts.items() if value is not None}
    problems = [f"{where}{said}" for part, value in given.items() for said in _wrong(part, value)]
    if problems:
        raise PluginError("\n".join(problems), code="plugins.arrangement", problems=tuple(problems))
    return convert({part: _read(value) for part, value in given.items()}, Arrangement)


def _wrong(part: str, value: object) -> Iterator[str]:
    """What is wrong with one part of an arrangement."""
    if part == "without":
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list | tuple) or not all(_is_name(name) for name in names):
            yield f'without takes a list, ["PLUGIN", "PLUGIN:NAME"], not {in_short(value)}'
        return
    if part not in _WANTED:
        yield f"there is no {in_short(part)}; {did_you_mean(part, PARTS)}"
        return
    example, holds = _WANTED[part]
    entries = _entries(value)
    if entries is None:
        yield f"{part} takes a mapping, {example}, not {in_short(value)}"
        return
    for name, to in entries.items():
        if not _is_name(name) or not holds(to):
            yield f"{part} takes {example}, not {{{in_short(name)}: {in_short(to)}}}"


def _entries(value: object) -> Mapping[object, object] | None:
    """What a mapping holds; ``None`` for what is none, or breaks off as it is read."""
    try:
        return dict(value) if isinstance(value, Mapping) else None
    except Exception:
        return None


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip()) and value == value.strip()


def _is_order(value: object) -> bool:
    return int_problem("order", value, -LIMIT, LIMIT) is None


_WANTED: Mapping[str, tuple[str, Callable[[object], bool]]] = {
    "prefix": ('{"PLUGIN": "PREFIX"}', _is_name),
    "rename": ('{"PLUGIN:NAME": "NEW_NAME"}', _is_name),
    "override": ('{"PLUGIN:NAME": "PLUGIN_WHOSE_COUNTS"}', _is_name),
    "order": ('{"PLUGIN:RULE": 310}, whole numbers', _is_order),
}


def _read(value: object) -> object:
    if isinstance(value, str):
        return (normalize("NFC", value),)
    if isinstance(value, Mapping):
        return {
            normalize("NFC", name): normalize("NFC", to) if isinstance(to, str) else to
            for name, to in value.items()
        }
    assert isinstance(value, list | tuple), "it was checked"
    return tuple(normalize("NFC", name) for name in value)
