"""The colours of phases, everywhere the same; told apart by the colour-blind as well."""

from collections.abc import Mapping

from combat_rules.model import ActionStateType

# Of the palette by Okabe and Ito, "Color Universal Design", 2008.
YELLOW, ORANGE, VERMILION, SKY = "#F0E442", "#E69F00", "#D55E00", "#56B4E9"
PURPLE, GREEN, BLUE, GREY, INK = "#CC79A7", "#009E73", "#0072B2", "#E8E8E8", "#222222"

PHASE_COLOURS: Mapping[ActionStateType, str] = {
    ActionStateType.FEINT: YELLOW,
    ActionStateType.COMMIT: ORANGE,
    ActionStateType.RELEASE: VERMILION,
    ActionStateType.RECOVERY: SKY,
}
"""The colour of each kind of phase."""
