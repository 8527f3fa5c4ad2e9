"""What a designer's tests import: scenes, dice, stories, predicates, ready-made tests."""

from combat_rules.design.scene_factory import make_scene
from combat_rules.testing.dice import ScriptedDice, scripted_dice
from combat_rules.testing.effects import RecordedEffects
from combat_rules.testing.events import (
    Told,
    at,
    before,
    blocked,
    countered,
    defeated,
    evaded,
    event,
    hit,
    hurt,
    interrupted,
    starts,
    whiffed,
)
from combat_rules.testing.packs import load_plugin
from combat_rules.testing.paths import Path, Step, guards_between, paths
from combat_rules.testing.ready import checks_of
from combat_rules.testing.story import Story, duel
from combat_rules.testing.views import make_view

__all__ = [
    "Path",
    "RecordedEffects",
    "ScriptedDice",
    "Step",
    "Story",
    "Told",
    "at",
    "before",
    "blocked",
    "checks_of",
    "countered",
    "defeated",
    "duel",
    "evaded",
    "event",
    "guards_between",
    "hit",
    "hurt",
    "interrupted",
    "load_plugin",
    "make_scene",
    "make_view",
    "paths",
    "scripted_dice",
    "starts",
    "whiffed",
]
