"""What a table can say: a row is one of these structs, and the schema is made of them."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from combat_rules.model import ActionRole
from combat_rules.model.limits import Amount, Percent, Positive, Signed

NAME = r"[^\s#+,;=:/\\\x00-\x1f][^#+,;=:/\\\x00-\x1f]*"
"""A name has none of the signs that a cell or a path is written with."""

Name = Annotated[str, Meta(pattern=f"^{NAME}$", max_length=60)]
Into = Annotated[str, Meta(pattern=f"^#?{NAME}$", max_length=60)]
Prose = Annotated[str, Meta(max_length=500)]
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
    "release", "recovery", "damage", "chip", "reach", "hitstun", "blockstun", "pushback"
]


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


class MoveRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A move. Times are ticks, lengths arena units; what is left out has its default."""

    name: Annotated[Name, Meta(description="What the move is called; no other may be.")]
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
    knockdown: Annotated[
        bool, Meta(description="Whether a target hit lies down, and cannot be struck there.")
    ] = False
    cooldown: Annotated[Amount, Meta(description="Ticks until it may be done again.")] = 0
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
        Meta(max_length=8, description="Columns of which the source says nothing."),
    ] = frozenset()
    follow_up: Annotated[
        bool, Meta(description="Whether it is done only out of another move's window.")
    ] = False


class AttributeRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number that every combatant has."""

    name: Annotated[Name, Meta(description="What guards and costs call it.")]
    default: Annotated[Signed, Meta(description="What a combatant starts with.")] = 0
    minimum: Annotated[Signed, Meta(description="It never falls below.")] = 0
    maximum: Annotated[Signed, Meta(description="It never rises above.")] = 1_000_000
    regeneration: Annotated[Signed, Meta(description="Points that return each second.")] = 0
    description: Annotated[Prose, Meta(description="A sentence for people.")] = ""


class StageRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the numbers of a table are made for."""

    ticks_per_second: Annotated[Positive, Meta(description="Its clock.")] = 1000
    duration: Annotated[Positive, Meta(description="Ticks of a fight.")] = 60_000
    distance: Annotated[Amount, Meta(description="Units between two as they start.")] = 50
    arena: Annotated[Positive, Meta(description="Units of its width.")] = 100
    standard_damage: Annotated[
        bool, Meta(description="Whether the damage rules that ship hold on it.")
    ] = True


class ArchetypeRow(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of combatant."""

    name: Annotated[Name, Meta(description="What the archetype is called.")]
    actions: Annotated[
        tuple[Name, ...],
        Meta(min_length=1, max_length=200, description="The moves it knows, by name."),
    ]
    description: Annotated[Prose, Meta(description="A sentence for people.")] = ""
    controller: Annotated[Name, Meta(description="What chooses for it.")] = "wait"
    health: Annotated[Positive, Meta(description="Points of health.")] = 100
    stamina: Annotated[Amount, Meta(description="Points of stamina.")] = 100
    stamina_regeneration: Annotated[
        Amount, Meta(description="Points of stamina that return each second.")
    ] = 0
    sight_range: Annotated[Amount, Meta(description="Units that it sees.")] = 1000
    reaction: Annotated[Amount, Meta(description="Ticks until it knows what it saw.")] = 200
    memory: Annotated[Amount, Meta(description="Ticks that it remembers a foe.")] = 2000
    attributes: Annotated[
        dict[str, Signed], Meta(description="What it starts with of declared attributes.")
    ] = {}
    maxima: Annotated[
        dict[str, Signed], Meta(description="How much of them it may have at most.")
    ] = {}
    regenerations: Annotated[
        dict[str, Signed], Meta(description="The points of them that return each second.")
    ] = {}


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
