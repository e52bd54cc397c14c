"""The API keeps its own description: any input gets a described answer, never a broken server."""

import pytest
import schemathesis
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection

from voordeur.config.api import api
from voordeur.config.wsgi import application
from voordeur.homes.tests.factories import make_tenancy
from voordeur.parties.tests.factories import make_user
from voordeur.promises.tests.factories import make_policy_version

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def ada_sends(db) -> dict[str, dict[str, str]]:
    """A logged-in tenant with a home, as a browser would send it: session and CSRF token."""
    if connection.vendor != "sqlite":
        pytest.skip("the form of the API is judged on SQLite; what it does is tested with its services on both")
    make_policy_version()
    ada = make_user()
    make_tenancy(person=ada.person)
    client = Client()
    client.force_login(ada)
    client.get("/my/")
    token = client.cookies["csrftoken"].value
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": token}
    return {"cookies": cookies, "headers": {"X-CSRFToken": token}}


def test_an_anonymous_call_is_asked_to_log_in(db) -> None:
    answer = Client().get("/api/v1/repairs/")
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["title"]


def test_a_wrong_field_is_named(db) -> None:
    client = Client()
    client.force_login(make_user())
    answer = client.post("/api/v1/repairs/triage", {"txt": "lek"}, content_type="application/json")
    assert answer.status_code == 400
    assert {fault["field"].rpartition(".")[2] for fault in answer.json()["errors"]} == {"text", "txt"}


@schema.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_input_gets_a_described_answer(case, ada_sends) -> None:
    # The session is always sent, so the checks that send a broken one would be fooled.
    case.call_and_validate(**ada_sends, excluded_checks=[ignored_auth, negative_data_rejection])


def test_every_operation_declares_its_refusals() -> None:
    for path, operations in api.get_openapi_schema()["paths"].items():
        for method, operation in operations.items():
            declared = {str(code) for code in operation["responses"]}
            assert {"400", "401", "403", "404", "409"} <= declared, f"{method} {path}"
