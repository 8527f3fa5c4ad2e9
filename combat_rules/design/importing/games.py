"""Games: how each one writes its frame data, and what holds in it although no row says so."""

from collections.abc import Mapping

from msgspec import Struct

UNIT = 1000
"""Arena units to one unit of FAT's files, whose lengths have three decimals."""

HEIGHTS = {"H": "high", "M": "middle", "L": "low", "T": "throw"}
"""Street Fighter's letters: both guards hold a high blow, only the standing one a middle one."""
MIDS = {"M": "high", "H": "middle", "L": "low", "T": "throw"}
"""Where M is a mid that both guards hold, and H an overhead."""
PARRIES = {"H+L": "high", "H": "high", "A": "middle", "L": "low"}
"""Third Strike: how a move is parried; what comes from the air has to be guarded standing."""


class Meter(Struct, frozen=True, kw_only=True):
    """The gauge that supers are paid with.

    ``on_hit`` and ``on_block`` name the columns of what a move gains; a number below zero is
    its cost. ``costs`` are what kinds of moves cost where no column says so, and
    ``sizes`` whether the character's stats say how large the gauge of each super is.
    """

    maximum: int
    on_hit: str = ""
    on_block: str = ""
    costs: Mapping[str, int] = {}
    sizes: bool = False


class Game(Struct, frozen=True, kw_only=True):
    """A game as FAT writes it down.

    ``signs`` are columns and stats that only its files have. ``heights`` says which columns
    tell how high a move comes, the first that does counts, and what their letters mean here.
    ``downs`` are the words of an advantage after which a target lies and cannot be struck;
    after any other it can. ``down_advantage`` is the column that has the advantage of such a
    word without a number, ``rises`` those for somebody who rises quickly. ``health`` is that of a
    character whose stats do not say it, in points of the game's damage; ``health_stats`` where
    they do, ``bar`` what a full bar is in their points. ``walk`` are units a tick forward and
    back where the stats do not tell them.
    """

    name: str
    title: str
    signs: frozenset[str]
    heights: tuple[tuple[str, Mapping[str, str]], ...] = (("atkLvl", HEIGHTS),)
    downs: frozenset[str] = frozenset({"KD", "HKD"})
    down_advantage: str = ""
    rises: tuple[str, ...] = ()
    health: int = 1000
    bar: int = 0
    health_stats: tuple[str, ...] = ("health",)
    walk: tuple[int, int] = (45, 32)
    throw_reach: int = 800
    meter: Meter | None = None


SF6 = Game(
    name="sf6",
    title="Street Fighter 6",
    signs=frozenset({"hitstun", "DRoH", "DRoB", "DDoH", "SelfSoH", "onPC", "dRushDist"}),
    health=10_000,
    meter=Meter(maximum=30_000, on_hit="SelfSoH", on_block="SelfSoB"),
)
SFV = Game(
    name="sfv",
    title="Street Fighter V",
    signs=frozenset({"kd", "kdr", "kdrb", "ccState", "vtcOnHit", "vgauge1", "vshiftDist"}),
    down_advantage="kd",
    rises=("kdr", "kdrb"),
    meter=Meter(maximum=3, costs={"super": 3}),
)
USF4 = Game(
    name="usf4",
    title="Ultra Street Fighter IV",
    signs=frozenset({"meterGain", "wUltra", "diagJump", "wakeFaceUp", "lvlOneF"}),
    meter=Meter(maximum=1000, on_hit="meterGain"),
)
THIRD_STRIKE = Game(
    name="3s",
    title="Street Fighter III: 3rd Strike",
    signs=frozenset({"parry", "karaRange", "onHitCrouch", "meterAtkHit", "SA1 (stock/size)"}),
    heights=(("atkLvl", HEIGHTS), ("parry", PARRIES)),
    downs=frozenset({"D", "KD", "HKD"}),
    # Its damage is in points of a bar of 160, its vitality in points of one of 1200.
    health=160,
    bar=1200,
    meter=Meter(maximum=128, on_hit="meterAtkHit", on_block="meterAtkBlk", sizes=True),
)
GGST = Game(
    name="ggst",
    title="Guilty Gear Strive",
    signs=frozenset({"guardLevel", "riscGain", "prorate", "dustloopKey", "guts", "riscMod"}),
    heights=(("guardLevel", MIDS),),
    downs=frozenset({"KD", "HKD", "SKD"}),
    down_advantage="kda",
    health=420,
    health_stats=("effectiveHealth",),
    meter=Meter(maximum=100, costs={"super": 50}),
)
TWO_XKO = Game(
    name="2xko",
    title="2XKO",
    signs=frozenset({"meter", "blood", "fullMeter", "stanceCancelOH"}),
    heights=(("atkLvl", MIDS),),
    downs=frozenset({"KD", "HKD", "SKD"}),
    meter=Meter(maximum=300, on_hit="meter"),
)

GAMES: Mapping[str, Game] = {
    game.name: game for game in (SF6, SFV, USF4, THIRD_STRIKE, GGST, TWO_XKO)
}
"""The games of FAT, by the name of their format."""
