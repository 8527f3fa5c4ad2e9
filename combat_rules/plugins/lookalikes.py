"""Look-alikes: names that nobody can tell apart on a screen."""

from collections.abc import Iterator, Mapping
from unicodedata import category, name, normalize

UNSEEN = "Cf"
"""The category of joiners, which may be in a name and show nothing by themselves."""

LATIN = {
    **dict(zip("авекмнорстухѕіјԁԛԝһӏԍгп", "abekmhopctyxsijdqwhlgrn", strict=True)),
    **dict(zip("αβγεηικνορτυχω", "abyenikvoptuxw", strict=True)),
    **dict(zip("օսոհց", "ounhg", strict=True)),  # noqa: RUF001  # that is the point
}
"""Small letters of Cyrillic, Greek and Armenian that look like a Latin one, with that.

The commonest of Unicode's list of confusables (UTS 39); the others stand for themselves.
"""


def looks(text: str) -> str:
    """What a name looks like: the same for two that differ in case, width or alphabet alone."""
    if text.isascii():
        return text.lower()
    plain = normalize("NFKC", text).casefold()
    return "".join(LATIN.get(sign, sign) for sign in plain if category(sign) != UNSEEN)


def difference(one: str, other: str) -> str:
    """In what two names that look alike differ."""
    if one.casefold() == other.casefold():
        return "only capitals are different"
    for first, second in zip(one, other, strict=False):
        if first != second:
            return f"it has {name(first, '?')} where the other has {name(second, '?')}"
    return "it is longer by what cannot be seen"


def alike(names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each name that looks like an earlier one, with that."""
    known: dict[str, str] = {}
    for each in names:
        first = known.setdefault(looks(each), each)
        if first != each:
            yield each, first
