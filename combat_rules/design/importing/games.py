"""Games: how each one writes its frame data, and what holds in it although no row says so."""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

HEIGHTS = {"H": "high", "M": "middle", "L": "low", "T": "throw"}
"""Street Fighter's letters: both guards hold a high blow, only the standing one a middle one."""
MIDS = {"M": "high", "H": "middle", "L": "low", "T": "throw"}
"""Where M is a mid that both guards hold, and H an overhead."""
GUARDED = {
    "ALL": "high", "ANY": "high", "MID": "high", "M": "high", "HIGH/LOW": "high", "H/L": "high",
    "HL": "high", "LH": "high", "L/H": "high", "LOW/HIGH": "high", "HIGH": "middle",
    "H": "middle", "OVERHEAD": "middle", "LOW": "low", "L": "low", "THROW": "throw", "T": "throw",
    "STAND/CROUCH": "high", "STANDING/CROUCHING": "high", "BOTH": "high", "STAND": "middle",
    "STANDING": "middle", "CROUCH": "low", "CROUCHING": "low", "GRAB": "throw",
    "UNBLOCK": "throw", "UNBLOCKABLE": "throw", "UB": "throw", "COMMANDGRAB": "throw",
    "COMMANDTHROW": "throw", "AIRTHROW": "throw", "OH": "middle", "BLOCKHIGH": "middle",
    "BLOCKLOW": "low", "MIDDLE": "high", "U": "throw",
    # Of three, the last letter is that of a guard in the air.
    **dict.fromkeys(("LHA", "HLA", "LMA", "MA"), "high"), "HA": "middle", "LA": "low",
    "\u4e0a": "high", "\u4e2d": "middle", "\u4e0b": "low", "\u6295": "throw",
}  # fmt: skip
"""How a blow is to be guarded, as wikis say: what is guarded high is an overhead. In Japanese
the middle one is."""
COMES = {
    **GUARDED, "HIGH": "high", "H": "high",
}  # fmt: skip
"""How high a blow comes, where nothing shows that a mid is an overhead."""
HIGH_AND_MID = {**COMES, **dict.fromkeys(("MID", "MIDDLE", "M"), "middle")}
"""How high a blow comes, where high and mid are two: only the standing guard holds a mid one."""
BLOWS_OF_STRINGS = {
    **HEIGHTS, **dict.fromkeys(("SM", "SH", "SL", "S.M", "S.H", "S.L", "SPECIALMID"), "high"),
    "HIGH": "high", "MID": "middle", "LOW": "low", "THROW": "throw",
    "\uc0c1\ub2e8": "high", "\uc911\ub2e8": "middle", "\ud558\ub2e8": "low",
    "\uc7a1\uae30": "throw", "\ud2b9\uc218\uc911\ub2e8": "high",
    **dict.fromkeys(("H!", "M!", "L!", "HIGH!", "MID!", "LOW!"), "throw"),
}  # fmt: skip
"""Tekken and SoulCalibur, in Korean too: both guards hold what is special, and none what bears an
exclamation mark."""
PARRIES = {"H+L": "high", "H": "high", "A": "high", "L": "low", "N": "throw"}
"""Third Strike: how a move is parried, high, low, in any way or in none."""
PARRIES_IN_AIR = {**PARRIES, "H": "middle"}
"""The same of what comes from the air: what is parried high there has to be guarded standing."""


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
    tell how high a move comes, the first that does counts, and what their letters mean here;
    ``in_air`` what those of a column mean of a move in the air, where that differs.
    ``downs`` are the words of an advantage after which a target lies and cannot be struck;
    after any other it can. ``down_advantage`` is the column that has the advantage of such a
    word without a number, ``rises`` those for somebody who rises quickly. ``health`` is that of a
    character whose stats do not say it, in points of the game's damage; ``health_stats`` where
    they do, ``bar`` what a full bar is in their points. ``unit`` are arena units to one unit of
    the file, whose lengths have decimals; ``reach`` is what stands in for one that is not told,
    ``throw_reach`` for that of a throw, and ``flight``, units a tick, for the speed of what is
    launched. ``walk`` are units a tick forward and back where the stats do not tell them.
    ``recoils`` is whether what a wall keeps of a push goes to the striker.
    ``grabs`` is whether a throw holds one victim alone, and misses whoever is stunned.
    ``unpaid`` are kinds of moves that are paid with a gauge that is not modelled.
    """

    name: str
    title: str
    signs: frozenset[str]
    heights: tuple[tuple[str, Mapping[str, str]], ...] = (("atkLvl", HEIGHTS),)
    in_air: Mapping[str, Mapping[str, str]] = {}
    downs: frozenset[str] = frozenset({"KD", "HKD"})
    down_advantage: str = ""
    rises: tuple[str, ...] = ()
    health: int = 1000
    bar: int = 0
    health_stats: tuple[str, ...] = ("health",)
    unit: int = 1000
    reach: int = 1000
    walk: tuple[int, int] = (45, 32)
    recoils: bool = True
    grabs: bool = True
    throw_reach: int = 800
    flight: int = 60
    meter: Meter | None = None
    unpaid: frozenset[str] = frozenset()

    @property
    def arena(self) -> int:
        """How wide a stage is. Nobody says; this is as wide as some ten dashes."""
        return 15 * self.reach


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
    unpaid=frozenset({"vtrigger", "alpha", "vshift", "vbreak"}),
)
USF4 = Game(
    name="usf4",
    title="Ultra Street Fighter IV",
    signs=frozenset({"meterGain", "wUltra", "diagJump", "wakeFaceUp", "lvlOneF"}),
    meter=Meter(maximum=1000, on_hit="meterGain"),
    unpaid=frozenset({"ultra"}),
)
THIRD_STRIKE = Game(
    name="3s",
    title="Street Fighter III: 3rd Strike",
    signs=frozenset({"parry", "karaRange", "onHitCrouch", "meterAtkHit", "SA1 (stock/size)"}),
    heights=(("atkLvl", HEIGHTS), ("parry", PARRIES)),
    in_air={"parry": PARRIES_IN_AIR},
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

SHEET = Game(
    name="sheet",
    title="a sheet",
    signs=frozenset(),
    heights=(("guard", GUARDED), ("height", COMES)),
    downs=frozenset({"KD", "HKD", "SKD", "KND", "KNOCKDOWN", "D"}),
    down_advantage="kd",
    unit=1,
    reach=100,
    throw_reach=60,
    flight=6,
    walk=(5, 3),
    recoils=False,
    grabs=False,
)
"""Whatever somebody writes down in the community's words; its lengths are arena units."""
MUGEN = replace(
    SHEET,
    name="mugen",
    title="MUGEN",
    heights=(("guard", GUARDED),),
    reach=50,
    throw_reach=30,
    recoils=True,
)
"""A character of MUGEN or Ikemen GO; its lengths are those of its coordinates."""
STRINGS = replace(
    SHEET,
    name="strings",
    title="a list of strings",
    heights=(("height", BLOWS_OF_STRINGS),),
)
"""A list of strings, as Tekken's are: a middle blow is guarded standing, a special one both
ways; it says when a blow comes and who is free first, and nothing of active and recovery."""

GAMES: Mapping[str, Game] = {
    game.name: game for game in (SF6, SFV, USF4, THIRD_STRIKE, GGST, TWO_XKO)
}
"""The games of FAT, by the name of their format."""
