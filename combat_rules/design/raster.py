"""Pictures as pixels: SVG to PNG."""

from functools import cache

from combat_rules.errors import CombatError

try:
    import resvg_py
except ImportError:  # an extra: the default install is light
    resvg_py = None  # type: ignore[assignment]  # the one module that may be missing

ZOOM = 2
"""Pixels for each of the picture's units, so that small letters can be read."""
FONTS = ("Arial", "Liberation Sans", "DejaVu Sans", "Noto Sans", "Segoe UI", "Helvetica")
"""What letters are drawn in."""
LETTER = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">'
    '<text y="16" font-family="sans-serif">{letter}</text></svg>'
)
"""A picture of one letter."""


def demand_raster() -> None:
    """Raise ``CombatError`` if there is nothing to make pixels with."""
    if resvg_py is None:
        raise CombatError(
            "to write PNG needs one more package: pip install 'combat-rules[pictures]'; SVG needs "
            "none",
            code="picture.package",
        )


def as_png(svg: str) -> bytes:
    """The picture as PNG, letters in the first of ``FONTS`` that the system has. Raises
    ``CombatError`` if there is nothing to make pixels or letters with, or it is no picture."""
    demand_raster()
    return _drawn(svg, _font())


@cache
def _font() -> str:
    """A font that draws letters here. Without one, a picture would be without any word."""
    blank = _drawn(LETTER.format(letter=""), FONTS[0])
    for font in FONTS:
        if _drawn(LETTER.format(letter="M"), font) != blank:
            return font
    raise CombatError(
        f"to write PNG needs a font, and the system has none of {', '.join(FONTS)}; write SVG, or "
        "install one of them",
        code="picture.font",
    )


def _drawn(svg: str, font: str) -> bytes:
    try:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                zoom=ZOOM,
                background="#ffffff",
                font_family=font,
                sans_serif_family=font,
            )
        )
    except ValueError as error:
        raise CombatError(
            f"the picture cannot be drawn: {error}", code="picture.invalid"
        ) from error
