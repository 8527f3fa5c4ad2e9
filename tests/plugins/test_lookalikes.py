"""Names that nobody can tell apart are refused, and both are named."""

import pytest

from combat_rules import Archetype, load_ruleset, replace
from tests.cases.test_plugins_that_clash import Bare, plug, problems
from tests.rules import JAB


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Jab", "only capitals are different"),
        ("j\u0430b", "it has CYRILLIC SMALL LETTER A where the other has LATIN SMALL LETTER A"),
        ("j\uff41b", "FULLWIDTH LATIN SMALL LETTER A"),
        ("j\u03b1b", "GREEK SMALL LETTER ALPHA"),
    ],
    ids=["a capital", "another alphabet", "another width", "a third alphabet"],
)
def test_two_names_that_look_alike_are_refused_and_both_are_named(name: str, said: str) -> None:
    (found,) = problems(plug("one", JAB), plug("two", replace(JAB, name=name)))
    assert f"the action {name} looks like the action jab of plugin one: " in found
    assert said in found
    assert f'rename={{"two:{name}": NEW_NAME}}' in found


@pytest.mark.parametrize(
    "name",
    ["ja\u200bb", "\u202ejab", "a\xa0jab"],
    ids=["a zero width", "a change of direction", "a space that is none"],
)
def test_a_name_with_signs_that_nobody_sees_is_refused(name: str) -> None:
    (found,) = problems(plug("one", replace(JAB, name=name)))
    assert "which nobody can see" in found


def test_a_joiner_makes_no_second_name() -> None:
    """Some scripts are written with it; in a Latin word it shows nothing."""
    (found,) = problems(plug("one", JAB), plug("two", replace(JAB, name="j\u200dab")))
    assert "it has ZERO WIDTH JOINER where the other has LATIN SMALL LETTER A" in found


def test_a_name_is_the_same_however_its_accents_are_written() -> None:
    """One é is a single character, the other an e and an accent; a keyboard decides which."""
    whole, parts = "\u00e9pée", "e\u0301pe\u0301e"
    one = plug("one", replace(JAB, name=whole))
    more = Bare("two", archetypes=[Archetype(name="swordsman", actions=(parts,), controller="")])
    ruleset = load_ruleset([one, more], standard=False)
    assert list(ruleset.moves) == [whole.replace("é", "\u00e9")]
    assert ruleset.archetypes["swordsman"].actions == tuple(ruleset.moves)
