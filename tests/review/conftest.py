import pytest

from review.app import App
from tests.review.story import Story


@pytest.fixture
def story(app: App) -> Story:
    """The demo organisation, on SQLite and on PostgreSQL."""
    return Story.begin(app)
