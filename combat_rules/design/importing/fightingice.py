"""FightingICE's Motion.csv: a character of the research platform, a motion a row.

How the platform reads these columns is from its published source: who guards what, that a
push loses a pixel of speed each frame, and that a cancel frame of -1 is every frame.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from combat_rules.design.importing.motions import MOST, Motion, Sheet
from combat_rules.design.importing.report import (
    Character,
    Fate,
    Imported,
    Names,
    Row,
    character_name,
    chip_of,
    unreadable,
)

LARGEST = 2_000_000
"""Bytes of the largest file that is read."""

STAGE = {
    "ticks_per_second": 60,
    "duration": 3600,
    "distance": 360,
    "arena": 960,
    "recoils": True,
    "standard_damage": False,
}
"""The platform's stage, in pixels, its round of a minute, and its damage and no other."""
ENERGY: Row = {"name": "energy", "maximum": 300, "description": "Earned by blows, spent on arts."}
HEALTH = 400
"""Points of health, as the platform's competitions are held."""
REACTION = 15
"""Ticks until a fighter knows what it saw: the delay that the platform gives its players."""

LINES = {1: "high", 2: "middle", 3: "low", 4: "throw"}
GUARDS = {"STAND_GUARD": ["high", "middle"], "CROUCH_GUARD": ["high", "low"]}
STEPS = ("FORWARD_WALK", "DASH", "BACK_STEP")
STUNS = {
    "hit": ("STAND_RECOV",),
    "down": ("CHANGE_DOWN", "DOWN", "RISE"),
    "thrown": ("THROW_SUFFER",),
}


def read_motions(file: Path, text: str) -> Imported:
    """Read a character. Raises ``CombatError`` for a file that is none."""
    stem = file.stem if file.stem.lower() != "motion" else file.resolve().parent.name
    name = character_name(stem)
    reader = _Reader(file, name)
    character = reader.read(text)
    return Imported(
        source=f"{stem}/{file.name}" if stem != file.stem else file.name,
        characters=(character,),
        fates=tuple(reader.fates),
        stage=STAGE,
        attributes=(ENERGY,),
    )


