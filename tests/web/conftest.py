"""The web application in-process, with people of one role each and a draft in its first stage."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

with warnings.catch_warnings():
    warnings.simplefilter(
        "ignore"
    )  # the client's advice to move to a package that is not released for our pins
    from starlette.testclient import TestClient

from models import Role, RoleGrant
from models.base import pk
from review import accounts
from review.acting import acting
from review.app import App
from review.audit.tags import Tag
from review.seed import PASSWORD
from tests.review.story import FAULTY, Story
from web.main import create_app

BASE = "http://127.0.0.1"


@dataclass
class Web:
    """The application with the demo organisation behind it."""

    app: App
    story: Story
    client: TestClient
    tokens: dict[str, str] = field(default_factory=dict)

    def headers(self, login: str | None) -> dict[str, str]:
        """Bearer headers of a person; signs in once."""
        if login is None:
            return {}
        if login not in self.tokens:
            self.tokens[login] = accounts.sign_in(self.app, login, PASSWORD).token
        return {"Authorization": f"Bearer {self.tokens[login]}"}

    def get(self, path: str, login: str | None = None, **options: object) -> object:
        return self.client.get(path, headers=self.headers(login), **options)

    def browser(self, login: str) -> TestClient:
        """A signed-in client that keeps cookies and follows redirects, as a browser does."""
        client = TestClient(self.client.app, base_url=BASE, follow_redirects=True)
        answer = client.post("/sign-in", data={"login": login, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return client

    def draft(self, text: str = FAULTY, pipeline: str = "publishing") -> str:
        """A draft that waits for its first review; returns its number."""
        number = self.story.draft(self.story.submit(text, pipeline)).number
        self.story.work()
        return number


def client_of(app: App) -> TestClient:
    """A client that follows no redirect and sees faults as the answers they become."""
    return TestClient(create_app(app), base_url=BASE, follow_redirects=False, raise_server_exceptions=False)


def make_web(app: App) -> Web:
    return Web(app, Story.begin(app), client_of(app))


@pytest.fixture
def web(app: App) -> Web:
    """On SQLite and on PostgreSQL."""
    return make_web(app)


@pytest.fixture
def sqlite_web(sqlite_app: App) -> Web:
    """On SQLite only, where the database makes no difference."""
    return make_web(sqlite_app)


def person_of_role(app: App, role: Role | None) -> str:
    """A person who holds exactly this role (None: no role); returns the login."""
    login = f"only-{role.value if role else 'nothing'}"
    material = accounts.make_credentials(app, PASSWORD)
    with acting(app, None) as deed:
        person = accounts.add_person(deed, name=login, unit="", post="")
        accounts.add_account(deed, person, login, material, must_change=False)
        if role is not None:
            deed.session.add(RoleGrant(person_id=pk(person), role=role.value, granted_at=deed.now))
        deed.record(Tag.PERSON_CREATED, person=person.id, name=login)
    return login


@pytest.fixture
def fresh(settings_for: Callable[[str], object]) -> Iterator[TestClient]:
    """An installation with nobody in it."""
    from review.app import open_app
    from review.settings import Settings

    settings = settings_for("sqlite")
    assert isinstance(settings, Settings)
    app = open_app(settings)
    yield TestClient(create_app(app), base_url=BASE, follow_redirects=False)
    app.close()
