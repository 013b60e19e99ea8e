"""Signing in and out, passwords, and the signing key behind each password."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from models import Account, Person, Role, RoleGrant, SigningKey, WebSession
from models.base import pk
from review import keys, tree
from review.access import Act, require
from review.acting import Deed, acting
from review.actors import Actor
from review.app import App
from review.audit.tags import Tag
from review.errors import InvalidError, LockedAccountError, StateError, WrongPasswordError

FREE_ATTEMPTS = 5
LOCK = timedelta(minutes=10)
MINIMUM_PASSWORD = 8
_SEEN_EVERY = timedelta(minutes=1)
_BAD = "账号或口令不对。"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The secret token of a new session and who it belongs to."""

    token: str
    actor: Actor


def check_password_rules(password: str, login: str) -> None:
    """Refuse passwords that are too weak to seal a signing key.

    Raises:
        InvalidError: with what to change.
    """
    if len(password) < MINIMUM_PASSWORD:
        raise InvalidError(f"口令至少 {MINIMUM_PASSWORD} 个字符。")
    if len(password.encode(errors="surrogatepass")) > keys.MAX_PASSWORD_BYTES:
        raise InvalidError("口令太长。")
    if (login and login.lower() in password.lower()) or len(set(password)) < 4:
        raise InvalidError("口令太容易猜到：不要包含账号名，也不要只用几个相同的字符。")


def needs_setup(app: App) -> bool:
    """True while there is no person at all."""
    with app.database.read() as session:
        return session.exec(select(Person.id).limit(1)).first() is None


def setup_first_administrator(app: App, name: str, login: str, password: str) -> int:
    """Create the system administrator of a new installation, once.

    Raises:
        StateError: the installation is set up already. InvalidError: name, login or password not usable.
    """
    check_password_rules(password, login)
    material = make_credentials(app, password)
    with acting(app, None) as deed:
        if deed.session.exec(select(Person.id).limit(1)).first() is not None:
            raise StateError("系统已完成初始设置，请登录。")
        person = add_person(deed, name=name, unit="", post="系统管理员")
        add_account(deed, person, login, material, must_change=False)
        deed.session.add(RoleGrant(person_id=pk(person), role=Role.SYSTEM_ADMIN.value, granted_at=deed.now))
        deed.record(Tag.SETUP_DONE, person=pk(person), name=name, login=login)
        return pk(person)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a password turns into; made outside the transaction because it is slow on purpose."""

    password_hash: str
    sealed: keys.SealedKey


def make_credentials(app: App, password: str, argon: keys.ArgonCost | None = None) -> Credentials:
    """Hash `password` and create a signing key sealed under it, at the installation's cost unless `argon` is given."""
    cost = argon or app.settings.argon
    return Credentials(keys.hash_password(password, cost), keys.create(password, cost))


def add_person(deed: Deed, *, name: str, unit: str, post: str) -> Person:
    """Add a natural person. `unit` is a path such as 中心/编辑室; what is missing of it is made.

    Raises:
        InvalidError: no name.
    """
    name = name.strip()
    if not name:
        raise InvalidError("请填写姓名。")
    place = tree.by_path(deed, unit)
    person = Person(
        name=name, unit_id=None if place is None else pk(place), post=post.strip(), created_at=deed.now
    )
    deed.session.add(person)
    deed.session.flush()
    return person


def add_account(
    deed: Deed, person: Person, login: str, material: Credentials, *, must_change: bool
) -> Account:
    """Add an account with its sealed signing key.

    Raises:
        InvalidError: the login is empty, malformed or taken.
    """
    login = login.strip()
    if not login or len(login) > 60 or any(c.isspace() for c in login):
        raise InvalidError("账号名不能为空，也不能含空格。")
    if (
        deed.session.exec(select(Account.id).where(func.lower(Account.login) == login.lower())).first()
        is not None
    ):
        raise InvalidError(f"账号名“{login}”已被使用。")
    account = Account(
        person_id=pk(person),
        login=login,
        password_hash=material.password_hash,
        must_change_password=must_change,
        created_at=deed.now,
    )
    deed.session.add(account)
    deed.session.flush()
    replace_signing_key(deed, account, material.sealed)
    return account


