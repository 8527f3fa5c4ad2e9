"""Signing: files that the bench made say so, and only those may it take away again."""

import struct
import zlib

MADE = "Made by `combat-rules diagram`; do not edit."
"""The sentence by which a file is known."""

COMMENTS = {
    "svg": f"<!-- {MADE} -->\n",
    "mermaid": f"%% {MADE}\n",
    "dot": f"// {MADE}\n",
    "md": f"\n<!-- {MADE} -->\n",
}
TAIL = 200
"""The last bytes of a file, in which the sentence stands."""

END_CHUNK = 12
"""The bytes of the chunk that ends a PNG."""


def signed(data: bytes, form: str) -> bytes:
    """A file's content with the sentence at its end, as a comment that the form allows."""
    if form != "png":
        return data.rstrip(b"\n") + b"\n" + COMMENTS[form].encode()
    kind, text = b"tEXt", b"Comment\0" + MADE.encode()
    check = zlib.crc32(kind + text)
    chunk = struct.pack(">I", len(text)) + kind + text + struct.pack(">I", check)
    return data[:-END_CHUNK] + chunk + data[-END_CHUNK:]


def is_signed(data: bytes) -> bool:
    """Whether the bench made a file."""
    return MADE.encode() in data[-TAIL:]
