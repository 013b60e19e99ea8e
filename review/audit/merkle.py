"""The Merkle tree of RFC 6962 §2.1 / RFC 9162 §2.1 over SHA-256: hashes, roots and proofs.

"Leaves" are leaf hashes (32 bytes) throughout; `leaf_hash` makes one from an entry. Proofs are lists of
32-byte hashes in the order of the RFC.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

HASH_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


class MerkleError(ValueError):
    """An index, a size or a stored frontier that no tree can have."""


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 || data), RFC 6962 §2.1."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right), RFC 6962 §2.1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """Roots of the complete subtrees that a tree of `size` leaves splits into, largest first (compact range).

    All that appending needs: O(log n) hashes in memory and on disk, whatever the size of the log.
    """

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        """Continue from a stored state.

        Raises:
            MerkleError: the number or length of the hashes does not fit the size.
        """
        self.size = size
        self._hashes = list(hashes)
        if (
            size < 0
            or len(self._hashes) != size.bit_count()
            or any(len(h) != HASH_SIZE for h in self._hashes)
        ):
            raise MerkleError(f"no frontier of {size} leaves has these hashes")

    @classmethod
    def from_hex(cls, size: int, hashes: Iterable[str]) -> Frontier:
        """Inverse of `size` and `to_hex`.

        Raises:
            MerkleError: not hexadecimal, or not the frontier of such a tree.
        """
        try:
            return cls(size, [bytes.fromhex(h) for h in hashes])
        except (ValueError, TypeError) as error:
            raise MerkleError(str(error)) from error

    def to_hex(self) -> list[str]:
        """The hashes as lower-case hex, largest subtree first."""
        return [h.hex() for h in self._hashes]

    def append(self, leaf: bytes) -> int:
        """Append a leaf hash, return its index (from 0).

        Raises:
            MerkleError: not 32 bytes.
        """
        if len(leaf) != HASH_SIZE:
            raise MerkleError("a leaf hash has 32 bytes")
        index, node = self.size, leaf
        for _ in range(
            (index ^ (index + 1)).bit_count() - 1
        ):  # one merge for every trailing 1 bit of the size
            node = node_hash(self._hashes.pop(), node)
        self._hashes.append(node)
        self.size += 1
        return index

    def root(self) -> bytes:
        """Root of the tree so far; SHA-256 of nothing when it is empty."""
        if not self._hashes:
            return EMPTY_ROOT
        node = self._hashes[-1]
        for left in reversed(self._hashes[:-1]):
            node = node_hash(left, node)
        return node


class Tree:
    """A whole tree in memory: O(n) to build, then O(log n) for a root or proof at any size up to its own."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        self._levels = [list(leaves)]
        while len(below := self._levels[-1]) > 1:
            self._levels.append([node_hash(*below[i : i + 2]) for i in range(0, len(below) - 1, 2)])

    def __len__(self) -> int:
        return len(self._levels[0])

    def root(self, size: int | None = None) -> bytes:
        """Root over the first `size` leaves (default all).

        Raises:
            MerkleError: `size` is more than the tree has.
        """
        size = self._checked(size)
        return self._subtree(0, size) if size else EMPTY_ROOT

    def inclusion_proof(self, index: int, size: int | None = None) -> list[bytes]:
        """PATH(index, D[size]) of RFC 9162 §2.1.3.1.

        Raises:
            MerkleError: no such leaf, or no such size.
        """
        size = self._checked(size)
        if not 0 <= index < size:
            raise MerkleError(f"no leaf {index} in a tree of {size}")
        proof: list[bytes] = []
        start, end = 0, size
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                proof.append(self._subtree(middle, end))
                end = middle
            else:
                proof.append(self._subtree(start, middle))
                start = middle
        return proof[::-1]

    def consistency_proof(self, old_size: int, size: int | None = None) -> list[bytes]:
        """PROOF(old_size, D[size]) of RFC 9162 §2.1.4.1; empty for an empty or an equal old tree.

        Raises:
            MerkleError: `old_size` is not between 0 and `size`, or no such size.
        """
        size = self._checked(size)
        if not 0 <= old_size <= size:
            raise MerkleError(f"no tree of {old_size} precedes one of {size}")
        if old_size in (0, size):
            return []
        proof: list[bytes] = []
        start, end, whole = 0, size, True
        while old_size != end:
            middle = start + _split(end - start)
            if old_size <= middle:
                proof.append(self._subtree(middle, end))
                end = middle
            else:
                proof.append(self._subtree(start, middle))
                start, whole = middle, False
        return ([] if whole else [self._subtree(start, end)]) + proof[::-1]

    def _checked(self, size: int | None) -> int:
        size = len(self) if size is None else size
        if not 0 <= size <= len(self):
            raise MerkleError(f"no tree of {size} in one of {len(self)}")
        return size

    def _subtree(self, start: int, end: int) -> bytes:
        # Every left part of an RFC split is complete and aligned, so it stands ready in its level.
        count = end - start
        if count & (count - 1) == 0:
            return self._levels[count.bit_length() - 1][start // count]
        middle = start + _split(count)
        return node_hash(self._subtree(start, middle), self._subtree(middle, end))


def root(leaves: Sequence[bytes]) -> bytes:
    """Root over leaf hashes; SHA-256 of nothing for none."""
    return Tree(leaves).root()


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Proof that `leaves[index]` is in the tree of `leaves`; see `Tree.inclusion_proof`."""
    return Tree(leaves).inclusion_proof(index)


def consistency_proof(old_size: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Proof that the tree of `leaves` extends that of its first `old_size`; see `Tree.consistency_proof`."""
    return Tree(leaves).consistency_proof(old_size)


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """True if `proof` shows `leaf` at `index` of the tree with `size` and `root` (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    first, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if first & 1 or first == last:
            node = node_hash(sibling, node)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        first, last = first >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(
    old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """True if `proof` shows that (`size`, `root`) extends (`old_size`, `old_root`) (RFC 9162 §2.1.4.2).

    An empty old tree is extended by every tree, with an empty proof.
    """
    if not 0 <= old_size <= size:
        return False
    if old_size in (0, size):
        return not proof and old_root == (root if old_size == size else EMPTY_ROOT)
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    first, last = old_size - 1, size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    old_node = new_node = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            old_node, new_node = node_hash(sibling, old_node), node_hash(sibling, new_node)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            new_node = node_hash(new_node, sibling)
        first, last = first >> 1, last >> 1
    return last == 0 and old_node == old_root and new_node == root


def _split(count: int) -> int:
    """Largest power of two below `count` (> 1)."""
    return 1 << ((count - 1).bit_length() - 1)
