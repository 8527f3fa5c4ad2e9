"""Characters of MUGEN come in by their states and animations, what is odd of them told."""

from pathlib import Path

import pytest

from combat_rules import CombatError
from combat_rules.design.framedata import frame_data
from combat_rules.design.importing import Imported, import_files
from combat_rules.design.importing.report import Row
from tests.design.frame_files import rules, written

CNS = """\
; a character of our own
[Data]
life = 900
[StateDef 200] ; a jab
type = S
anim = 200
[State 200, blow]
type = HitDef
trigger1 = AnimElem = 2
attr = S, NA
damage = 30, 4
guardflag = MA
pausetime = 8,8
ground.hittime = 14
guard.hittime = 11

[Statedef 210]
type = C
anim = 210
[State 210, 1]
type = HitDef
attr = C, NA
damage = 45
guardflag = L
pausetime = 10,13
ground.hittime = 16
fall = 1

[Statedef 220]
type = S
anim = 200
[State 220, 1]
Type = HitDef
attr = S, NT
damage = 80
guardflag =
ground.hittime = 20

[Statedef 300]
type = S
anim = var(3)
[State 300, 1]
type = HitDef
damage = 10

[Statedef 310]
anim = 999
[State 310, 1]
type = HitDef

[Statedef 320]
anim = 200
[State 320, 1]
type = Projectile

[Statedef 600]
type = A
anim = 600
[State 600, 1]
type = HitDef
damage = 25
guardflag = HA
ground.hittime = 12
"""
AIR = """\
[Begin Action 200] ; jab
Clsn2Default: 1
  Clsn2[0] = -14, 0, 12, -90
200,0, 0,0, 4
Clsn1: 1
  Clsn1[0] = 10, -80, 56, -66
200,1, 0,0, 3
200,2, 0,0, 9
[Begin Action 210]
Clsn1Default: 1
  Clsn1[0] = 10, -20, 66, 0
210,0, 0,0, 5
210,1, 0,0, 6
[Begin Action 600]
Clsn1: 1
  Clsn1[0] = 5, -40, 40, -20
600,0, 0,0, 7
600,1, 0,0, -1
[Begin Action 200] ; a second one that nobody sees
200,0, 0,0, 99
"""


def from_mugen(tmp_path: Path, cns: str = CNS, air: str = AIR) -> Imported:
    written(tmp_path, "kim.air", air)
    return import_files([written(tmp_path, "kim.cns", cns)])


def states(imported: Imported) -> dict[str, Row]:
    (character,) = imported.characters
    return {row["name"].removeprefix("kim state "): row for row in character.moves}


def test_timing_is_in_the_animation_and_the_rest_in_the_state(tmp_path: Path) -> None:
    imported = from_mugen(tmp_path)
    jab = states(imported)["200"]
    assert (jab["commit"], jab["release"], jab["recovery"]) == (4, 3, 9)
    assert (jab["damage"], jab["line"], jab["reach"]) == (30, "high", 56 - 16)
    assert (jab["hitstun"], jab["blockstun"]) == (14, 11)
    assert imported.characters[0].archetype["health"] == 900
    found = frame_data(rules(imported, tmp_path), ["kim state 200"], [])[0]
    assert (found.on_hit, found.on_block, found.chip) == (14 - 12, 11 - 12, 4)


TWICE = """\
[Statedef 200]
type = S
anim = 200
[State 200, low]
type = HitDef
trigger1 = AnimElem = 2
attr = S, NA
damage = 30
guardflag = L
ground.hittime = 14
guard.hittime = 12
[State 200, high]
type = HitDef
trigger1 = AnimElem = 4
damage = 45, 5
guardflag = HA
ground.hittime = 20
guard.hittime = 16
"""
TWO_BLOWS = """\
[Begin Action 200]
200,0, 0,0, 4
Clsn1: 1
  Clsn1[0] = 10, -80, 56, -66
200,1, 0,0, 3
200,2, 0,0, 5
Clsn1: 1
  Clsn1[0] = 10, -80, 66, -66
200,3, 0,0, 2
200,4, 0,0, 9
"""


def test_each_hit_of_a_state_comes_when_its_trigger_says(tmp_path: Path) -> None:
    imported = from_mugen(tmp_path, TWICE, TWO_BLOWS)
    move = states(imported)["200"]
    assert (move["commit"], move["recovery"]) == (4, 9)
    assert [(hit["release"], hit.get("gap"), hit["damage"]) for hit in move["hits"]] == [
        (3, None, 30), (2, 5, 45)
    ]  # fmt: skip
    assert [hit["line"] for hit in move["hits"]] == ["low", "middle"]
    assert (move["hits"][0]["hitstun"], move["hitstun"], move["blockstun"]) == (14, 20, 16)
    found = frame_data(rules(imported, tmp_path), ["kim state 200"], [])[0]
    assert (found.hits, found.damage, found.on_hit) == ("3(5)2", 75, 20 - 11)


