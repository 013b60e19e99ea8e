"""Generated organisations and histories (hypothesis strategies): who there is, and what anybody tries to do.

An organisation has far more rights than anybody should hold: roles, groups, qualifications and delegations at random,
two accounts a person, now and then an administrator who reviews as well. A history is a list of acts, most of them
wrong. Both are plain data, so that a failing one shrinks and prints as a script.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from hypothesis import strategies as st

from models import Role
from review.access import REVIEWERS
from review.accounts import Credentials
from review.keys import ArgonCost, create, hash_password
from tests.review.organisations_pipelines import POOL

PASSWORD = "one-password-for-all-7"
CHEAP = ArgonCost(memory_kib=8, time=1, parallelism=1)
MOST_PEOPLE = 8
REVIEW_ROLES = tuple(sorted(REVIEWERS))
SHIPPED = ("notice", "new-media", "major", "publishing")
_hashed: list[str] = []


def credentials() -> Credentials:
    """A sign-in with a key of its own; the password hash is the same for all, to save time."""
    if not _hashed:
        _hashed.append(hash_password(PASSWORD, CHEAP))
    return Credentials(_hashed[0], create(PASSWORD, CHEAP))


class Plain:
    """A repr that leaves out what is as usual, so that a script can be read."""

    def __repr__(self) -> str:
        said = [
            f"{f.name}={value!r}"
            for f in fields(self)  # type: ignore[arg-type]
            if (value := getattr(self, f.name)) != f.default
        ]
        return f"{type(self).__name__}({', '.join(said)})"


@dataclass(frozen=True, repr=False)
class Member(Plain):
    """A person. `roles`: bits over REVIEW_ROLES. `unit`: 0 none, 1 the house, 2 and 3 two units in it.

    `qualified`: 0 not at all, 1 for everything, 2 until yesterday, 3 until tomorrow, 4 from tomorrow.
    """

    roles: int = 0
    unit: int = 0
    in_group: bool = False
    qualified: int = 0
    scope: int = 0  # unit that the first role is limited to, 0 = none

    def holds(self) -> list[Role]:
        """The review roles."""
        return [role for bit, role in enumerate(REVIEW_ROLES) if self.roles >> bit & 1]


@dataclass(frozen=True, repr=False)
class Organisation(Plain):
    """`superuser`: position of a member who is a security administrator too, which the use cases would not allow."""

    pipeline: str
    members: tuple[Member, ...]
    superuser: int | None = None
    author: int = 0
    sensitive: bool = False
    urgent: bool = False


@dataclass(frozen=True, repr=False)
class Act(Plain):
    """One attempt. `who` picks an account: among those the work waits for, or, with `anybody`, among all.

    `other` picks a second person, a role, a text or a way back, as the kind of act needs. `old` aims at a passage that
    is over. `stale` acts with the roles of the first day. `api` goes through the web application with a token.
    """

    kind: str
    who: int = 0
    other: int = 0
    anybody: bool = False
    old: bool = False
    stale: bool = False
    api: bool = False


KINDS = (
    *["approve"] * 18, "go_back", "go_back", "reject", "claim", "reassign", "recuse", "revise", "revise", "resume",
    "delegate", "delegate", "undelegate", "grant", "revoke", "bulk", "hold", "take_up", "take_up", "group", "qualify",
    "disqualify", "move", "leave", "smuggle", "promote", "submit", "withdraw", "pass_time",
)  # fmt: skip
# Acts that fill the history without changing who may sign are drawn with fewer choices: they cost time alone.
_AIMED = frozenset({"approve", "go_back", "reject", "claim", "bulk"})

# Ends of a range come up more often than the rest, which gives people with every role and people with none.
members = st.builds(
    Member,
    roles=st.integers(0, 127) | st.just(127),
    unit=st.integers(0, 3),
    in_group=st.booleans(),
    qualified=st.sampled_from([1, 1, 1, 0, 2, 3, 4]),
    scope=st.sampled_from([0, 0, 0, 1, 2]),
)


@st.composite
def organisations(draw: st.DrawFn) -> Organisation:
    """Three to eight people and a pipeline, shipped or generated."""
    people = tuple(draw(st.lists(members, min_size=3, max_size=MOST_PEOPLE)))
    position = st.integers(0, len(people) - 1)
    return Organisation(
        pipeline=draw(st.sampled_from([*SHIPPED, *POOL])),
        members=people,
        superuser=draw(st.none() | position),
        author=draw(position),
        sensitive=draw(st.booleans()),
        urgent=draw(st.booleans()),
    )


@st.composite
def acts(draw: st.DrawFn) -> Act:
    """One attempt of anybody at anything; an approval by somebody it waits for is the most likely."""
    kind = draw(st.sampled_from(KINDS))
    aimed = kind in _AIMED
    # One number for the four switches: a draw less each is a fifth of the time that generating takes.
    switches = draw(st.integers(0, 63)) if aimed else draw(st.integers(0, 7))
    return Act(
        kind=kind,
        who=draw(st.integers(0, 2 * MOST_PEOPLE - 1)),
        other=draw(st.integers(0, 15)),
        anybody=switches % 8 == 5 or (not aimed and switches % 2 == 1),
        old=switches // 8 == 3,
        stale=switches // 8 == 5,
        api=switches % 8 == 3,
    )


@dataclass(frozen=True)
class Histories:
    """Histories that begin alike: each is the beginning and one of the endings."""

    beginning: list[Act]
    endings: list[list[Act]]


histories = st.builds(
    Histories,
    beginning=st.lists(acts(), min_size=3, max_size=16),
    endings=st.lists(st.lists(acts(), min_size=2, max_size=10), min_size=1, max_size=8),
)
