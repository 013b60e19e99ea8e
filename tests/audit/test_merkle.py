"""The Merkle tree: certificate-transparency's vectors, every proof to 130 leaves, properties."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.audit import merkle
from review.audit.merkle import Frontier, MerkleError, Tree, leaf_hash, node_hash

# The eight entries and roots that certificate-transparency implementations share.
ENTRIES = [
    bytes.fromhex(h)
    for h in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [leaf_hash(i.to_bytes(2)) for i in range(130)]


def reference_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1, written as the RFC writes it."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(reference_root(leaves[:k]), reference_root(leaves[k:]))


def test_empty_tree() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.root([]).hex() == Frontier().root().hex() == empty


@pytest.mark.parametrize("size", list(range(1, 9)))
def test_known_roots(size: int) -> None:
    leaves = [leaf_hash(entry) for entry in ENTRIES[:size]]
    assert merkle.root(leaves).hex() == ROOTS[size - 1]


def test_known_proofs() -> None:
    leaves = [leaf_hash(entry) for entry in ENTRIES]
    assert [h.hex() for h in merkle.inclusion_proof(5, leaves)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    assert [h.hex() for h in merkle.consistency_proof(6, leaves)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_roots_of_every_size_agree() -> None:
    frontier, tree = Frontier(), Tree(LEAVES)
    for size in range(len(LEAVES) + 1):
        assert frontier.root() == tree.root(size) == reference_root(LEAVES[:size])
        assert Frontier.from_hex(size, frontier.to_hex()).root() == frontier.root()
        assert len(frontier.to_hex()) == size.bit_count()
        if size < len(LEAVES):
            assert frontier.append(LEAVES[size]) == size


def test_every_inclusion_proof_to_130() -> None:
    tree = Tree(LEAVES)
    for size in range(1, 131):
        root = tree.root(size)
        for index in range(size):
            proof = tree.inclusion_proof(index, size)
            assert merkle.verify_inclusion(LEAVES[index], index, size, proof, root)
            # Another index needs another path, unless its path has the same shape; then the leaf differs.
            other = (index + 1) % size
            assert size == 1 or not merkle.verify_inclusion(LEAVES[other], index, size, proof, root)
            assert not merkle.verify_inclusion(LEAVES[index], index, size, [*proof, root], root)
            assert size == 1 or not merkle.verify_inclusion(LEAVES[index], index, size, proof[:-1], root)


def test_every_consistency_proof_to_130() -> None:
    tree = Tree(LEAVES)
    roots = [tree.root(size) for size in range(131)]
    for new in range(131):
        for old in range(new + 1):
            proof = tree.consistency_proof(old, new)
            assert merkle.verify_consistency(old, roots[old], new, roots[new], proof)
            wrong = hashlib.sha256(roots[old]).digest()
            assert not merkle.verify_consistency(old, wrong, new, roots[new], proof)
            if 0 < old < new:
                assert not merkle.verify_consistency(old, roots[old], new, wrong, proof)
                assert not merkle.verify_consistency(old, roots[old], new, roots[new], proof[:-1])
                assert not merkle.verify_consistency(old, roots[old], new, roots[new], [*proof, wrong])


def test_impossible_questions() -> None:
    tree = Tree(LEAVES[:5])
    for question in (
        lambda: tree.inclusion_proof(5),
        lambda: tree.inclusion_proof(-1),
        lambda: tree.consistency_proof(6),
        lambda: tree.root(6),
        lambda: Frontier(3, [LEAVES[0]]),
        lambda: Frontier(1, [b"short"]),
        lambda: Frontier().append(b"short"),
        lambda: Frontier.from_hex(1, ["zz"]),
    ):
        with pytest.raises(MerkleError):
            question()
    assert not merkle.verify_inclusion(LEAVES[0], 0, 0, [], LEAVES[0])
    assert not merkle.verify_consistency(3, LEAVES[0], 2, LEAVES[0], [])
    assert not merkle.verify_consistency(3, LEAVES[0], 5, LEAVES[0], [])


@settings(max_examples=60)
@given(st.data())
def test_changed_proof_never_verifies(data: st.DataObject) -> None:
    leaves = [leaf_hash(e) for e in data.draw(st.lists(st.binary(max_size=4), min_size=2, max_size=200))]
    index = data.draw(st.integers(0, len(leaves) - 1))
    proof = merkle.inclusion_proof(index, leaves)
    root = merkle.root(leaves)
    assert merkle.verify_inclusion(leaves[index], index, len(leaves), proof, root)
    place = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    flipped = bytearray(proof[place])
    flipped[bit // 8] ^= 1 << bit % 8
    changed = [*proof[:place], bytes(flipped), *proof[place + 1 :]]
    assert not merkle.verify_inclusion(leaves[index], index, len(leaves), changed, root)
