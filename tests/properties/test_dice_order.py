"""Dice answer alike however often, and in whatever order, they are asked."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from combat_rules.model import Dice

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
