"""Traces: what controllers have chosen in compiled fights, for whoever learns from it."""


def note(number: int) -> None:
    """Note a choice as a number. In a compiled fight that is traced a row is written, who chose
    and when with it; anywhere else nothing comes of it."""
