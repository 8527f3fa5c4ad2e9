"""What makes a blow worse, and when two blows clash."""

from combat_rules import ContactRule, DamageRule, Outcome, Scene
from combat_rules.model import AwarenessLevel


def counter_hit(scene: Scene, damage: int) -> int:
    """A blow into somebody's own blow or recovery hurts a quarter more."""
    if scene.outcome is Outcome.COUNTER_HIT:
        return damage + damage * 25 // 100
    return damage


def from_behind(scene: Scene, damage: int) -> int:
    """A blow that its target does not see coming hurts half as much again."""
    turned_away = (scene.actor.position - scene.target.position) * scene.target.facing < 0
    if turned_away or scene.target_awareness is not AwarenessLevel.AWARE:
        return damage + damage * 50 // 100
    return damage


def heavy_blows_clash(scene: Scene) -> Outcome:
    """Two heavy blows that meet stop each other."""
    assert scene.outcome is not None
    meets = scene.target_action
    both_heavy = meets is not None and "heavy" in scene.action.tags & meets.tags
    return Outcome.CLASH if both_heavy and scene.outcome is Outcome.TRADE else scene.outcome


DAMAGE_RULES = (
    DamageRule("counter_hit", 100, counter_hit),
    DamageRule("from_behind", 200, from_behind),
)

CONTACT_RULES = (ContactRule("heavy_blows_clash", 100, heavy_blows_clash),)