@pytest.mark.parametrize(
    ("trigger", "hits"),
    [
        ("AnimElem = 2 || AnimElem = 4", 2),
        ("Time = 4\ntrigger2 = Time = 12", 2),
        ("AnimElem = 2, 0\ntrigger2 = AnimElem = 4", 2),
        ("AnimElem = 2 && var(3) = 1\ntrigger2 = AnimElem = 4", 0),
        ("AnimElem = 2\ntrigger1 = var(3) = 1\ntrigger2 = AnimElem = 4", 0),
        ("AnimElem = 1", 0),
        ("Time >= 0", 0),
    ],
)
def test_one_that_is_defined_anew_hits_again_if_nothing_else_decides(
    tmp_path: Path, trigger: str, hits: int
) -> None:
    once = TWICE.partition("[State 200, high]")[0].replace("AnimElem = 2", trigger)
    move = states(from_mugen(tmp_path, once, TWO_BLOWS))["200"]
    assert len(move.get("hits", ())) == hits
    assert move["damage"] == 30
    assert move["release"] == (3 if hits else 10)


def test_who_falls_lies_for_an_unknown_time(tmp_path: Path) -> None:
    sweep = states(from_mugen(tmp_path))["210"]
    assert (sweep["line"], sweep["knockdown"]) == ("low", True)
    assert "hitstun" in sweep["unknown"]
    # It shakes three ticks longer than the striker pauses.
    assert sweep["blockstun"] == 16 + 3


def test_what_nothing_guards_is_a_throw(tmp_path: Path) -> None:
    assert states(from_mugen(tmp_path))["220"]["line"] == "throw"


def test_what_is_done_in_the_air_is_guarded_standing_and_no_fighter_does_it(tmp_path: Path) -> None:
    imported = from_mugen(tmp_path)
    assert states(imported)["600"]["line"] == "middle"
    assert "recovery" in states(imported)["600"]["unknown"]
    assert "kim state 600" not in imported.characters[0].archetype["actions"]


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("300", "its anim is 'var(3)': which animation it plays is decided in the fight"),
        ("310", "there is no animation 999"),
        ("320", "it launches a projectile"),
    ],
)
def test_what_one_dimension_cannot_hold_is_told_state_by_state(
    tmp_path: Path, state: str, why: str
) -> None:
    fates = {fate.where: fate.refused for fate in from_mugen(tmp_path).fates}
    assert (
        why.replace("its anim is '999'", "there is no animation 999")
        in fates[f"kim, state {state}"]
    )


@pytest.mark.parametrize("late", ["Time = 16", "Time = 9999", "AnimElem = 99"])
def test_a_hit_that_is_defined_once_the_animation_is_over_meets_nobody(
    tmp_path: Path, late: str
) -> None:
    again = """\
[State 200, again]
type = HitDef
trigger1 = @
damage = 45
ground.hittime = 20
"""
    usual = states(from_mugen(tmp_path))["200"]
    for number in (1, 2):
        more = again.replace("@", late) * number
        cns = CNS.replace("[Statedef 210]", f"{more}[Statedef 210]")
        assert states(from_mugen(tmp_path, cns))["200"] == usual


def test_a_hit_that_is_defined_only_then_is_played_as_one_blow(tmp_path: Path) -> None:
    for never in ("Time = 500", "AnimElem = 0"):
        late = CNS.replace("AnimElem = 2", never)
        assert states(from_mugen(tmp_path, late)) == states(from_mugen(tmp_path))


def test_an_animation_as_long_as_none_is_refused_by_its_state(tmp_path: Path) -> None:
    air = AIR.replace("200,0, 0,0, 4", "200,0, 0,0, 999999\n" * 3000)
    imported = from_mugen(tmp_path, air=air)
    fates = {fate.where: fate.refused for fate in imported.fates}
    assert "startup 2999997001 is unclear" in fates["kim, state 200"]


def test_any_encoding_will_do(tmp_path: Path) -> None:
    (tmp_path / "kim.air").write_bytes(AIR.encode())
    (tmp_path / "kim.cns").write_bytes("; \u6c17\u529b\n".encode("cp932") + CNS.encode())
    wanted = states(import_files([tmp_path / "kim.cns"]))
    assert wanted == states(from_mugen(tmp_path))
    (tmp_path / "kim.cns").write_bytes(CNS.encode("utf-16"))
    assert wanted == states(import_files([tmp_path / "kim.cns"]))


def test_a_def_names_the_files(tmp_path: Path) -> None:
    written(tmp_path, "moves.st", CNS)
    written(tmp_path, "pictures.air", AIR)
    file = written(
        tmp_path, "kim.def", "[Files]\ncns = moves.st\nst = none.st\nanim = pictures.air\n"
    )
    assert states(import_files([file])) == states(from_mugen(tmp_path))


