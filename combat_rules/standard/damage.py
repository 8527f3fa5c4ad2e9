"""What makes a blow worse, and when two blows clash."""

from combat_rules import ContactRule, DamageRule, Outcome, Scene
from combat_rules.model import AwarenessLevel


def counter_hit(scene: Scene) -> int:
    """A blow into somebody's own blow or recovery hurts a quarter more."""
    return 125 if scene.outcome is Outcome.COUNTER_HIT else 100


def from_behind(scene: Scene) -> int:
    """A blow that its target does not see coming hurts half as much again."""
    turned_away = (scene.actor.position - scene.target.position) * scene.target.facing < 0
    unseen = turned_away or scene.target_awareness is not AwarenessLevel.AWARE
    return 150 if unseen else 100


def heavy_blows_clash(scene: Scene) -> Outcome:
    """Two heavy blows that meet stop each other."""
    assert scene.outcome is not None
    meets = scene.target_action
    both_heavy = meets is not None and "heavy" in scene.action.tags & meets.tags
    return Outcome.CLASH if both_heavy and scene.outcome is Outcome.TRADE else scene.outcome


DAMAGE_RULES = (
    DamageRule("counter_hit", 100, percent=counter_hit),
    DamageRule("from_behind", 200, percent=from_behind),
)

CONTACT_RULES = (ContactRule("heavy_blows_clash", 100, heavy_blows_clash),)
