"""What a table can say: a row is one of these structs, and the schema is made of them."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from combat_rules.model import ActionRole, Aim, Archetype, Attribute, Stage, Stun, StunMode, Sweep
from combat_rules.model.limits import Amount, Percent, Positive, Signed
from combat_rules.model.names import OF_CELLS

NAME = rf"[^\s#{OF_CELLS}\x00-\x1f][^#{OF_CELLS}\x00-\x1f]*"
"""A name as everywhere, and with none of the signs that a cell is written with."""

Name = Annotated[str, Meta(pattern=f"^{NAME}$", max_length=60)]
Into = Annotated[str, Meta(pattern=f"^#?{NAME}$", max_length=60)]
Prose = Annotated[str, Meta(max_length=500)]
Title = Annotated[str, Meta(max_length=60)]
Gains = dict[str, Signed]
Expression = Annotated[str, Meta(max_length=300)]
Guards = Expression | Annotated[tuple[Expression, ...], Meta(max_length=8)]
Chart = Literal["four_phases", "armoured"]
OutcomeWord = Literal[
    "hit",
    "counter_hit",
    "blocked",
    "evaded",
    "countered",
    "whiffed",
    "trade",
    "clash",
    "landed",
]
UnknownWord = Literal[
    "commit", "release", "recovery", "damage", "chip", "reach", "hitstun", "blockstun", "pushback"
]

ATTRIBUTE, STAGE, KIND = Attribute("usual"), Stage(), Archetype(name="usual", actions=())
"""What the model takes where a table says nothing."""


class WindowRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a move may be left early for another one."""

    into: Annotated[
        tuple[Into, ...],
        Meta(
            min_length=1, max_length=20, description="Moves by name, or #tag for all that bear it."
        ),
    ]
    on: Annotated[
        tuple[OutcomeWord, ...],
        Meta(
            min_length=1,
            max_length=9,
            description="The outcomes that open it; landed is hit, counter_hit and trade.",
        ),
    ] = ("hit", "counter_hit")
    start: Annotated[Amount, Meta(description="The first tick, from the start of the move.")] = 0
    end: Annotated[
        Amount | None, Meta(description="The last tick; without one, until the move ends.")
    ] = None


class HitRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One hit of a move of several; what is left out is the move's."""

    gap: Annotated[Amount, Meta(description="Ticks since the hit before it was over.")] = 0
    release: Annotated[
        Amount | None, Meta(description="Ticks in which it strikes; left out: the move's.")
    ] = None
    damage: Annotated[Amount | None, Meta(description="Health taken by it.")] = None
    chip: Annotated[Percent | None, Meta(description="Percentage that a block lets through.")] = (
        None
    )
    reach: Annotated[Amount | None, Meta(description="How far away a target is met.")] = None
    hitstun: Annotated[Amount | None, Meta(description="Ticks that a target hit reels.")] = None
    blockstun: Annotated[Amount | None, Meta(description="Ticks that it holds a block.")] = None
    pushback: Annotated[Amount | None, Meta(description="Units that it pushes.")] = None
    hit_pause: Annotated[Amount | None, Meta(description="Ticks that both stand still.")] = None
    knockdown: Annotated[bool | None, Meta(description="Whether a target hit lies down.")] = None
    line: Annotated[Name | None, Meta(description="The line that it comes on.")] = None


class ProtectionRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a move cannot be hurt, or how many blows do not stop it."""

    phases: Annotated[
        tuple[Name, ...], Meta(max_length=50, description="The phases it holds in; none: all.")
    ] = ()
    lines: Annotated[
        tuple[Name, ...], Meta(max_length=50, description="The lines of blows; none: every line.")
    ] = ()
    start: Annotated[Amount, Meta(description="The first tick, from the start of the move.")] = 0
    end: Annotated[
        Amount | None, Meta(description="The last tick; without one, until the move ends.")
    ] = None
    armour: Annotated[
        Amount, Meta(description="Blows that hurt and do not stop it; 0: they meet nothing.")
    ] = 0


class MoveRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A move. Times are ticks, lengths arena units; what is left out has its default."""

    name: Annotated[Name, Meta(description="What the move is called; no other may be.")]
    title: Annotated[
        Title, Meta(description="What people call it, if that is not its name with spaces.")
    ] = ""
    description: Annotated[Prose, Meta(description="A sentence for people.")] = ""
    role: Annotated[ActionRole, Meta(description="What its release does to the fight.")] = (
        ActionRole.STRIKE
    )
    feint: Annotated[Amount, Meta(description="Ticks of preparing; may be called off.")] = 0
    commit: Annotated[Amount, Meta(description="Ticks of being locked in.")] = 0
    release: Annotated[Amount, Meta(description="Ticks in which it strikes, blocks, evades.")] = 1
    recovery: Annotated[Amount, Meta(description="Ticks on the way back.")] = 0
    stamina_cost: Annotated[Amount, Meta(description="Stamina paid as the release begins.")] = 0
    costs: Annotated[
        dict[str, Amount], Meta(description="What it costs of declared attributes as well.")
    ] = {}
    gains_on_release: Annotated[
        Gains, Meta(description="What its actor gains of them as the release begins.")
    ] = {}
    gains_on_hit: Annotated[
        Gains, Meta(description="What its actor gains of declared attributes as it lands.")
    ] = {}
    gains_on_block: Annotated[
        Gains, Meta(description="What its actor gains of them as it is blocked.")
    ] = {}
    gives: Annotated[
        Gains, Meta(description="What its target gains of them as it lands or is blocked.")
    ] = {}
    damage: Annotated[Amount, Meta(description="Health taken by a blow that lands.")] = 0
    chip: Annotated[Percent, Meta(description="Percentage of it that a block lets through.")] = 0
    reach: Annotated[Amount, Meta(description="How far away a target is met.")] = 0
    travel: Annotated[Signed, Meta(description="Units it goes forward; less than 0: back.")] = 0
    hitstun: Annotated[Amount, Meta(description="Ticks that a target hit cannot act.")] = 0
    blockstun: Annotated[Amount, Meta(description="Ticks that a blocking target is held.")] = 0
    stagger: Annotated[Amount, Meta(description="Ticks that a countered striker reels.")] = 0
    pushback: Annotated[Amount, Meta(description="Units that the target is pushed.")] = 0
    hit_pause: Annotated[Amount, Meta(description="Ticks that both stand still as it lands.")] = 0
    knockdown: Annotated[
        bool, Meta(description="Whether a target hit lies down, and cannot be struck there.")
    ] = False
    stun_mode: Annotated[
        StunMode, Meta(description="What becomes of its stun if the target is stunned already.")
    ] = StunMode.REPLACE
    hits: Annotated[
        tuple[HitRow, ...], Meta(max_length=20, description="Its hits, one after the other.")
    ] = ()
    aim: Annotated[Aim, Meta(description="Whom it may be meant for.")] = Aim.FOE
    sweep: Annotated[Sweep, Meta(description="Whom of those in reach it meets.")] = Sweep.TARGET
    grab: Annotated[bool, Meta(description="Whether it holds one victim alone.")] = False
    misses_stunned: Annotated[bool, Meta(description="Whether it misses whoever is stunned.")] = (
        False
    )
    protections: Annotated[
        tuple[ProtectionRow, ...],
        Meta(max_length=20, description="When it cannot be hurt or stopped."),
    ] = ()
    projectile_speed: Annotated[
        Amount, Meta(description="Units a second that what it launches flies.")
    ] = 0
    projectile_life: Annotated[
        Amount, Meta(description="Ticks that it flies; 0: nothing is launched.")
    ] = 0
    projectile_hits: Annotated[Positive, Meta(description="How often it strikes.")] = 1
    projectile_start: Annotated[
        Amount, Meta(description="Units in front of its owner where it starts.")
    ] = 0
    projectile_radius: Annotated[
        Amount, Meta(description="How near it has to come to meet somebody.")
    ] = 0
    projectile_interval: Annotated[
        Amount, Meta(description="Ticks that it rests after a hit; 0: it meets each once.")
    ] = 0
    out_of: Annotated[
        tuple[Stun, ...],
        Meta(max_length=4, description="The stuns out of which it may be begun as well."),
    ] = ()
    cooldown: Annotated[Amount, Meta(description="Ticks until it may be done again.")] = 0
    ends_with_blockstun: Annotated[
        bool, Meta(description="Whether a block is over with the blockstun of what it blocks.")
    ] = False
    cancellable: Annotated[
        bool, Meta(description="Whether it may be called off after it is committed.")
    ] = False
    line: Annotated[Name, Meta(description="The line that a blow comes on.")] = ""
    covers: Annotated[
        tuple[Name, ...],
        Meta(max_length=50, description="The lines that it answers; none: every line."),
    ] = ()
    tags: Annotated[
        frozenset[Name], Meta(max_length=50, description="Words that rules and cancels go by.")
    ] = frozenset()
    appears_as: Annotated[
        Name | Literal[""], Meta(description="The move that a foe believes to see.")
    ] = ""
    cancels: Annotated[
        tuple[WindowRow, ...], Meta(max_length=20, description="When it may go on into others.")
    ] = ()
    chart: Annotated[
        Chart,
        Meta(description="The stock chart; armoured: once committed, a blow does not stop it."),
    ] = "four_phases"
    commit_guards: Annotated[
        Guards, Meta(description="What must hold, besides the usual, to be committed.")
    ] = ()
    release_guards: Annotated[
        Guards, Meta(description="What must hold, besides the usual, to be released.")
    ] = ()
    cancel_guards: Annotated[
        Guards, Meta(description="What must hold, besides the usual, to be called off late.")
    ] = ()
    chain_guards: Annotated[
        Guards, Meta(description="What must hold, besides a window, to go on into another.")
    ] = ()

    published: Annotated[
        dict[str, Signed],
        Meta(description="What the source says of it, by the columns of frame data."),
    ] = {}
    unknown: Annotated[
        frozenset[UnknownWord],
        Meta(max_length=9, description="Columns of which the source says nothing."),
    ] = frozenset()
    follow_up: Annotated[
        bool, Meta(description="Whether it is done only out of another move's window, or a stun.")
    ] = False


class AttributeRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number that every combatant has."""

    name: Annotated[Name, Meta(description="What guards and costs call it.")]
    default: Annotated[Signed, Meta(description="What a combatant starts with.")] = (
        ATTRIBUTE.default
    )
    minimum: Annotated[Signed, Meta(description="It never falls below.")] = ATTRIBUTE.minimum
    maximum: Annotated[Signed, Meta(description="It never rises above.")] = ATTRIBUTE.maximum
    regeneration: Annotated[Signed, Meta(description="Points that return each second.")] = (
        ATTRIBUTE.regeneration
    )
    absorbs: Annotated[
        bool, Meta(description="Whether it takes the damage of blows before health does.")
    ] = ATTRIBUTE.absorbs
    description: Annotated[Prose, Meta(description="A sentence for people.")] = ""


class StageRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the numbers of a table are made for."""

    ticks_per_second: Annotated[Positive, Meta(description="Its clock.")] = STAGE.ticks_per_second
    duration: Annotated[Positive, Meta(description="Ticks of a fight.")] = STAGE.duration
    distance: Annotated[Amount, Meta(description="Units between two as they start.")] = (
        STAGE.distance
    )
    arena: Annotated[Positive, Meta(description="Units of its width.")] = STAGE.arena
    recoils: Annotated[
        bool, Meta(description="Whether what a wall keeps of a push goes to the striker.")
    ] = STAGE.recoils
    standard_damage: Annotated[
        bool, Meta(description="Whether the damage rules that ship hold on it.")
    ] = STAGE.standard_damage


class ArchetypeRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of combatant."""

    name: Annotated[Name, Meta(description="What the archetype is called.")]
    actions: Annotated[
        tuple[Name, ...],
        Meta(min_length=1, max_length=200, description="The moves it knows, by name."),
    ]
    description: Annotated[Prose, Meta(description="A sentence for people.")] = ""
    controller: Annotated[Name, Meta(description="What chooses for it.")] = KIND.controller
    health: Annotated[Positive, Meta(description="Points of health.")] = KIND.health
    stamina: Annotated[Amount, Meta(description="Points of stamina.")] = KIND.stamina
    stamina_regeneration: Annotated[
        Amount, Meta(description="Points of stamina that return each second.")
    ] = KIND.stamina_regeneration
    sight_range: Annotated[Amount, Meta(description="Units that it sees.")] = KIND.sight_range
    reaction: Annotated[Amount, Meta(description="Ticks until it knows what it saw.")] = (
        KIND.reaction
    )
    memory: Annotated[Amount, Meta(description="Ticks that it remembers a foe.")] = KIND.memory
    attributes: Annotated[
        dict[str, Signed], Meta(description="What it starts with of declared attributes.")
    ] = {}
    maxima: Annotated[
        dict[str, Signed], Meta(description="How much of them it may have at most.")
    ] = {}
    regenerations: Annotated[
        dict[str, Signed], Meta(description="The points of them that return each second.")
    ] = {}
    buffer: Annotated[
        Amount, Meta(description="Ticks for which a command that comes too early is kept.")
    ] = KIND.buffer


class RemarkRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody noticed in the source of a table; ``check`` reports it."""

    code: Annotated[Name, Meta(description="The kind of defect: source.header.")]
    text: Annotated[Prose, Meta(description="What is wrong.")]
    move: Annotated[Name | Literal[""], Meta(description="The move that it is about.")] = ""


class TableFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of moves and of those who know them, as a plugin of combat_rules."""

    stage: Annotated[
        StageRow | None, Meta(description="The clock and the arena that it is made for.")
    ] = None
    attributes: Annotated[
        tuple[AttributeRow, ...], Meta(max_length=50, description="Amounts that everybody has.")
    ] = ()
    remarks: Annotated[
        tuple[RemarkRow, ...], Meta(max_length=1000, description="Defects of its source.")
    ] = ()
    overrides: Annotated[
        tuple[Annotated[str, Meta(pattern="^[^:]+:.+$", max_length=200)], ...],
        Meta(max_length=1000, description="What of other plugins its own replaces: PLUGIN:NAME."),
    ] = ()
    moves: Annotated[
        tuple[MoveRow, ...], Meta(max_length=1000, description="The moves, one a row.")
    ] = ()
    archetypes: Annotated[
        tuple[ArchetypeRow, ...], Meta(max_length=1000, description="Who fights with them.")
    ] = ()