def test_the_capitals_of_files_that_a_def_names_do_not_count(tmp_path: Path) -> None:
    written(tmp_path / "Sub", "moves.st", CNS)
    written(tmp_path, "pictures.air", AIR)
    text = "[Files]\ncns = sub\\MOVES.ST\nanim = Pictures.AIR\n"
    assert states(import_files([written(tmp_path, "kim.def", text)])) == states(
        from_mugen(tmp_path)
    )


@pytest.mark.parametrize("name", ["none.st", "x" * 300, "a\0b"])
def test_files_that_a_def_names_and_that_are_not_there_are_told(tmp_path: Path, name: str) -> None:
    text = f"[Files]\ncns = kim.cns\nst = {name}\nanim = kim.air\n"
    usual = from_mugen(tmp_path)
    imported = import_files([written(tmp_path, "kim.def", text)])
    assert states(imported) == states(usual)
    assert imported.told[0].startswith(f"named by it, and not there: {name[:1]!r}"[:-1])
    written(tmp_path, "kim.def", text.replace("kim.air", name))
    with pytest.raises(CombatError, match=r"cannot import .*: (No such|File name|no file)"):
        import_files([tmp_path / "kim.def"])


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("lee.cns", CNS, "there is no lee.air beside it, which has its timing"),
        ("lee.def", "[Files]\ncns = lee.cns\n", "it names no anim"),
        ("lee.def", "[Files]\ncns = none.cns\nanim = none.air\n", "No such file"),
        ("kim.cns", "[Statedef 200]\nanim = 200\n", "no state of it defines a hit$"),
        ("kim.def", "[Files]\nst = kim.zss\nanim = kim.air\n", "written in ZSS are not read"),
    ],
)
def test_a_character_that_is_none_is_refused(
    tmp_path: Path, name: str, text: str, why: str
) -> None:
    written(tmp_path, "kim.air", AIR)
    written(tmp_path, "kim.zss", "[StateDef 200; type: S;]\nhitDef{attr: S, NA; damage: 30}\n")
    with pytest.raises(CombatError, match=why):
        import_files([written(tmp_path, name, text)])


FLOW = """\
[Statedef -1]
[State -1, a]
type = ChangeState
value = ifelse(var(5) = 1, 210, 200)
triggerall = command = "a"
[Statedef 200]
type = S
anim = 200
[State Blow of any title]
type = HitDef
trigger1 = AnimElem = 2
damage = 30
guardflag = MA
ground.hittime = 14
[State Bolt]
type = Helper
trigger1 = AnimElem = 2
stateno = 900
[State 200, end]
type = ChangeState
trigger1 = AnimTime = 0
value = {end}
[Statedef 201]
type = S
[State 201, as it begins]
type = ChangeAnim
trigger1 = Time = 0
value = 201
[State 201, end]
type = ChangeState
trigger1 = !AnimTime
value = 0
ctrl = 1
[Statedef 202]
type = A
anim = 201
[Statedef 210]
type = S
anim = 200
[State 210]
type = HitDef
damage = 9
ground.hittime = 9
[State 210, end]
type = ChangeState
trigger1 = AnimTime = 0 && Pos Y = 0
value = 0
[State 210, on]
type = ChangeState
trigger1 = MoveHit
value = 220
[Statedef 220]
type = S
anim = 200
[State 220]
type = HitDef
damage = 8
[Statedef 900]
type = S
anim = 200
[State 900]
type = HitDef
damage = 7
"""
FLOW_AIR = f"{AIR}[Begin Action 201]\n201,0, 0,0, 6\n201,1, 0,0, 5\n"


@pytest.mark.parametrize(
    ("end", "recovery"),
    [(0, 9), (201, 20), (202, None), (999, None)],
    ids=["free", "a second part", "in the air", "nowhere"],
)
def test_a_blow_takes_as_long_as_the_states_that_it_ends_in(
    tmp_path: Path, end: int, recovery: int | None
) -> None:
    jab = states(from_mugen(tmp_path, FLOW.format(end=end), FLOW_AIR))["200"]
    assert jab.get("recovery", 0) == (recovery or 0)
    assert ("recovery" in jab["unknown"]) == (recovery is None)


def test_what_a_helper_does_and_what_no_command_begins_is_no_move(tmp_path: Path) -> None:
    imported = from_mugen(tmp_path, FLOW.format(end=0), FLOW_AIR)
    assert [*states(imported)] == ["200", "210", "220"]
    assert "a helper does it" in {f.where: f.refused for f in imported.fates}["kim, state 900"]
    known = imported.characters[0].archetype["actions"]
    assert known[:1] == ["kim state 200"]
    assert "kim state 220" not in known


def test_a_state_that_other_conditions_end_takes_an_unknown_time(tmp_path: Path) -> None:
    moves = states(from_mugen(tmp_path, FLOW.format(end=0), FLOW_AIR))
    assert "recovery" in moves["210"]["unknown"]
