"""Every document of the demo keeps the rules that specifications have in prose (``tests/rules``)."""

from __future__ import annotations

import pytest

from tests.e2e.sites import Home
from tests.rules.tables import TABLES, problems

pytestmark = pytest.mark.xdist_group("demo rules")  # one build for all


@pytest.mark.parametrize("ext", TABLES)
def test_every_document_of_the_demo_keeps_every_rule_of_its_format(built: Home, ext: str) -> None:
    found = {path: file.read_bytes() for path, file in built.files().items() if file.suffix == f".{ext}"}
    assert len(found) > 10
    assert {path: broken for path, body in found.items() if (broken := problems(ext, body))} == {}
