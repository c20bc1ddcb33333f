"""The demo on this machine: the one server that browsers reach without TLS, and only from here."""

import pytest

from tests.browser.interview import Count, answer, saved, slug
from tests.browser.practice import Practice

pytestmark = pytest.mark.browser


def test_the_demo_opens_on_this_machine_without_a_certificate_and_its_forms_work(tmp_path, window):
    demo = Practice(tmp_path, trust=None)
    demo.start()
    try:
        context = window()
        desk = demo.desk(context)
        assert demo.address == f"http://127.0.0.1:{demo.port}" and desk.url == f"{demo.address}/"
        cookies = {cookie["name"]: cookie for cookie in context.cookies()}
        assert (cookies["sid"]["secure"], cookies["sid"]["httpOnly"]) == (False, True)
        assert not any(cookie["secure"] for cookie in cookies.values())
        start = demo.walk_in(desk, "Testa O’Brien", "ZZ-2")
        page = demo.join(window(), demo.code(desk, start))
        demo.confirm(page, "Testa O'Brien")
        assert slug(page) == "safety"
        answer(page, {"ticks-now": "none"}, Count(), touch=False)
        saved(page)
    finally:
        demo.stop()
