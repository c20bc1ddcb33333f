"""Whatever people type, pages show those very letters: never a tag, never a script, never a formula of a template."""

import json
import re

from bs4 import BeautifulSoup

from clinic.database import db as database
from clinic.interview.models import Intake
from clinic.signed.models import PlanVersion
from tests.browsers import tablet
from tests.house import payloads, whole
from tests.paper.printed import Paper

MARK = "__x"
# Attributes that hold a person's words on some page. In any other, words would be an address, a handler or a class.
WORDS_MAY_STAND_IN = {"value", "aria-label", "title", "placeholder", "alt", "content"}


def pytest_generate_tests(metafunc):
    if "turn" in metafunc.fixturenames:
        metafunc.parametrize("turn", range(len(payloads.PAYLOADS) if metafunc.config.getoption("--long") else 1))


def fold(text):
    return re.sub(r"\s+", " ", text).strip()


class Record:
    """A whole record of payloads, and which field says what."""

    def __init__(self, turn):
        self.said = {}
        give = payloads.words(turn)

        def words(field, most):
            called = "Q " if field in ("user.name", "patient.name") else ""
            self.said[field] = called + give(field, most - len(called))
            return self.said[field]

        whole.words_of_the_practice(words)
        self.me = whole.everybody(name=words("user.name", 100), credentials=words("user.credentials", 60))
        self.whole = whole.make(self.me, words)
        database.session.commit()

    def known(self):
        """Every way one of the texts may rightly stand on a page, longest first."""
        texts = set(self.said.values())
        texts |= {text.partition(" ")[2] for field, text in self.said.items() if field.endswith(".name")}
        texts |= {line for text in texts for line in text.splitlines()}
        spelled = texts | {json.dumps(text, ensure_ascii=ascii)[1:-1] for text in texts for ascii in (True, False)}
        return sorted({fold(text) for text in spelled if text}, key=len, reverse=True)


def misplaced(soup, known):
    """Where a mark stands that is not inside one of the texts, letter for letter; and tags that came out of a text."""
    wrong = []
    for node in soup.find_all(string=True):
        if MARK not in node:
            continue
        rest = fold(node)
        if node.parent.name in ("script", "style"):
            wrong.append(f"in {node.parent.name}: {rest[:80]}")
        for text in known:
            rest = rest.replace(text, "")
        if MARK in rest:
            wrong.append(f"changed: {rest[:160]}")
    for tag in soup.find_all(True):
        for name, value in tag.attrs.items():
            said = fold(" ".join(value) if isinstance(value, list) else value)
            if MARK in name or name.startswith("on"):
                wrong.append(f"attribute {name} of {tag.name}")
            if MARK not in said:
                continue
            is_address = name in ("href", "action", "hx-get") and re.fullmatch(r"/[^<>\"'\s]*", said)
            if name not in WORDS_MAY_STAND_IN and not name.startswith("data-") and not is_address:
                wrong.append(f"{tag.name} {name}={said[:80]}")
            for text in known:
                said = said.replace(text, "")
            if MARK in said and not is_address:
                wrong.append(f"changed in {name}: {said[:160]}")
    return wrong


def test_every_page_shows_every_text_letter_for_letter_and_runs_none_of_it(app, sign_in_as, db, clock, turn):
    record = Record(turn)
    staff = sign_in_as(record.me)
    hand = tablet(app, database.session.get(Intake, record.whole.intake_id), clock)
    known, wrong, shown = record.known(), [], []
    for endpoint, path in whole.places(app, record.whole):
        if path.endswith(".pdf") or endpoint == "kiosk.lock":
            continue
        part = {"HX-Request": "true"} if endpoint == "desk.live_board" else {}
        page = (hand if endpoint.startswith("kiosk.") else staff).get(path, headers=part)
        assert page.status_code < 500, path
        if page.mimetype != "text/html" and page.data:
            if endpoint not in ("kiosk.state", "accounts.here"):
                assert page.headers["Content-Disposition"].startswith("attachment"), path
            if path.endswith(".html"):  # the plan to carry away: a page all the same
                faults = misplaced(BeautifulSoup(page.data, "html5lib"), known)
                # Like the paper, it spells out what has no shape and lets long words break.
                wrong += [f"{path}: {fault}" for fault in faults if not fault.startswith("changed: ")]
            shown.append(fold(page.text))
            continue
        soup = page.soup
        wrong += [f"{path}: {fault}" for fault in misplaced(soup, known)]
        shown.append(fold(soup.get_text(" ")))
        shown += [fold(tag["value"]) for tag in soup.select("[value]")]
    assert wrong == []
    everywhere = "\n".join(shown)
    unseen = [field for field, text in record.said.items() if fold(text) not in everywhere]
    assert unseen == []


