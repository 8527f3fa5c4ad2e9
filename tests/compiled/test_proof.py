"""Which fights of a run are played again on the live engine."""

from hypothesis import given
from hypothesis import strategies as st

from combat_rules.compiled.proof import AT_LEAST, ONE_IN, sample


def test_all_of_few_fights_are_proved_and_of_many_one_in_ten_thousand() -> None:
    assert list(sample(0, 7)) == list(range(7))
    assert len(list(sample(0, 10_000))) == AT_LEAST
    assert list(sample(0, 3 * ONE_IN))[AT_LEAST:] == [ONE_IN, 2 * ONE_IN]


@given(st.lists(st.integers(1, 3 * ONE_IN), max_size=8))
def test_however_a_run_is_cut_up_the_same_fights_are_proved(sizes: list[int]) -> None:
    cut: list[int] = []
    first = 0
    for size in sizes:
        cut += sample(first, first + size)
        first += size
    assert cut == list(sample(0, first))
