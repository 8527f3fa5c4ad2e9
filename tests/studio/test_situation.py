"""A moment is told as a table of payoffs, with what each side should do how often."""

from typing import Any

import pytest

from combat_rules.plugins import standard_ruleset
from combat_rules.studio.bout import Bout
from combat_rules.studio.setup import Fighter, SetUp
from combat_rules.studio.situation import situation


def test_a_moment_is_told_option_by_option() -> None:
    pair = SetUp((Fighter("brute"), Fighter("brute")), distance=20)
    bout = Bout(standard_ruleset(), pair)
    bout.pass_ticks(2000)
    before = bout.live.save()
    found: Any = situation(bout.live)
    assert found["names"] == ("ayla", "borin")
    assert len(found["payoffs"]) == len(found["left"])
    assert {len(row) for row in found["payoffs"]} == {len(found["right"])}
    for side in ("left", "right"):
        assert sum(one["share"] for one in found[side]) == pytest.approx(100, abs=0.1)
    options = [one["option"] for one in found["left"]]
    nothing, attack = options.index("nothing"), options.index("attack")
    assert found["payoffs"][attack][nothing] > 0
    assert bout.live.save() == before