def replace_signing_key(deed: Deed, account: Account, sealed: keys.SealedKey) -> None:
    """Retire the account's signing key, if any, and put a new one in its place; old signatures stay verifiable."""
    current = select(SigningKey).where(SigningKey.account_id == account.id, SigningKey.retired_at == None)  # noqa: E711
    for key in deed.session.exec(current):
        key.retired_at = deed.now
        deed.session.add(key)
    deed.session.add(
        SigningKey(account_id=pk(account), person_id=account.person_id, public_key=sealed.public_key,
                   sealed=sealed.to_json(), created_at=deed.now)
    )  # fmt: skip


def sign_in(app: App, login: str, password: str) -> SignedIn:
    """Open a session.

    Raises:
        WrongPasswordError: unknown, inactive or wrong. LockedAccountError: too many wrong attempts.
    """
    with app.database.read() as session:
        account = session.exec(
            select(Account).where(func.lower(Account.login) == login.strip().lower())
        ).first()
    if account is None:
        keys.hash_password("-", app.settings.argon)  # the same time for known and unknown logins
        with acting(app, None) as deed:
            deed.record(Tag.SESSION_REFUSED, login=login.strip()[:60], reason="unknown")
        raise WrongPasswordError(_BAD)
    check_password(app, account, password)
    token = secrets.token_urlsafe(32)
    with acting(app, None) as deed:
        current = deed.session.get_one(Account, account.id)
        actor = load_actor(deed.session, current)
        if actor is None:
            raise WrongPasswordError("账号已停用，请联系系统管理员。")
        deed.actor = actor
        deed.session.add(
            WebSession(token_hash=_token_hash(token), account_id=actor.account_id, created_at=deed.now,
                       last_seen_at=deed.now, expires_at=deed.now + timedelta(hours=app.settings.session_hours))
        )  # fmt: skip
        deed.record(Tag.SESSION_OPENED)
    return SignedIn(token, actor)


