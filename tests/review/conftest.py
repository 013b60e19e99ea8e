import pytest

from review.app import App
from tests.review.rereading import Out
from tests.review.story import Story


@pytest.fixture
def story(app: App) -> Story:
    """The demo organisation, on SQLite and on PostgreSQL."""
    return Story.begin(app)


@pytest.fixture
def out(app: App, monkeypatch: pytest.MonkeyPatch) -> Out:
    """On SQLite and on PostgreSQL."""
    return Out(app, monkeypatch)


@pytest.fixture
def sqlite_out(sqlite_app: App, monkeypatch: pytest.MonkeyPatch) -> Out:
    """Where the database makes no difference."""
    return Out(sqlite_app, monkeypatch)
