"""The studio says why it cannot be served where it was told to."""

from pathlib import Path

import pytest

from combat_rules.errors import CombatError
from combat_rules.studio.rulebook import Rulebook
from combat_rules.studio.serve import serve


@pytest.mark.parametrize(
    "host",
    ["", "ü..x", "a\0b", "x" * 3000, "[::1", "no.such.host.invalid"],
    ids=["nothing", "no name", "a NUL", "long", "half a bracket", "unknown"],
)
def test_where_nobody_can_listen_is_said_in_words(project: Path, host: str) -> None:
    told: list[str] = []
    with pytest.raises(CombatError, match="the studio cannot listen on") as refused:
        serve(Rulebook((), project), host, 0, opens=False, told=told.append)
    assert (refused.value.code, told) == ("studio.address", [])
    assert len(str(refused.value)) < 400
