"""Functions that give several words, for those who ask for few of them."""

from combat_rules.compiled.words.unasked import Unasked, Written


def written(name: str, *lines: str, of_core: bool = True) -> Written:
    return Written(name, (), "here", [f"    {line}" for line in lines], of_core)


def left(*functions: Written) -> str:
    return "\n".join(Unasked(functions).left(["first(S, R, W)"]))


def test_words_that_nobody_asks_for_are_not_worked_out() -> None:
    source = left(
        written("gives", "far = abs((S[1] - S[2]))", "return S[3], far"),
        written("first", "one, two = gives(S, R, W)", "S[4] = one", "return"),
    )
    assert "abs" not in source
    assert "    return S[3]" in source.splitlines()


def test_what_writes_to_a_memory_is_done_all_the_same() -> None:
    source = left(
        written("gives", "S[1] = 2", "return S[3], S[5]"),
        written("first", "one, two = gives(S, R, W)", "return"),
    )
    assert "S[1] = 2" in source
    assert "S[3]" not in source


def test_what_nobody_asks_for_and_writes_nowhere_is_not_called() -> None:
    source = left(
        written("reads", "return S[3]"),
        written("writes", "S[1] = 2", "return 1"),
        written("first", "one = reads(S, R, W)", "two = writes(S, R, W)", "return"),
    )
    assert "def reads" not in source
    assert "def writes" in source


def test_a_rule_works_out_what_might_raise() -> None:
    source = left(written("first", "one = (S[1] // S[2])", "return", of_core=False))
    assert "S[1] // S[2]" in source


def test_of_what_is_asked_for_in_two_ways_there_are_two() -> None:
    source = left(
        written("gives", "return S[3], S[5]"),
        written("first", "a, b = gives(S, R, W)", "c, d = gives(S, R, W)", "S[1] = a + b + d",
                "return"),
    )  # fmt: skip
    assert "return S[3], S[5]" in source
    assert "    return S[5]" in source.splitlines()
