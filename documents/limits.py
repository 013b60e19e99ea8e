"""How much of a file a reader is willing to take in.

Chosen so that the worst file costs seconds and some hundred MB.
"""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file, in bytes unless said otherwise.

    `ratio` is unpacked ÷ packed of one zip entry and only counts for entries above `ratio_from`: small, very
    regular parts are common. `xml_tags` bounds the tree in memory: a tag of four bytes costs over a hundred
    once parsed. `characters` is code points of a text file.
    """

    packed: int = 50 * MIB
    unpacked: int = 400 * MIB
    entries: int = 10_000
    ratio: int = 200
    ratio_from: int = MIB
    xml_part: int = 64 * MIB
    xml_tags: int = 4_000_000
    characters: int = 10_000_000
