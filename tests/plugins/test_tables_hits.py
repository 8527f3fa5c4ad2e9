"""A table says several hits, protections, aims, sweeps and grabs, in YAML and in a cell."""

from pathlib import Path

import pytest

from combat_rules import Action, ActionError, CombatSystem, load_ruleset
from combat_rules.design.reasons import plain_values
from combat_rules.errors import PluginError
from combat_rules.model import Aim, Hit, Protection, Stun, StunMode, Sweep

YAML = """\
stage: {ticks_per_second: 60, recoils: yes}
attributes:
  - {name: ward, maximum: 50, absorbs: yes}
moves:
  - name: flurry
    commit: 3
    release: 2
    recovery: 9
    damage: 5
    reach: 30
    hitstun: 12
    hit_pause: 4
    stun_mode: longer
    sweep: all
    hits:
      - {damage: 2, release: 1}
      - {gap: 3, line: low sweep}
      - {gap: 4, release: 6, damage: 9, chip: 10, knockdown: yes, hit_pause: 8}
    protections:
      - {phases: [feint, commit], lines: [throw, low], start: 1, end: 6}
      - {phases: [gap_2], armour: 2}
      - {start: 4}
  - {name: grip, commit: 2, reach: 20, line: throw, grab: yes, misses_stunned: yes,
     out_of: [hitstun, stagger]}
  - {name: mend, role: move, aim: friend}
"""
COLUMNS = (
    "name", "role", "commit", "release", "recovery", "damage", "reach", "hitstun", "hit_pause",
    "stun_mode", "sweep", "hits", "protections", "line", "grab", "misses_stunned", "aim",
    "out_of",
)  # fmt: skip
HITS = (
    "damage 2 + release 1; gap 3 + line low sweep; "
    "gap 4+release 6+damage 9+chip 10+knockdown yes+hit_pause 8"
)
PROTECTIONS = "feint+commit on throw+low 1-6; gap_2 armour 2; any 4-"
CSV = f"""\
{",".join(COLUMNS)}
flurry,,3,2,9,5,30,12,4,longer,all,{HITS},{PROTECTIONS}
grip,,2,,,,20,,,,,,,throw,yes,yes,,hitstun;stagger
mend,move,,,,,,,,,,,,,,,friend,
"""


def moves_of(file: Path) -> dict[str, Action]:
    rules = load_ruleset([file], standard=False)
    return {name: move.action for name, move in rules.moves.items()}


@pytest.fixture(params=["moves.yaml", "moves.csv"])
def moves(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, Action]:
    file = tmp_path / request.param
    file.write_text(YAML if file.suffix == ".yaml" else CSV)
    return moves_of(file)


def test_each_hit_has_its_numbers_and_its_ticks(moves: dict[str, Action]) -> None:
    flurry = moves["flurry"]
    assert flurry.hits == (
        Hit(damage=2),
        Hit(line="low sweep"),
        Hit(damage=9, chip=10, knockdown=True, hit_pause=8),
    )
    assert flurry.release == 1
    assert flurry.phases == {"gap_2": 3, "release_2": 2, "gap_3": 4, "release_3": 6}


def test_protections_are_by_phase_line_and_tick(moves: dict[str, Action]) -> None:
    assert moves["flurry"].protections == (
        Protection(phases=("feint", "commit"), lines=("throw", "low"), start=1, end=6),
        Protection(phases=("gap_2",), armour=2),
        Protection(start=4),
    )


def test_words_say_whom_a_move_meets(moves: dict[str, Action]) -> None:
    flurry, grip, mend = moves["flurry"], moves["grip"], moves["mend"]
    assert (flurry.sweep, flurry.stun_mode, flurry.hit_pause) == (Sweep.ALL, StunMode.LONGER, 4)
    assert (grip.grab, grip.misses_stunned, mend.aim) == (True, True, Aim.FRIEND)
    assert (grip.out_of, mend.out_of) == ((Stun.HITSTUN, Stun.STAGGER), ())


def test_a_stage_recoils_and_an_attribute_absorbs(tmp_path: Path) -> None:
    (tmp_path / "moves.yaml").write_text(YAML)
    rules = load_ruleset([tmp_path / "moves.yaml"], standard=False)
    assert rules.stage.recoils
    assert [attribute.absorbs for attribute in rules.attributes] == [True]


def test_one_hit_alone_is_a_move_of_the_usual_shape(tmp_path: Path) -> None:
    (tmp_path / "moves.yaml").write_text("moves: [{name: jab, release: 3, hits: [{damage: 4}]}]")
    jab = moves_of(tmp_path / "moves.yaml")["jab"]
    assert (jab.chart, jab.phases, jab.hits) == (None, {}, (Hit(damage=4),))


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("hits", "damge 2", "has no damge; did you mean damage?"),
        ("hits", "damage; gap 3", "damage is nothing; a whole number"),
        ("hits", "damage many", "damage is many; a whole number"),
        ("hits", "gap 2 + gap 3", "gap is there twice"),
        ("protections", "sommersault 0-6", "sommersault"),
        ("protections", "any armour lots", "armour is lots"),
        ("sweep", "everybody", "sweep is everybody; there are: target, first, all"),
        ("aim", "fo", "did you mean foe?"),
        ("grab", "maybe", "grab is maybe"),
        ("out_of", "hitstun; stager", "a stun is stager; did you mean stagger?"),
        ("out_of", "hitstun; hitstun", "out_of names hitstun twice; once is enough"),
    ],
)
def test_a_mistake_is_said_with_its_cell(tmp_path: Path, column: str, cell: str, said: str) -> None:
    file = tmp_path / "moves.csv"
    file.write_text(f"name,release,{column}\njab,2,{cell}\n")
    with pytest.raises(PluginError) as caught:
        load_ruleset([file], standard=False)
    assert said in str(caught.value)
    assert "line 2" in str(caught.value)


def test_a_follow_up_that_gets_out_of_a_stun_is_done_in_that_alone(tmp_path: Path) -> None:
    file = tmp_path / "moves.yaml"
    file.write_text("""\
moves:
  - {name: poke, commit: 3, release: 2, recovery: 9, reach: 60, hitstun: 30}
  - {name: burst, role: move, recovery: 4, follow_up: yes, out_of: [hitstun]}
archetypes: [{name: boxer, actions: [poke, burst], controller: wait}]
""")
    combat = CombatSystem(distance=30, ruleset=load_ruleset([file]))
    for name in ("ayla", "borin"):
        combat.add_combatant("boxer", name, controller="")
    refused = combat.validate_action("burst", "borin")
    assert refused is not None
    (reason,) = refused.reasons
    assert reason.claim == "The actor goes on from another action, or out of a stun."
    # How long it was last stunned says nothing of why not.
    assert list(plain_values(reason)) == []
    with pytest.raises(ActionError, match="goes_on"):
        combat.execute_action("burst", "borin")
    combat.execute_action("poke", "ayla")
    combat.advance(5)
    assert combat.actions.possible_actions("borin") == ("burst",)
    assert combat.execute_action("burst", "borin") is not None
