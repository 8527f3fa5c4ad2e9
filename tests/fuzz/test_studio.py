"""Whatever a page of the studio asks, in any order, is done or refused in words, and time goes on.

Messages are drawn from the types that declare them: a new one is tried by itself.
"""

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest
from msgspec import inspect, json

from combat_rules.errors import CombatError
from combat_rules.plugins import standard_ruleset
from combat_rules.record import Slots
from combat_rules.studio import messages as ask
from combat_rules.studio.rulebook import Edition
from combat_rules.studio.session import Session
from tests.amounts import amount
from tests.fuzz.oracle import tried

WORDS = (
    "ayla", "borin", "nobody", "attack", "block", "duelist", "brute", "health", "stamina",
    "position", "mix", "attack.damage", "attack.reach", "wings", "x", "../x", "a\0b", "\u202e",
)  # fmt: skip
KINDS = [inspect.type_info(kind) for kind in get_args(ask.Request)]


def drawn(kind: Any, luck: Random) -> Any:
    """A value that a type allows, from its edges as often as from within."""
    match kind:
        case inspect.StrType():
            return luck.choice(WORDS)[: kind.max_length]
        case inspect.IntType(ge=int(low), le=int(high)):
            return luck.choice((low, high, max(low, min(high, luck.randint(0, 2000)))))
        case inspect.BoolType():
            return luck.random() < 0.5
        case inspect.NoneType():
            return None
        case inspect.LiteralType():
            return luck.choice(kind.values)
        case inspect.UnionType():
            return drawn(luck.choice(kind.types), luck)
        case inspect.DictType():
            pairs = range(luck.randint(0, 2))
            return {drawn(kind.key_type, luck): drawn(kind.value_type, luck) for _ in pairs}
        case inspect.VarTupleType():
            return [
                drawn(kind.item_type, luck) for _ in range(luck.randint(kind.min_length or 0, 3))
            ]
        case inspect.StructType():
            fields = {
                f.encode_name: drawn(f.type, luck) for f in kind.fields if luck.random() < 0.9
            }
            return {kind.tag_field: kind.tag, **fields} if kind.tag_field else fields
    raise NotImplementedError(kind)


def asked(session: Session, text: bytes) -> None:
    session.do(ask.read(text))


@pytest.mark.parametrize("seed", range(amount(6, 300)))
def test_whatever_a_page_asks_is_done_or_refused(seed: int, tmp_path: Path) -> None:
    luck, fates = Random(seed), Counter[str]()
    session = Session("abcdefgh", Edition(1, standard_ruleset(), ()), Slots(tmp_path / "slots"))
    for _ in range(80):
        came = tried(asked, session, json.encode(drawn(luck.choice(KINDS), luck)))
        fates["refused" if isinstance(came, CombatError) else "done"] += 1
    assert fates["done"] > 20
    assert fates["refused"] > 5
    session.do(ask.New())
    session.do(ask.Pause())
    session.do(ask.Step(5))
    assert session.bout.live.now == 5
    assert session.bout.live.synchronize_states() == ()