class _Reader:
    """Reads the motions of one character."""

    def __init__(self, file: Path, name: str) -> None:
        self.fates: list[Fate] = []
        self._file = file
        self._name = name
        self._motions: dict[str, Motion] = {}
        self._names: dict[str, str] = {}
        self._remarks: list[tuple[str, str, str]] = []
        self._notes: list[str] = []

    def read(self, text: str) -> Character:
        """The character, with what became of each of its rows in ``fates``."""
        sheet = Sheet(self._file, self._name)
        refused: dict[str, str] = {}
        names = Names()
        for motion, problem in sheet.motions(text):
            if problem or motion.name in self._motions:
                refused[motion.where] = problem or f"{motion.name} is there twice"
                self.fates.append(Fate(motion.where, refused[motion.where]))
            else:
                self._motions[motion.name] = motion
                self._names[motion.name] = names.take(self._name, motion.name)
        self._remarks += sheet.remarks
        moves = []
        for motion in self._motions.values():
            self._notes = []
            row, why = self._move(motion)
            self.fates.append(Fate(motion.where, why, tuple(self._notes)))
            moves += [row] if row else []
        self.fates.sort(key=_line)
        known = [row["name"] for row in moves if "air" not in row["tags"]]
        archetype = {
            "name": self._name,
            "actions": known[:200],
            "controller": "fighter",
            "health": HEALTH,
            "sight_range": STAGE["arena"],
            "reaction": REACTION,
            "memory": 120,
        }
        return Character(self._name, tuple(moves), (archetype,), tuple(self._remarks))

    # -- moves --------------------------------------------------------------------------

    def _move(self, motion: Motion) -> tuple[Row | None, str]:
        """A motion as a row, or why it is none."""
        if motion.strikes:
            row = self._strike(motion)
        elif motion.name in GUARDS:
            row = {
                "role": "block",
                "release": max(motion["frameNumber"], 1),
                "covers": GUARDS[motion.name],
                "cancellable": True,
            }
        elif motion.name in STEPS:
            row = self._step(motion)
        else:
            return None, "no attack, guard or step: a state that the engine knows by itself"
        air = motion.state == "AIR"
        if air:
            self._note("it is done in the air: measured, but no fighter does it")
        level = f"{self._name}{' air' if air else ''} level {motion['motionLevel']}"
        row = {"name": self._names[motion.name], **row}
        row["tags"] = [level, *(["air"] if air else [])]
        return {key: value for key, value in row.items() if value not in ("", [], {}, 0)}, ""

    def _strike(self, motion: Motion) -> Row:
        start, left = motion["attack.StartUp"], motion.left
        active = motion["attack.Active"]
        published = {"startup": start + 1, "active": active, "total": motion["frameNumber"]}
        reach = motion["attack.hitAreaRight"] - motion["hitAreaLeft"]
        flight: Row = {}
        if motion.flies:
            flight = _flight(motion)
            far = abs(motion["attack.speedX"]) * active
            self._note(f"a projectile that lives {active} frames and flies {far} units in them")
            reach, active = reach + far, 1
            del published["active"]
        elif active > left:
            self._note(f"it is active for {active} frames, but the motion ends after {left}")
            active = left
        if not motion["attack.AttackType"]:
            self._note("attack.AttackType is 0, which says no height: both guards hold it")
        damage = motion["attack.HitDamage"]
        chip = chip_of(damage, motion["attack.GuardDamage"])
        if chip is None:
            self._note("its guard damage is no whole percentage of its damage: none")
        energy = motion["attack.StartAddEnergy"]
        thrown = motion["attack.AttackType"] == 4
        return {
            "commit": start,
            "release": active,
            "recovery": left - active,
            "costs": {"energy": -energy} if energy < 0 else {},
            "gains_on_release": {"energy": energy} if energy > 0 else {},
            "gains_on_hit": _energy(motion["attack.HitAddEnergy"]),
            "gains_on_block": _energy(motion["attack.GuardAddEnergy"]),
            "gives": _energy(motion["attack.GiveEnergy"]),
            "damage": damage,
            "chip": chip or 0,
            "reach": max(reach, 0),
            **flight,
            "travel": _glide(motion["speedX"], start),
            "hitstun": self._hitstun(motion, thrown=thrown),
            "blockstun": 0 if thrown else motion["attack.GiveGuardRecov"],
            "knockdown": thrown or bool(motion["attack.DownProp"]),
            "pushback": _glide(abs(motion["attack.ImpactX"]), MOST),
            "line": LINES.get(motion["attack.AttackType"], "high"),
            "cancels": self._cancels(motion),
            "published": published,
        }

    def _hitstun(self, motion: Motion, *, thrown: bool) -> int:
        """Frames that a target hit cannot act: as long as the motions that it goes through.

        Whoever throws goes through THROW_HIT from the contact on.
        """
        if thrown:
            hold = self._length(("THROW_HIT",))
            return max(self._length(STUNS["thrown"]) + motion.left - hold, 0)
        return self._length(STUNS["down" if motion["attack.DownProp"] else "hit"])

    def _length(self, names: Sequence[str]) -> int:
        missing = [name for name in names if name not in self._motions]
        if missing:
            raise unreadable(
                self._file,
                f"there is no usable row {missing[0]}, whose length is that of a stun",
            )
        return sum(self._motions[name]["frameNumber"] for name in names)

    def _step(self, motion: Motion) -> Row:
        frames, speed = motion["frameNumber"], motion["speedX"]
        # Whoever is in control keeps walking; else a push loses speed.
        far = speed * frames if motion["control"] else _glide(speed, frames)
        row = {"role": "move", "release": max(frames, 1), "travel": far}
        return {**row, "cancellable": bool(motion["control"])}

    def _cancels(self, motion: Motion) -> list[Row]:
        """On contact, from a frame on, into motions of a level or lower."""
        frame, most = motion["cancelAbleFrame"], motion["cancelAbleMotionLevel"]
        name = self._names[motion.name]
        if (frame < 0) != (most < 0):
            said = f"cancelAbleFrame is {frame} and cancelAbleMotionLevel is {most}"
            means = (
                "which the platform reads as: at any frame"
                if frame < 0
                else "which the platform reads as: into nothing"
            )
            self._remarks.append(("cancel.half-set", name, f"{said}, {means}"))
        if most < 0:
            return []
        kind = f"{self._name}{' air' if motion.state == 'AIR' else ''}"
        levels = sorted({
            each["motionLevel"]
            for each in self._motions.values()
            if (each.state == "AIR") == (motion.state == "AIR")
            and each["motionLevel"] <= most
            and (each["attack.HitDamage"] or each.name in (*GUARDS, *STEPS))
        })  # fmt: skip
        into = [f"#{kind} level {level}" for level in levels]
        window = {"into": into, "on": ["landed", "blocked"], "start": max(frame, 0)}
        return [window] if into else []

    def _note(self, text: str) -> None:
        self._notes.append(text)


def _flight(motion: Motion) -> Row:
    """What a motion launches: it starts in the middle of its attack's box, and meets whom that
    touches."""
    left, right = motion["attack.hitAreaLeft"], motion["attack.hitAreaRight"]
    back, front = motion["hitAreaLeft"], motion["hitAreaRight"]
    start, radius = (left + right - back - front) // 2, (right - left + front - back) // 2
    return {
        "projectile_speed": abs(motion["attack.speedX"]) * int(STAGE["ticks_per_second"]),
        "projectile_life": motion["attack.Active"],
        "projectile_start": max(start, 0),
        # A box that begins behind its owner reaches so much less far forward.
        "projectile_radius": max(radius + min(start, 0), 0),
    }


def _line(fate: Fate) -> int:
    return int(fate.where.split(", line ")[1].split(" ")[0])


def _energy(points: int) -> Mapping[str, int]:
    return {"energy": points} if points else {}


def _glide(speed: int, frames: int) -> int:
    """How far a push of ``speed`` carries that loses one unit a frame, in that many frames."""
    slowed = min(abs(speed), frames)
    far = slowed * abs(speed) - slowed * (slowed - 1) // 2
    return far if speed >= 0 else -far
