"""Views made to order, in which a controller can be asked without a fight."""

from collections.abc import Iterable, Iterator, Mapping

from combat_rules.design.scene_factory import Given, make_scene
from combat_rules.engine.core.words import IDLE_LOOK, LOOKS
from combat_rules.errors import StateError, did_you_mean, in_short
from combat_rules.model import AwarenessLevel, CombatantState, Dice, Foe, View, replace
from combat_rules.model.arguments import checks_arguments
from combat_rules.model.fields import field_problems
from combat_rules.model.limits import LATEST, LIMIT, int_problem
from combat_rules.plugins import Ruleset, standard_ruleset


def _placed(position: int, foe: Mapping[str, object]) -> dict[str, object]:
    """What is said of a foe of somebody at a position, with all of where that foe is."""
    where = foe.get("position")
    if type(where) is int:
        way = -1 if where >= position else 1
        return {"distance": abs(where - position), "facing": way, **foe}
    apart = foe.get("distance")
    return {"position": position + apart, **foe} if type(apart) is int else dict(foe)


def _doing(foe: Mapping[str, object], ruleset: Ruleset) -> dict[str, object]:
    """What is said of a foe, with the line and the role of what it is said to do."""
    move = ruleset.moves.get(str(foe.get("action")))
    seen = {} if move is None else {"line": move.action.line, "role": move.action.role}
    return {**seen, **foe}


def _wrong(foe: Foe, me: CombatantState) -> Iterator[str]:
    """What is wrong with a foe that no fight shows to anybody."""
    for name in ("position", "distance", "health", "max_health", "since"):
        problem = int_problem(name, getattr(foe, name), 0, LATEST if name == "since" else LIMIT)
        if problem is not None:
            yield problem
    if foe.in_sight and foe.distance != abs(foe.position - me.position):
        yield (
            f"it is {foe.distance} units from {me.position}, and at {foe.position}; give its "
            "distance or its position"
        )
    looks = (IDLE_LOOK, *dict.fromkeys(LOOKS.values()))
    if foe.state not in looks:
        yield f"nobody looks {in_short(foe.state)}; {did_you_mean(foe.state, looks)}"


@checks_arguments
def make_view(
    *,
    me: Given | None = None,
    foe: Mapping[str, object] | None = None,
    possible: Iterable[str] | None = None,
    now: int = 1000,
    seed: int = 0,
    ruleset: Ruleset | None = None,
) -> View:
    """What a free combatant is shown of one foe, ten units away, aware of it, both unhurt.

    ``me`` sets fields of its own record (``archetype`` chooses the rest), ``foe`` those of
    ``Foe``; its distance follows from a position, its position from a distance, its line and role
    from its action. ``possible`` are the actions it may start: all that it knows if left out.
    Raises ``StateError`` or ``ActionError`` for unknown names and impossible values.
    """
    rules = standard_ruleset() if ruleset is None else ruleset
    if not rules.archetypes:
        raise StateError(
            "under rules without archetypes nobody sees anybody; give a ruleset that has one",
            code="archetype.unknown",
        )
    archetype = (me or {}).get("archetype", next(iter(rules.archetypes)))
    kind = rules.archetypes.get(str(archetype))
    first = kind.actions[0] if kind and kind.actions else next(iter(rules.moves))
    scene = make_scene(first, actor={"archetype": archetype, **(me or {})}, now=now, ruleset=rules)
    names = scene.actor.actions if possible is None else tuple(possible)
    moves = {name: make_scene(name, ruleset=rules).action for name in names}
    seen = Foe(
        id="foe",
        team="foe",
        level=AwarenessLevel.AWARE,
        in_sight=True,
        position=scene.target.position,
        distance=scene.distance,
        facing=-1,
        health=100,
        max_health=100,
        action="",
        state="idle",
        since=0,
        archetype=scene.target.archetype,
    )
    fields = Foe.__struct_fields__
    for name in foe or {}:
        if name not in fields:
            raise StateError(
                f"a foe has no {name!r}; {did_you_mean(name, fields)}",
                code="attribute.unknown",
                attribute=name,
            )
    known = replace(seen, **_doing(_placed(scene.actor.position, foe or {}), rules))
    wrong = field_problems(known) or [*_wrong(known, scene.actor)]
    if wrong:
        raise StateError(f"the foe cannot be so: {'; '.join(wrong)}", code="attribute.invalid")
    return View(scene.actor, (known,), (), moves, now, Dice(seed, 0, now, scene.actor.id))
