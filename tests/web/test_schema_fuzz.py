"""Every operation of the API under generated input (schemathesis), as people of several roles: no fault, no answer that
the published schema does not know.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.web.conftest import BASE, Web

# Who asks: an author, a reviewer, one who decides about rules and pipelines, the administrators.
ROLES = ("linxiaoyu", "chensiyuan", "sunlihua", "majianguo", "fengxue", "tangyian")
# Signing out ends the session the other questions are asked with; the password would be gone after a change.
LEFT_OUT = {("DELETE", "/api/v1/session"), ("PUT", "/api/v1/password"), ("POST", "/api/v1/password")}
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)


@pytest.fixture
def schema(sqlite_web: Web) -> Iterator[schemathesis.BaseSchema]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield schemathesis.openapi.from_asgi(
            "/api/v1/openapi.json", sqlite_web.client.app, headers={"Host": "127.0.0.1"}
        )


@pytest.mark.parametrize("examples", [3, pytest.param(60, marks=pytest.mark.full)])
def test_no_operation_fails(sqlite_web: Web, schema: schemathesis.BaseSchema, examples: int) -> None:
    sqlite_web.draft()
    asked: set[str] = set()
    problems: dict[str, str] = {}
    for result in schema.get_all_operations():
        operation = result.ok()
        if (operation.method.upper(), operation.path) in LEFT_OUT:
            continue
        asked.add(f"{operation.method.upper()} {operation.path}")

        @settings(
            max_examples=examples,
            deadline=None,
            derandomize=True,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(), login=st.sampled_from(ROLES))
        def ask(case: schemathesis.Case, login: str) -> None:
            response = case.call(base_url=BASE, headers=sqlite_web.headers(login) | {"Host": "127.0.0.1"})
            for check in CHECKS:
                _judge(case, response, check, problems)

        ask()
    assert problems == {}
    assert len(asked) > 60


def _judge(case: schemathesis.Case, response: Any, check: Any, problems: dict[str, str]) -> None:
    try:
        case.validate_response(response, checks=[check])
    except FailureGroup as group:
        for error in group.exceptions:
            name = f"{case.method} {case.path} {type(error).__name__}"
            problems.setdefault(name, f"{response.status_code} {error}"[:300])
