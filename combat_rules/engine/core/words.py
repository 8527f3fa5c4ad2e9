"""The numbers and words that the steps of a moment speak in."""

from combat_rules.model import (
    ActionRole,
    ActionStateType,
    Aim,
    AwarenessLevel,
    Outcome,
    Stun,
    StunMode,
    Sweep,
)
from combat_rules.model.limits import LIMIT

NEVER = 1 << 60
"""A tick that does not come."""
NONE = -1
"""No event, no answer, nobody; never an index."""
IDLE = 0
"""The place of the move of somebody who does nothing."""

FEINT, COMMIT = ActionStateType.FEINT, ActionStateType.COMMIT
RELEASE, RECOVERY = ActionStateType.RELEASE, ActionStateType.RECOVERY
STRIKE, BLOCK = ActionRole.STRIKE, ActionRole.BLOCK
EVADE, COUNTER = ActionRole.EVADE, ActionRole.COUNTER
HIT, COUNTER_HIT, TRADE, CLASH = Outcome.HIT, Outcome.COUNTER_HIT, Outcome.TRADE, Outcome.CLASH
BLOCKED, EVADED = Outcome.BLOCKED, Outcome.EVADED
COUNTERED, WHIFFED = Outcome.COUNTERED, Outcome.WHIFFED
HITSTUN, BLOCKSTUN = Stun.HITSTUN, Stun.BLOCKSTUN
STAGGER, KNOCKDOWN = Stun.STAGGER, Stun.KNOCKDOWN
REPLACE, LONGER, ADD = StunMode.REPLACE, StunMode.LONGER, StunMode.ADD
FOE, FRIEND, SELF, ANYBODY = Aim.FOE, Aim.FRIEND, Aim.SELF, Aim.ANYBODY
FIRST, ALL = Sweep.FIRST, Sweep.ALL
UNAWARE, SUSPICIOUS, AWARE = AwarenessLevel

# What every action's chart is sent, before signals of its own, and what it answers besides the
# place of a phase.
ADVANCE, CANCEL, INTERRUPT, CHAIN = 0, 1, 2, 3
FIRST_SIGNAL = 4
DONE = -2
REFUSED = -3
FAILED = -4
"""A rule of a plugin raised; the draft holds what."""
NOTHING_RUNS = -5

# Whether somebody may start an action.
NO, YES = 0, 1

# What damage is made of besides what rules give.
BASE_SHARE, BLOCK_SHARE = -1, -2
STATUS_SHARE, REACTION_SHARE = -3, -1_000_000
"""The first status and the first reaction; the second of each is one less, and so on."""

# What effects ask for; SHOVE is a push whose direction is known, RECOIL what a wall gives back of
# one, HARM health that is taken as damage, HURT the same before anything has absorbed of it,
# LEAP a step past bodies, TURNS is to whom, TAKEN a request that was added to another one. From
# CHANGE to HARM they are about an attribute.
TAKEN, STEP, PUSH, STAGGERS, ANNOUNCE, CHANGE = 0, 1, 2, 3, 4, 5
SET, AT_LEAST, AT_MOST, LEAVE, HARM, SHOVE, RECOIL, HURT, LEAP = 6, 7, 8, 9, 10, 11, 12, 13, 14
PAUSES, WITHDRAWS, TURNS = 15, 16, 17

# How far an action has been announced.
SILENT, PREPARING, ACTIVE, RECOVERING, OVER = 0, 1, 2, 3, 4

# Why an action ended.
COMPLETED, INTERRUPTED, CANCELLED, CHAINED, DEFEATED, FIGHT_ENDED, ABORTED = 0, 1, 2, 3, 4, 5, 6

# Why a status ended.
WORN_OFF, BEARER_DEFEATED, FIGHT_OVER = 0, 1, 2

# Why a projectile is no more.
SPENT, CAUGHT, LIFE_OVER, WALL, RULE_FAILED, FLIGHT_CUT = 0, 1, 2, 3, 4, 5

# Events about an action, in the order of the chart of announcements.
ACTION_STARTED = 0
ACTION_COMMITTED = 1
ACTION_RELEASED = 2
ACTION_RECOVERING = 3
PHASE_ENTERED = 4
ACTION_HIT = 5
ACTION_COUNTER_HIT = 6
ACTION_BLOCKED = 7
ACTION_EVADED = 8
ACTION_COUNTERED = 9
ACTION_WHIFFED = 10
ACTION_TRADED = 11
ACTION_CLASHED = 12
ACTION_CANCELLED = 13
ACTION_SIGNALLED = 14
ACTION_FALTERED = 15
ACTION_INTERRUPTED = 16
ACTION_CHAINED = 17
ACTION_ABORTED = 18
ACTION_ENDED = 19

LOOKS: dict[ActionStateType, str] = {
    FEINT: "preparing",
    COMMIT: "preparing",
    RELEASE: "active",
    RECOVERY: "recovering",
}
"""What each kind of phase looks like from outside: a feint cannot be told from the real thing."""
IDLE_LOOK = "idle"
"""What somebody looks like who does nothing."""

# Events about somebody, and about what it does if it acts.
COMBATANT_STUNNED = 20
COMBATANT_MOVED = 21
COMBATANT_PUSHED = 22
DAMAGE_DEALT = 23
# Other events.
FIGHT_STARTED = 24
COMBATANT_JOINED = 25
COMBATANT_CHANGED = 26
COMBATANT_RECOVERED = 27
COMBATANT_DEFEATED = 28
ATTRIBUTE_CHANGED = 29
AWARENESS_CHANGED = 30
STATUS_STARTED = 31
STATUS_TICKED = 32
STATUS_ENDED = 33
COMMAND_REFUSED = 34
PLUGIN_FAILED = 35
FIGHT_CONCLUDED = 36
PROJECTILE_LAUNCHED = 37
PROJECTILE_ENDED = 38
COMBATANT_WITHDREW = 39
OWN_EVENT = 40
"""An event of a plugin's own."""

# The attributes that every combatant has; those that plugins declare come after.
HEALTH, STAMINA, DECLARED = 0, 1, 2

MOST = LIMIT
"""The largest number of points or ticks that rules may come to."""

MAX_ROUNDS = 64
"""How often consequences may cause further ones at one moment."""
MAX_BRIEF = 8
"""How many phases of no time a moment runs through; more of them are for the next one."""
REMEMBERED = 8
"""How many looks of a combatant are kept before those that everybody took in are dropped."""
PAUSE = 100
"""Ticks until a controller is asked again whose choice was refused, or that raised."""
