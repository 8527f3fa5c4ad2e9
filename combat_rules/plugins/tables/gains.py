"""What a move of a table gives and takes of attributes, as effects."""

from collections.abc import Mapping

from combat_rules.model import LANDED, Effect, Effects, Outcome, Scene
from combat_rules.plugins.tables.rows import MoveRow


def on_release(row: MoveRow) -> tuple[Effect, ...]:
    """What the actor gains as the release begins."""
    gains = row.gains_on_release

    def gain(scene: Scene, effects: Effects) -> None:
        """Gain what the release gives."""
        _change(effects, scene.actor.id, gains)

    return (gain,) if gains else ()


def on_contact(row: MoveRow) -> tuple[Effect, ...]:
    """What the actor and its target gain as the blow lands or is blocked."""
    on_hit, on_block, gives = row.gains_on_hit, row.gains_on_block, row.gives

    def gain(scene: Scene, effects: Effects) -> None:
        """Gain, and give, what the contact brings."""
        landed = scene.outcome in LANDED
        if landed or scene.outcome is Outcome.BLOCKED:
            _change(effects, scene.actor.id, on_hit if landed else on_block)
            _change(effects, scene.target.id, gives)

    return (gain,) if on_hit or on_block or gives else ()


def _change(effects: Effects, who: str, points: Mapping[str, int]) -> None:
    for name, amount in points.items():
        effects.change(who, name, amount)
