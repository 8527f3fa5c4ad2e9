"""Small files in other people's formats, made up for tests."""

import json
from pathlib import Path
from typing import Any

from combat_rules import Ruleset, load_ruleset
from combat_rules.design.importing import Imported, write_plugin

HEADING = (
    "motionName,frameNumber,speedX,speedY,hitAreaLeft,hitAreaRight,hitAreaUp,hitAreaDown,state,"
    "attack.hitAreaLeft,attack.hitAreaRight,attack.hitAreaUp,attack.hitAreaDown,attack.speedX,"
    "attack.speedY,attack.StartUp,attack.Active,attack.HitDamage,attack.GuardDamage,"
    "attack.StartAddEnergy,attack.HitAddEnergy,attack.GuardAddEnergy,attack.GiveEnergy,"
    "attack.ImpactX,attack.ImpactY,attack.GiveGuardRecov,attack.AttackType,attack.DownProp,"
    "cancelAbleFrame,cancelAbleMotionLevel,motionLevel,control,landingFlag,Image"
)
COLUMNS = HEADING.split(",")
STILL: dict[str, Any] = {
    **dict.fromkeys(COLUMNS, 0),
    "frameNumber": 20, "hitAreaLeft": 100, "hitAreaRight": 140, "state": "STAND",
    "attack.DownProp": "FALSE", "cancelAbleFrame": -1, "cancelAbleMotionLevel": -1,
    "motionLevel": 10, "control": "FALSE", "landingFlag": "FALSE", "Image": "x",
}  # fmt: skip
BLOW: dict[str, Any] = {
    **STILL,
    "attack.hitAreaRight": 200, "attack.StartUp": 4, "attack.Active": 3, "attack.HitDamage": 10,
    "attack.AttackType": 1, "attack.GiveGuardRecov": 10, "frameNumber": 18, "motionLevel": 7,
}  # fmt: skip
STATES = {
    "STAND_RECOV": 28, "CHANGE_DOWN": 6, "DOWN": 20, "RISE": 30, "THROW_HIT": 30, "THROW_SUFFER": 60
}  # fmt: skip


def motion(base: dict[str, Any] = BLOW, **columns: Any) -> dict[str, Any]:
    """A motion; columns of the attack are written ``attack_StartUp=4``."""
    return {**base, **{name.replace("attack_", "attack."): v for name, v in columns.items()}}


def motions(**named: dict[str, Any]) -> str:
    """A file of these motions, with the states that every character has."""
    states = {name: motion(STILL, frameNumber=frames) for name, frames in STATES.items()}
    guards = {name: motion(STILL, frameNumber=23) for name in ("STAND_GUARD", "CROUCH_GUARD")}
    walk = {"FORWARD_WALK": motion(STILL, speedX=5, frameNumber=8, control="TRUE")}
    rows = [HEADING]
    for name, row in {**states, **guards, **walk, **named}.items():
        rows.append(",".join(str({**row, "motionName": name}[column]) for column in COLUMNS))
    return "\n".join([*rows, ""])


LP: dict[str, Any] = {
    "moveName": "Stand LP", "numCmd": "5LP", "startup": 4, "active": 3, "recovery": 7, "total": 13,
    "onHit": 4, "onBlock": -1, "dmg": 300, "hitstun": 14, "blockstun": 9, "atkLvl": "H",
    "range": 0.9, "moveType": "normal", "xx": ["sp", "ch"],
}  # fmt: skip


def fat(moves: dict[str, Any], name: str = "Ayla", **stats: Any) -> str:
    """A file of one character in the shape of FAT's."""
    stats = {"health": "9000", "fWalk": "0.05", "fDash": "19", "fDashDist": "1.25", **stats}
    return json.dumps({name: {"moves": {"normal": moves}, "stats": stats}})


def written(folder: Path, name: str, text: str) -> Path:
    """A file with this text."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def rules(imported: Imported, folder: Path) -> Ruleset:
    """The rules that an import gives, once it has been written."""
    write_plugin(imported, folder / "plugin")
    return load_ruleset([folder / "plugin"])
