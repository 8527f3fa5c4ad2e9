"""The two runners of a chart, and the order of questions: neither can be told from a fight."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from combat_rules.model import Dice
from tests.properties.plans import Plan, plans

EXAMPLES = max(30, settings.default.max_examples if settings.default else 0)


def journal_of(plan: Plan, runner: str) -> list[Any]:
    journal: list[Any] = []
    combat = plan.set_up(plan.ruleset(runner), journal=journal)
    for _ in plan.play(combat):
        pass
    return journal


@settings(max_examples=EXAMPLES)
@given(plans())
def test_a_fight_is_the_same_on_both_runners(plan: Plan) -> None:
    assert journal_of(plan, "table") == journal_of(plan, "reference")


questions = st.tuples(
    st.integers(0, 3), st.sampled_from(["strike", "parry", "1", ""]), st.integers(1, 20)
)


@given(st.integers(), st.lists(questions, min_size=1), st.randoms(use_true_random=False))
def test_dice_answer_alike_in_any_order_and_however_often(
    seed: int, asked: list[tuple[int, str, int]], shuffled: Any
) -> None:
    def answer(question: tuple[int, str, int]) -> int:
        tick, purpose, sides = question
        rolled = Dice(seed, 0, tick, "ayla").roll(purpose, sides)
        assert 1 <= rolled <= sides
        return rolled

    first = {question: answer(question) for question in asked}
    again = [*asked, *asked]
    shuffled.shuffle(again)
    assert all(answer(question) == first[question] for question in again)