def test_results_of_a_search_and_refused_forms_are_escaped_too(app, sign_in_as, db):
    record = Record(3)
    browser = sign_in_as(record.me)
    known = sorted([*record.known(), *map(fold, payloads.PAYLOADS)], key=len, reverse=True)
    pages = [browser.send("/patients", {"term": "Q "}), browser.send("/patients", {"term": "zz-nobody"})]
    keys = record.whole
    pages += [browser.send("/patients", {"term": text}) for text in payloads.PAYLOADS[::2]]
    for text in payloads.PAYLOADS[::4]:
        form = {"name": text, "born_on": text, "chart_number": text}
        pages.append(browser.send(f"/patients/{keys.patient_id}/correct", form))
    for path in (
        "/walk-in",
        "/users/new",
        "/settings",
        f"/visits/{keys.visit_id}/move",
        f"/plans/{keys.plan_id}/usual",
    ):
        text = payloads.PAYLOADS[9]
        names = ("name", "username", "born_on", "chart_number", "roles", "visit_on", "visit_time", "clinician_id")
        pages.append(browser.send(path, {**dict.fromkeys(names, text), "time_zone": text, "paper": text}))
    for path in (f"/library?q={payloads.PAYLOADS[9]}", f"/plans/{keys.plan_id}/library?q={payloads.PAYLOADS[9]}"):
        pages.append(browser.get(path))
    for path in ("/?stage=<svg onload=__x>&day=<svg onload=__x>", "/log?action=<svg onload=__x>", "/<svg onload=__x>"):
        pages.append(browser.get(path))
    wrong = [f"{page.request.path}: {fault}" for page in pages for fault in misplaced(page.soup, known)]
    assert wrong == [] and len(pages) > 45


def test_what_a_clinician_types_into_a_stale_plan_is_shown_as_typed(sign_in_as, db):
    record = Record(5)
    browser = sign_in_as(record.me)
    text = " ".join(payloads.PAYLOADS[:3])
    form = {"revision": "1", "was": json.dumps({"note_en": "x", "goal": "y"}), "note_en": text, "goal": text[:120]}
    page = browser.send(f"/plans/{record.whole.plan_id}", {**form, "do": "save"})
    assert page.status_code == 409
    typed = [text, text[:120]]
    known = [*record.known(), *map(fold, typed), *(fold(json.dumps(one)[1:-1]) for one in typed)]
    assert misplaced(page.soup, sorted(known, key=len, reverse=True)) == []
    assert fold(text) in fold(page.soup.get_text(" "))


def test_a_tablet_shows_a_patients_own_words_as_typed_and_the_board_as_well(app, sign_in_as, db, clock):
    record = Record(7)
    browser = tablet(app, database.session.get(Intake, record.whole.intake_id), clock)
    form = browser.get("/kiosk/goals").form("/kiosk/goals") | {"seen": "{}"}
    for place, text in enumerate(payloads.PAYLOADS[::2]):
        field = f"psfs_{1 + place % 3}"
        answer = browser.post("/kiosk/goals", data={**form, field: text, "go": "on"})
        assert answer.status_code == 303, text
        assert getattr(database.session.get(Intake, record.whole.intake_id), field) == text.strip()
        if place % 9 == 0:
            page = browser.get("/kiosk/review")
            assert fold(text) in fold(page.soup.get_text(" "))


def test_letters_that_mean_something_to_a_template_are_letters_on_paper_and_on_the_page(sign_in_as, db):
    formula = "{{7*7}} {% print(7*7) %} ${7*7} #{7*7} <%= 7*7 %>"

    def words(field, most):
        return formula[:most] if field.startswith(("plan.", "line.")) else "Testa Sample"[:most]

    me = whole.everybody()
    record = whole.make(me, words)
    browser = sign_in_as(me)
    paper = Paper(browser.get(f"/handouts/{record.version_id}/en.pdf").data)
    folded = re.sub(r"\s+", "", paper.text)
    assert folded.count(re.sub(r"\s+", "", formula)) >= 2
    for path in (f"/handouts/{record.version_id}/en/plain", f"/plans/{record.plan_id}"):
        assert formula in browser.get(path).text.replace("&lt;", "<").replace("&gt;", ">")
    assert database.session.get(PlanVersion, record.version_id).content["goal"] is not None


def test_paper_holds_hostile_words_as_words(sign_in_as, db):
    record = Record(2)
    browser = sign_in_as(record.me)
    paper = Paper(browser.get(f"/handouts/{record.whole.version_id}/en.pdf").data)
    squeezed = re.sub(r"\s+", "", paper.text)
    for field in ("plan.goal", "line.note_en"):
        first = record.said[field].split(" ")[0]
        assert re.sub(r"\s+", "", first) in squeezed, field
    assert b"/JavaScript" not in paper.data and b"/Launch" not in paper.data and b"/EmbeddedFile" not in paper.data


def test_templates_escape_whatever_their_name(app):
    chosen = app.jinja_env.autoescape
    assert chosen is True or all(chosen(name) for name in ("x.html", "plan/build.html", None))
