"""Whom an action may be meant for, whom a swing meets, and who is meant if nobody is named."""

from itertools import permutations

import pytest

from combat_rules import Action, ActionError, ActionRole, Effects, Scene, four_phases, replace
from combat_rules.model import Aim, Hit, Sweep
from tests.cases.plays import DUCK, DUEL, REPLY, SHIELD, Play, Who, begin, play, poke

REACH = 60
ROW: Who = {
    "ayla": {"position": 500},
    "borin": {"position": 510, "team": "reds"},
    "cleo": {"position": 530, "team": "reds"},
    "dara": {"position": 560, "team": "reds"},
    "edda": {"position": 561, "team": "reds"},
    "finn": {"position": 490, "team": "reds"},
    "gerd": {"position": 520, "team": "ayla"},
}


def swing(sweep: Sweep, **numbers: object) -> Action:
    return poke("swing", reach=REACH, sweep=sweep, **numbers)


def lost(fought: Play) -> dict[str, int]:
    return {name: fought.lost(name) for name in ROW if fought.lost(name)}


@pytest.mark.parametrize(
    ("sweep", "hurt"),
    [
        (Sweep.TARGET, {"dara": 7}),
        (Sweep.FIRST, {"borin": 7}),
        (Sweep.ALL, {"borin": 7, "cleo": 7, "dara": 7}),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_one_swing_at_the_third_of_a_row(sweep: Sweep, hurt: dict[str, int]) -> None:
    """Edda is out of reach by one, Finn is behind, Gerd is a friend."""
    assert lost(play([swing(sweep)], (0, "ayla", "swing", "dara"), who=ROW)) == hurt


@pytest.mark.parametrize("order", [tuple(ROW), tuple(ROW)[::-1]], ids=["one", "other"])
def test_who_joined_first_decides_nothing_of_it(order: tuple[str, ...]) -> None:
    who = {name: ROW[name] for name in order}
    fought = play([swing(Sweep.ALL)], (0, "ayla", "swing", "dara"), who=who)
    assert lost(fought) == {"borin": 7, "cleo": 7, "dara": 7}


def test_no_hit_of_a_swing_is_the_cause_of_another() -> None:
    fought = play([swing(Sweep.ALL)], (0, "ayla", "swing", "dara"), who=ROW)
    (released,) = (e.sequence for e in fought.heard if e.type == "action_released")
    assert {e.causes for e in fought.heard if e.type == "action_hit"} == {(released,)}


def test_what_follows_a_swing_on_several_hangs_on_the_same_hit_whoever_joined_first() -> None:
    hung_on = set()
    for order in permutations(("borin", "cleo", "dara")):
        who: Who = {name: {"position": 510, "team": "reds"} for name in order}
        fought = play(
            [swing(Sweep.ALL)], (0, "ayla", "swing", "borin"), who={"ayla": DUEL["ayla"], **who}
        )
        (recovering,) = (e for e in fought.heard if e.type == "action_recovering")
        hung_on |= {e.target for e in fought.heard if e.sequence in recovering.causes}
    assert len(hung_on) == 1


def test_it_meets_each_once_however_long_it_is_active() -> None:
    fought = play([swing(Sweep.ALL, release=30)], (0, "ayla", "swing", "borin"), who=ROW)
    assert lost(fought) == {"borin": 7, "cleo": 7, "dara": 7}


def test_whoever_walks_into_it_is_met_later() -> None:
    walk = Action(name="walk", role=ActionRole.MOVE, release=1, travel=5)
    fought = play(
        [swing(Sweep.ALL, release=30), walk],
        (0, "ayla", "swing", "borin"),
        (20, "edda", "walk", "ayla"),
        who=ROW,
    )
    assert (20, "hit") in fought.contacts("ayla")
    assert fought.lost("edda") == 7


def test_a_blocker_a_counter_and_an_evader_in_one_sweep_each_get_their_own() -> None:
    fought = play(
        [swing(Sweep.ALL, hitstun=1), SHIELD, REPLY, DUCK],
        (0, "borin", "shield", "ayla"),
        (0, "cleo", "reply", "ayla"),
        (0, "dara", "duck", "ayla"),
        (0, "ayla", "swing", "borin"),
        who=ROW,
    )
    assert sorted(fought.outcomes("ayla")) == ["blocked", "countered", "evaded"]
    assert lost(fought) == {"ayla": 4}
    assert fought.stuns("ayla") == [(3, "stagger", 9)]


def test_a_counter_in_a_sweep_does_not_save_the_others_from_it() -> None:
    fought = play(
        [swing(Sweep.ALL), REPLY],
        (0, "cleo", "reply", "ayla"),
        (0, "ayla", "swing", "borin"),
        who=ROW,
    )
    assert lost(fought) == {"ayla": 4, "borin": 7, "dara": 7}


def test_the_first_in_line_takes_it_even_if_it_evades_unless_somebody_stands_behind() -> None:
    fought = play(
        [swing(Sweep.FIRST, release=4), DUCK],
        (0, "borin", "duck", "ayla"),
        (0, "ayla", "swing", "dara"),
        who=ROW,
    )
    assert fought.contacts("ayla")[0] == (3, "evaded")
    assert lost(fought) == {"cleo": 7}


def test_the_first_in_line_shields_those_behind_it_by_its_guard() -> None:
    fought = play(
        [swing(Sweep.FIRST), SHIELD],
        (0, "borin", "shield", "ayla"),
        (0, "ayla", "swing", "dara"),
        who=ROW,
    )
    assert fought.outcomes("ayla") == ["blocked"]
    assert lost(fought) == {}


def test_the_fallen_stand_in_nobodys_way() -> None:
    who: Who = {**ROW, "borin": {**ROW["borin"], "health": 1}}
    fought = play(
        [swing(Sweep.FIRST)],
        (0, "ayla", "swing", "dara"),
        (20, "ayla", "swing", "dara"),
        who=who,
    )
    assert lost(fought) == {"borin": 1, "cleo": 7}


def test_each_hit_of_a_sweep_may_reach_another_distance() -> None:
    move = swing(Sweep.ALL, hits=(Hit(reach=10),))
    assert lost(play([move], (0, "ayla", "swing", "dara"), who=ROW)) == {"borin": 7}


def test_two_sweeps_at_one_tick_trade_with_everybody_they_meet() -> None:
    fought = play(
        [swing(Sweep.ALL)],
        (0, "ayla", "swing", "borin"),
        (0, "borin", "swing", "ayla"),
        who={**DUEL, "cleo": {"position": 505, "team": "ayla"}},
    )
    assert [fought.lost(name) for name in ("ayla", "borin", "cleo")] == [7, 7, 7]


# -- aims ----------------------------------------------------------------------------------------


def mend(scene: Scene, effects: Effects) -> None:
    """Mend the target."""
    effects.change(scene.target.id, "health", 20)


def heal(aim: Aim) -> Action:
    return Action(
        name="heal",
        role=ActionRole.MOVE,
        aim=aim,
        chart=four_phases("Heal", on_release=[mend]),
        commit=2,
        release=1,
    )


HURT: Who = {
    name: {"position": place, "team": team, "health": 50, "max_health": 100}
    for name, place, team in (("ayla", 500, "a"), ("borin", 510, "b"), ("cleo", 480, "a"))
}


@pytest.mark.parametrize(
    ("aim", "allowed", "meant"),
    [
        (Aim.FOE, {"borin"}, "borin"),
        (Aim.FRIEND, {"cleo"}, "cleo"),
        (Aim.SELF, {"ayla"}, "ayla"),
        (Aim.ANYBODY, {"ayla", "borin", "cleo"}, "borin"),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_whom_an_action_may_be_meant_for(aim: Aim, allowed: set[str], meant: str) -> None:
    move = heal(aim)
    for name in HURT:
        fought = begin([move], who=HURT)
        if name in allowed:
            fought.combat.execute_action("heal", "ayla", name)
            assert fought.until(9).lost(name) == -20
        else:
            with pytest.raises(ActionError, match=f"cannot aim heal at {name}"):
                fought.combat.execute_action("heal", "ayla", name)
    fought = begin([move], who=HURT)
    fought.combat.execute_action("heal", "ayla")
    assert fought.until(9).lost(meant) == -20


def test_without_a_friend_there_is_nobody_to_help() -> None:
    alone = {name: HURT[name] for name in ("ayla", "borin")}
    fought = begin([heal(Aim.FRIEND)], who=alone)
    with pytest.raises(ActionError, match="ayla has no friend in this fight") as caught:
        fought.combat.execute_action("heal", "ayla")
    refusal = fought.combat.validate_action("heal", "ayla")
    assert refusal is not None
    assert refusal == caught.value.refusal
    assert [reason.name for reason in refusal.reasons] == ["has_target"]
    (way,) = fought.combat.ways("ayla")
    assert way.reasons == refusal.reasons


def test_whether_one_may_be_aimed_at_is_a_question_that_is_answered() -> None:
    fought = begin([heal(Aim.FRIEND), poke()], who=HURT)
    with pytest.raises(ActionError) as caught:
        fought.combat.execute_action("heal", "ayla", "ayla")
    refusal = fought.combat.validate_action("heal", "ayla", "ayla")
    assert refusal is not None
    assert refusal == caught.value.refusal
    assert [str(reason) for reason in refusal.reasons] == [
        "has_target (heal is meant for somebody else of its own side, and not for ayla)"
    ]
    assert refusal.possible == ("heal", "poke")


@pytest.mark.parametrize(
    ("aim", "hurt"),
    [(Aim.FOE, {"borin"}), (Aim.FRIEND, {"gerd"}), (Aim.ANYBODY, {"borin", "gerd"})],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_sweep_meets_those_that_it_is_meant_for(aim: Aim, hurt: set[str]) -> None:
    who = {name: ROW[name] for name in ("ayla", "borin", "gerd")}
    move = swing(Sweep.ALL, aim=aim)
    fought = play([move], (0, "ayla", "swing"), who=who)
    assert {name for name in who if fought.lost(name)} == hurt


def test_a_sweep_meant_for_oneself_meets_nobody() -> None:
    move = swing(Sweep.ALL, aim=Aim.SELF)
    fought = play([move], (0, "ayla", "swing"), who=ROW)
    assert lost(fought) == {}
    assert fought.outcomes("ayla") == ["whiffed"]


def test_a_blow_meant_for_oneself_strikes_oneself() -> None:
    fought = play([poke(aim=Aim.SELF)], (0, "ayla", "poke"))
    assert (fought.lost("ayla"), fought.lost()) == (7, 0)
    assert fought.combat.synchronize_states() == ()


MATES: Who = {**HURT, "cleo": {**HURT["cleo"], "position": 505}}


def help_of(aim: Aim, **numbers: int) -> Action:
    """Twenty points of health from tick 3 on, as a strike, so that it needs to reach."""
    own = {"damage": 0, "hitstun": 0} | numbers
    return poke("help", aim=aim, on_contact=(mend,), **own)


def test_what_helps_a_friend_stops_nothing_of_what_it_does() -> None:
    """Cleo prepares until 20 as Ayla helps her."""
    orders = [(0, "cleo", "slow", "borin"), (0, "ayla", "help")]
    fought = play([help_of(Aim.FRIEND), poke("slow", commit=20, reach=99)], *orders, who=MATES)
    assert fought.of("cleo").health == 70
    assert fought.contacts("cleo") == [(20, "hit")]
    assert fought.stuns("cleo") == []


@pytest.mark.parametrize("stance", [SHIELD, REPLY, DUCK], ids=lambda move: move.name)
def test_nobody_defends_against_what_helps(stance: Action) -> None:
    """Cleo faces Ayla, and would block, counter or evade the blow of a foe."""
    orders = [(0, "cleo", stance.name, "ayla"), (0, "ayla", "help")]
    who: Who = {**MATES, "cleo": {**MATES["cleo"], "facing": -1}}
    moves = [help_of(Aim.FRIEND), replace(stance, aim=Aim.ANYBODY)]
    fought = play(moves, *orders, who=who)
    assert fought.outcomes("ayla") == ["hit"]
    assert (fought.of("ayla").health, fought.of("cleo").health) == (50, 70)


def test_a_friend_who_lies_down_can_be_helped() -> None:
    trip = poke("trip", commit=1, hitstun=40, knockdown=True, reach=99, damage=0)
    orders = [(0, "borin", "trip", "cleo"), (0, "ayla", "help")]
    who: Who = {**MATES, "borin": {**MATES["borin"], "facing": -1}}
    fought = play([help_of(Aim.FRIEND), trip], *orders, who=who, until=10)
    assert [stun for _, stun, _ in fought.stuns("cleo")] == ["knockdown"]
    assert fought.of("cleo").health == 70


@pytest.mark.parametrize("aim", [Aim.SELF, Aim.ANYBODY], ids=["oneself", "anybody"])
def test_whoever_helps_itself_recovers_as_long_as_its_action_says(aim: Aim) -> None:
    fought = play([help_of(aim)], (0, "ayla", "help", "ayla"), who=MATES)
    assert fought.of("ayla").health == 70
    assert fought.outcomes("ayla") == ["hit"]
    assert fought.free("ayla") == [9]


def test_what_is_meant_for_a_friend_and_stuns_stuns() -> None:
    """A slap to wake somebody."""
    fought = play([help_of(Aim.FRIEND, hitstun=5)], (0, "ayla", "help"), who=MATES)
    assert fought.stuns("cleo") == [(3, "hitstun", 5)]


@pytest.mark.parametrize("sweep", [Sweep.FIRST, Sweep.TARGET], ids=["the first", "the target"])
def test_of_two_on_one_spot_no_order_of_joining_says_who_is_met(sweep: Sweep) -> None:
    met = set()
    for seed in range(8):
        both = []
        for order in (("borin", "cleo"), ("cleo", "borin")):
            who: Who = {
                "ayla": {"position": 500},
                **{name: {"position": 510, "team": "foes"} for name in order},
            }
            fought = play([swing(sweep)], (0, "ayla", "swing"), who=who, seed=seed)
            both.append({name for name in who if fought.lost(name)})
        assert both[0] == both[1]
        met |= both[0]
    assert met == {"borin", "cleo"}


# -- nearest of two ------------------------------------------------------------------------------

STAND = {"borin": 490, "cleo": 510, "dara": 530}


def aimed(fought: Play) -> str:
    """Whom Ayla means if she names nobody."""
    begun = fought.combat.execute_action("poke", "ayla")
    assert begun is not None
    return begun.target


def meant(facing: int, *order: str, seed: int = 0, **places: int) -> str:
    where = STAND | places
    who: Who = {
        "ayla": {"position": 500, "facing": facing, "team": "a"},
        **{name: {"position": where[name], "team": "reds"} for name in order},
    }
    fought = begin([poke()], who=who, seed=seed)
    return aimed(fought)


@pytest.mark.parametrize("order", [("borin", "cleo"), ("cleo", "borin")], ids=" then ".join)
@pytest.mark.parametrize(("facing", "target"), [(1, "cleo"), (-1, "borin")], ids=["right", "left"])
def test_of_two_as_near_the_one_in_front_is_meant(
    facing: int, target: str, order: tuple[str, ...]
) -> None:
    assert meant(facing, *order) == target


def test_the_nearer_one_is_meant_even_behind() -> None:
    assert meant(1, "borin", "cleo", cleo=511) == "borin"


def test_of_two_on_one_spot_it_is_the_same_whoever_joined_first() -> None:
    found = {meant(1, *order, dara=510) for order in (("cleo", "dara"), ("dara", "cleo"))}
    assert len(found) == 1


def test_of_two_on_one_spot_no_name_is_always_meant() -> None:
    assert {meant(1, "cleo", "dara", dara=510, seed=seed) for seed in range(12)} == {"cleo", "dara"}


def test_the_fallen_are_meant_last() -> None:
    who: Who = {
        "ayla": {"position": 500},
        "borin": {"position": 505, "team": "reds", "health": 1},
        "cleo": {"position": 560, "team": "reds"},
    }
    fought = play([poke()], (0, "ayla", "poke"), who=who)
    assert aimed(fought) == "cleo"


# -- who stands between ----------------------------------------------------------------------------


def clear_shot(scene: Scene) -> bool:
    """Nobody of one's own stands between."""
    return scene.friends_between == 0


@pytest.mark.parametrize(
    ("cora", "team", "lands"),
    [(515, "us", False), (515, "them", True), (505, "us", True), (545, "us", True)],
    ids=["a friend between", "a foe between", "a friend beside", "a friend behind"],
)
def test_a_guard_asks_who_stands_between(cora: int, team: str, lands: bool) -> None:
    shot = poke("shot", reach=60, chart=four_phases("Shot", release=[clear_shot]))
    who = {
        "ayla": {"position": 505, "team": "us"},
        "borin": {"position": 530, "team": "them"},
        "cora": {"position": cora, "team": team},
    }
    fought = play([shot], (0, "ayla", "shot", "borin"), who=who)
    assert bool(fought.contacts("ayla")) is lands


def test_a_foe_between_is_counted_and_the_fallen_is_not() -> None:
    seen: list[tuple[int, int]] = []

    def note(scene: Scene, effects: Effects) -> None:
        """What the scene says of who stands between."""
        seen.append((scene.foes_between, scene.friends_between))

    shot = poke("shot", reach=60, damage=200, on_contact=(note,))
    who = {
        "ayla": {"position": 500, "team": "us"},
        "borin": {"position": 530, "team": "them"},
        "cora": {"position": 510, "team": "them"},
        "dara": {"position": 520, "team": "us"},
    }
    begun = [(0, "ayla", "shot", "cora"), (20, "ayla", "shot", "borin")]
    play([shot], *begun, who=who)
    assert seen == [(0, 0), (0, 1)]