def check_password(app: App, account: Account, password: str) -> None:
    """Check a password and count wrong ones.

    Raises:
        LockedAccountError, WrongPasswordError: recorded in the audit log.
    """
    now = app.clock()
    if account.locked_until is not None and account.locked_until > now:
        minutes = int((account.locked_until - now).total_seconds() // 60) + 1
        raise LockedAccountError(f"口令错误次数过多，请 {minutes} 分钟后再试。")
    good = keys.verify_password(account.password_hash, password)
    if good:
        if account.failed_attempts:
            _forget_failures(app, account)
        return
    count_failure(app, account)
    raise WrongPasswordError(_BAD)


def count_failure(app: App, account: Account) -> None:
    """Count a wrong password against the account; after a few it is locked for a while."""
    with acting(app, None) as deed:
        query = select(Account).where(Account.id == account.id).with_for_update()
        row = deed.session.exec(query.execution_options(populate_existing=True)).one()
        row.failed_attempts += 1
        if row.failed_attempts >= FREE_ATTEMPTS:
            row.failed_attempts = 0
            row.locked_until = deed.now + LOCK
        deed.session.add(row)
        deed.record(Tag.SESSION_REFUSED, login=row.login, reason="locked" if row.locked_until else "password")


def _forget_failures(app: App, account: Account) -> None:
    with app.database.write() as session:
        row = session.get_one(Account, account.id)
        row.failed_attempts = 0
        session.add(row)


def sign_out(app: App, token: str) -> None:
    """End a session; a token that is not one is ignored."""
    with app.database.read() as session:
        if session.get(WebSession, _token_hash(token)) is None:
            return
    actor = actor_for(app, token)
    with acting(app, actor) as deed:
        row = deed.session.get(WebSession, _token_hash(token))
        if row is not None:
            deed.session.delete(row)
        deed.record(Tag.SESSION_CLOSED)


def actor_for(app: App, token: str) -> Actor | None:
    """Who a session token belongs to, None if it is unknown, expired or its person inactive."""
    now = app.clock()
    with app.database.read() as session:
        row = session.get(WebSession, _token_hash(token))
        if row is None or row.expires_at <= now:
            return None
        account = session.get_one(Account, row.account_id)
        actor = load_actor(session, account)
    if actor is not None and now - row.last_seen_at > _SEEN_EVERY:
        with app.database.write() as session:
            current = session.get(WebSession, _token_hash(token))
            if current is not None:
                current.last_seen_at = now
                current.expires_at = now + timedelta(hours=app.settings.session_hours)
                session.add(current)
    return actor


def load_actor(session: Session, account: Account) -> Actor | None:
    """The actor of an account with the person's present roles, None if either is inactive."""
    person = session.get_one(Person, account.person_id)
    if not (account.active and person.active):
        return None
    roles = session.exec(select(RoleGrant.role).where(RoleGrant.person_id == account.person_id))
    return Actor(
        person_id=account.person_id,
        account_id=pk(account),
        name=person.name,
        login=account.login,
        roles=frozenset(Role(r) for r in roles),
        must_change_password=account.must_change_password,
    )


def holders(session: Session, roles: Iterable[Role]) -> set[int]:
    """Ids of the active people who hold one of these roles, wherever: whom a notice to the role reaches."""
    query = select(RoleGrant.person_id).join(Person, col(Person.id) == RoleGrant.person_id)
    held = col(RoleGrant.role).in_([role.value for role in roles])
    return set(session.exec(query.where(held, col(Person.active).is_(True))))


def change_password(app: App, actor: Actor, old: str, new: str) -> None:
    """Change one's own password; the signing key stays the same, sealed anew.

    Raises:
        WrongPasswordError, LockedAccountError, InvalidError: nothing changed.
    """
    require(actor, Act.PASSWORD_CHANGE)
    check_password_rules(new, actor.login)
    if new == old:
        raise InvalidError("新口令与原口令相同。")
    with app.database.read() as session:
        account = session.get_one(Account, actor.account_id)
        key = current_key(session, actor.account_id)
    check_password(app, account, old)
    # After a reset the administrator knew the password, so the key sealed under it is replaced, not kept.
    renewed = account.must_change_password or key is None
    argon = app.settings.argon
    sealed = keys.create(new, argon) if renewed or key is None else keys.reseal(
        keys.SealedKey.from_json(key.sealed), old, new, argon)  # fmt: skip
    hashed = keys.hash_password(new, argon)
    with acting(app, actor) as deed:
        row = deed.session.get_one(Account, actor.account_id)
        row.password_hash = hashed
        row.must_change_password = False
        deed.session.add(row)
        if renewed:
            replace_signing_key(deed, row, sealed)
        elif key is not None:
            stored = deed.session.get_one(SigningKey, key.id)
            stored.sealed = sealed.to_json()
            deed.session.add(stored)
        deed.record(Tag.PASSWORD_CHANGED, new_key=renewed)


_KEY = select(SigningKey).where(
    SigningKey.account_id == bindparam("account"), col(SigningKey.retired_at).is_(None)
)


def current_key(session: Session, account_id: int) -> SigningKey | None:
    """The account's signing key in use."""
    return session.exec(_KEY, params={"account": account_id}).first()


def unlock_signer(app: App, actor: Actor, password: str) -> keys.Signer:
    """Open the actor's signing key: the re-authentication behind every signature.

    Raises:
        WrongPasswordError, LockedAccountError: counted like a wrong sign-in.
    """
    with app.database.read() as session:
        account = session.get_one(Account, actor.account_id)
        key = current_key(session, actor.account_id)
    now = app.clock()
    if account.locked_until is not None and account.locked_until > now:
        raise LockedAccountError("口令错误次数过多，请稍后再签。")
    if key is None:
        raise WrongPasswordError("此账号没有签名密钥，请先修改口令。")
    try:
        return keys.unlock(keys.SealedKey.from_json(key.sealed), password)
    except (keys.WrongPasswordError, keys.BadPasswordError):
        count_failure(app, account)
        raise WrongPasswordError("口令不对，未签。") from None


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
