"""The walk of a real practice, station by station: who does what, and what they see when they have done it."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from playwright.sync_api import Browser, Page, expect

from tests.browser import carried_home
from tests.browser.conftest import PHONE, TABLET
from tests.browser.devices import Devices
from tests.browser.interview import Count, answer, press, saved, slug
from tests.browser.real_practice import ZONE, RealPractice, set_up_link
from tests.interview.tablets import FIRST_VISIT
from tests.interview.test_return import AGAIN

BACK = 90_000
"""Milliseconds within which a tablet has saved what waited, once the server is back."""

CLINIC, CALL, STREET = "Sample Street Clinic", "(212) 555-0142", "12 Sample Street, New York, NY 10001"
PASSWORDS = {
    "alex": "horse tree lamp river",
    "robin": "chalk sofa onion piano",
    "jordan": "violet crane paper mill",
    "casey": "seven green apple carts",
    "sam": "window bread tulip stone",
}
MARY, BORN, CHART = "Mary O’Brien", "03/14/1974", "OB-17"
TYPED = "Mary O'Brien"
"""The same name as a keyboard types it."""
GOAL = ("Run with ", "my club ", "on Sundays")
"""What Mary wants to do again, in the pieces in which she gets to type it."""
LINES = {
    f"line-{row}-{name}": value
    for row in range(1, 9)
    for name, value in (("fu_done", "5"), ("fu_pain", "1"), ("fu_morning", "same"))
}
RETURN = {**AGAIN, "lines": LINES}

Outage = Callable[[], Callable[[], Any]]
"""Takes something away; what it gives back brings it again."""


class Walk(Devices):
    """The people of a new practice, each at a device of their own."""

    def __init__(self, practice: RealPractice, browser: Browser, downloads: Path) -> None:
        super().__init__(browser, practice.address, ZONE)
        self.practice, self.downloads = practice, downloads
        self.today = dt.datetime.now(ZoneInfo(ZONE))
        self.next_day = self.today.date() + dt.timedelta(days=14)

    def sign_in(self, page: Page, username: str) -> None:
        """Sign in on a device that shows the sign-in page."""
        self.sees(page, "Sign in")
        self.fill(page, username=username, password=PASSWORDS[username])
        self.press(page, "Sign in")

    # --- the first day ------------------------------------------------------------------------------------------------

    def make_the_first_administrator(self, said: str) -> None:
        """Alex opens the printed link, makes the practice, and is led to the set-up."""
        self.admin = page = self.device()
        page.goto(set_up_link(said))
        self.sees(page, "Set up your practice")
        self.fill(page, practice_name=CLINIC, name="Alex Sample", username="alex", password=PASSWORDS["alex"])
        self.press(page, "Save")
        expect(page.get_by_text("Your password is set. Sign in with it now.")).to_be_visible()
        self.sign_in(page, "alex")
        self.sees(page, "How patients reach you")
        stranger = self.device()
        stranger.goto(self.practice.address)
        self.sees(stranger, "Sign in")

    def set_up(self) -> None:
        """The four pages of the set-up, and a list of the people who have no password yet."""
        page = self.admin
        expect(page.locator('[name="name"]')).to_have_value(CLINIC)
        self.fill(page, phone=CALL, address=STREET)
        self.press(page, "Save and go on")
        self.sees(page, "Where you are")
        expect(page.locator('[name="time_zone"]')).to_have_value(ZONE)
        for name, value in (("paper", "letter"), ("units", "us"), ("date_order", "mdy")):
            expect(page.locator(f'[name="{name}"][value="{value}"]')).to_be_checked()
        expect(page.locator('[name="emergency_number"]')).to_have_value("911")
        self.press(page, "Save and go on")
        self.sees(page, "Who else is needed")
        self.fill(page, admin_name="Robin Second", admin_username="robin")
        self.fill(page, lead_name="Jordan Lead", lead_credentials="PT, DPT", lead_username="jordan")
        self.press(page, "Save and go on")
        self.sees(page, "What to copy where")
        for folder in (self.practice.keys, self.practice.keys / "tls"):
            expect(page.locator("dl.app-where")).to_contain_text(str(folder))
        where = "On your PostgreSQL server." if self.practice.database_url else str(self.practice.data)
        expect(page.locator("dl.app-where")).to_contain_text(where)
        self.fill(page, has_copies="y", has_trust="y")
        self.press(page, "Save")
        self.sees(page, "Set-up")
        left = ["A second administrator", "A lead clinician", "Somebody at the front desk"]
        expect(page.locator(".app-first-day li a")).to_have_text(left)

    def staff(self) -> None:
        """A clinician and a desk person are added; all four choose a password by link, and nothing is left to do."""
        page = self.admin
        for name, username, roles in (
            ("Casey Walker", "casey", {"credentials": "PT", "roles": "clinician"}),
            ("Sam Front", "sam", {"roles": "front_desk"}),
        ):
            self._to_staff()
            with page.expect_navigation():
                page.get_by_role("link", name="Add a person").click()
            self.fill(page, name=name, username=username, **roles)
            self.press(page, "Save")
            setattr(self, username, self._choose_a_password(name, username))
        for name, username in (("Robin Second", "robin"), ("Jordan Lead", "jordan")):
            self._to_staff()
            self.press(page, f"New link for {name}")
            setattr(self, username, self._choose_a_password(name, username))
        self.sees(self.robin, "Welcome")
        self.go(page, "/setting-up")
        expect(page.get_by_text("Everything is set up.")).to_be_visible()
        self._to_staff()
        expect(page.locator("tbody tr").filter(has_text="Can sign in")).to_have_count(5)
        expect(page.locator("tr", has_text="Jordan Lead, PT, DPT")).to_contain_text("Clinician, lead")

    def _to_staff(self) -> None:
        with self.admin.expect_navigation():
            self.admin.get_by_role("link", name="Staff", exact=True).first.click()
        self.sees(self.admin, "Staff")

    def _choose_a_password(self, name: str, username: str) -> Page:
        """The person opens the link beside the administrator, on their own device, and signs in."""
        self.sees(self.admin, f"A link for {name}")
        link = self.admin.locator("#link").input_value()
        page = self.device()
        page.goto(link)
        self.sees(page, f"Choose your password, {name}")
        self.fill(page, password=PASSWORDS[username])
        self.press(page, "Save")
        self.sign_in(page, username)
        used = self.device()
        with self.watch.away():  # a link that is over is answered with 404
            used.goto(link)
        expect(used.get_by_role("heading", level=1)).not_to_have_text(f"Choose your password, {name}")
        used.context.close()
        return page

    # --- the desk -----------------------------------------------------------------------------------------------------

    def register(self) -> None:
        """Sam registers Mary O’Brien with a visit today."""
        page = self.sam
        self.go(page, "/patients")
        self.press_link(page, "Register a person")
        self.fill(page, name=MARY, born_on=BORN, chart_number=CHART, sex_birth="female")
        self.fill(page, visit_on=f"{self.today:%m/%d/%Y}", visit_time=f"{self.today:%-I:%M %p}")
        self.fill(page, clinician_id="Casey Walker, PT")
        self.press(page, "Register")
        self.sees(page, MARY)
        expect(page.locator("dl")).to_contain_text(BORN)
        expect(page.locator("tbody tr")).to_have_count(1)

    def find(self, *terms: str) -> None:
        """Each way of typing the name finds the one chart, and a second one is refused with the reason."""
        page = self.sam
        for term in terms:
            self._find(term)
            expect(page.locator("tbody tr")).to_have_text(re.compile(f"{MARY}.*{BORN}.*{CHART}", re.DOTALL))
        self.go(page, "/patients/new")
        self.fill(page, name=TYPED, born_on=BORN, chart_number="OB-18")
        self.press(page, "Register")
        expect(page.locator(".nhsuk-error-summary")).to_contain_text(
            "Somebody with this name and date of birth is registered. Open that person below"
        )
        self._find("brien")
        expect(page.locator("tbody tr")).to_have_count(1)

    def _find(self, term: str) -> None:
        page = self.sam
        self.go(page, "/patients")
        self.fill(page, term=term)
        self.press(page, "Find")
        self.sees(page, "Patients")
        expect(page.get_by_role("heading", name="1 person found")).to_be_visible()

    def hand_over_by_code(self) -> None:
        """Sam starts the intake from today's list; Mary types the code on a tablet and says who she is."""
        page = self.sam
        self.go(page, "/")
        self.press_link(page, f"Start the intake of {MARY}")
        self.sees(page, f"Start intake: {MARY}")
        self.press(page, "Show a code")
        expect(page.locator("main")).to_contain_text(f"{self.practice.address}/kiosk/join")
        code = page.locator(".code").inner_text()
        self.tablet = self.device(viewport=TABLET, has_touch=True)
        self.go(self.tablet, "/kiosk/join")
        self.sees(self.tablet, "Type your code")
        self.fill(self.tablet, code=code)
        self.press(self.tablet, "Continue")
        self._say_who(TYPED)

    def hand_over_this_device(self) -> None:
        """Two weeks on: Sam books the visit, and hands Mary the device on which he is signed in."""
        page = self.sam
        self._find("obrien")
        self.press_link(page, MARY)
        self.press_link(page, "Book a visit")
        self.fill(page, visit_on=f"{self.next_day:%m/%d/%Y}", visit_time="9:30 AM", clinician_id="Casey Walker, PT")
        self.press(page, "Save")
        expect(page.get_by_text("The visit is booked.")).to_be_visible()
        expect(page.locator("tbody tr")).to_have_count(2)
        self.press_link(page, "Intake")
        self.sees(page, f"Start intake: {MARY}")
        self.press(page, "Use this device now")
        self.tablet = page
        page.set_viewport_size(TABLET)
        self._say_who(MARY)
        with self.watch.away():  # nothing of the desk can be reached from the patient's hands
            for _back in range(2):
                page.go_back()
                expect(page.get_by_text(CHART)).to_have_count(0)
            self.go(page, "/kiosk/")
        page.wait_for_url("**/kiosk/safety")

    def _say_who(self, name: str) -> None:
        tablet = self.tablet
        self.sees(tablet, "Hello. Who are you?")
        expect(tablet.get_by_text("O’Brien")).to_have_count(0)
        self.fill(tablet, name=name, born_on=BORN)
        self.press(tablet, "Continue")
        assert slug(tablet) == "safety"

    # --- the tablet ---------------------------------------------------------------------------------------------------

    def interview(self, *outages: Outage) -> None:
        """The first visit's questions; while the goal is typed, something goes away, and what was typed is kept."""

        def goals() -> None:
            self._type_the_goal(outages)
            answer(self.tablet, {k: v for k, v in FIRST_VISIT["goals"].items() if k != "psfs_1"}, Count(), touch=False)

        self._answer_all(FIRST_VISIT, goals)
        expect(self.tablet.locator("main")).to_contain_text("".join(GOAL))
        self._send()

    def interview_again(self) -> None:
        """The return visit's questions: what has changed, and how each exercise of the signed plan went."""
        asked = self._answer_all(RETURN)
        assert asked[:2] == ["safety", "changed"] and "lines" in asked and len(asked) <= 7, asked
        self._send()

    def _answer_all(self, answers: dict[str, dict[str, Any]], goals: Callable[[], None] | None = None) -> list[str]:
        tablet, asked = self.tablet, []
        while (here := slug(tablet)) != "review":
            if here == "goals" and goals is not None:
                goals()
            else:
                answer(tablet, answers[here], Count(), touch=False)
            saved(tablet)
            press(tablet, "Save and continue", Count(), touch=False)
            wrong = tablet.locator(".nhsuk-error-summary")
            assert wrong.count() == 0, (here, wrong.all_inner_texts())
            asked.append(here)
        self.sees(tablet, "Is this right?")
        return asked

    def _type_the_goal(self, outages: tuple[Outage, ...]) -> None:
        tablet = self.tablet
        box = tablet.locator('[name="psfs_1"]')
        first, *more = GOAL
        box.press_sequentially(first)
        saved(tablet)
        for piece, take_away in zip(more, outages, strict=False):
            with self.watch.away():
                bring_back = take_away()
                box.press_sequentially(piece)
                expect(tablet.locator("#saved")).to_have_text("Not saved yet. Do not close.", timeout=BACK)
                expect(box).to_have_value(re.compile(f"{piece}$"))
                bring_back()
                expect(tablet.locator("#saved")).to_have_text(re.compile("^(Saved)?$"), timeout=BACK)
                expect(box).to_have_value(re.compile(f"{piece}$"))
                box.press("End")
        for piece in more[len(outages) :]:
            box.press_sequentially(piece)
        saved(tablet)
        tablet.reload()
        expect(tablet.locator('[name="psfs_1"]')).to_have_value("".join(GOAL))

    def _send(self) -> None:
        self.press(self.tablet, "Send my answers")
        self.sees(self.tablet, "All done. Thank you!")
        expect(self.tablet.get_by_text("O’Brien")).to_have_count(0)

    # --- the clinician ------------------------------------------------------------------------------------------------

    def examine(self) -> None:
        """Casey opens the visit from today's list, reads what was told, and records two findings."""
        page = self.casey
        self.go(page, "/")
        self.press_link(page, f"Open {MARY}")
        self.sees(page, MARY)
        expect(page.locator("#told")).to_contain_text("".join(GOAL))
        self._find_on_exam("exam_drawer", "exam_web_squeeze")

    def examine_again(self) -> None:
        """Casey opens the return visit from the patient's page and sees what has changed."""
        page = self.casey
        self.go(page, "/patients")
        self.fill(page, term=TYPED)
        self.press(page, "Find")
        self.press_link(page, MARY)
        self.press_link(page, "Open")
        self.sees(page, MARY)
        expect(page.get_by_role("heading", name=re.compile("^Changed since"))).to_be_visible()
        expect(page.locator("tr", has_text="Worst pain").first).to_contain_text("2 better")
        self._find_on_exam("exam_web_squeeze")

    def _find_on_exam(self, *tests: str) -> None:
        page = self.casey
        for test in tests:
            with page.expect_response(lambda reply: reply.request.method == "POST" and reply.status < 400):
                page.locator(f'label:has([id^="r-{test}"][data-press="-"])').click()
        expect(page.locator("#sign")).to_contain_text("No flag is waiting.")
        expect(page.locator("#sign")).to_contain_text("Saved")

    def sign(self, *, next_visit: bool) -> None:
        """The plan is accepted line by line at once, given the day of the next visit, and signed."""
        page = self.casey
        with page.expect_navigation():
            page.locator("#sign").get_by_role("button", name=re.compile("^Next: plan")).click()
        expect(page.locator("#sign")).to_contain_text("Not ready to sign.")
        page.locator("#accept-all").click()
        expect(page.locator("#sign")).to_contain_text("Ready to sign.")
        if next_visit:
            for name, value in (("next_on", self.next_day.isoformat()), ("next_time", "9:30 AM")):
                with page.expect_response(lambda reply: reply.request.method == "POST" and reply.status < 400):
                    page.locator(f"#{name}").fill(value)
                    page.locator(f"#{name}").press("Tab")
            expect(page.locator("#next_on")).to_have_value(self.next_day.isoformat())
        page.locator("#sign-button").click()
        page.wait_for_url("**/handouts/*")
        self.sees(page, f"Handout for {MARY}")
        expect(page.locator("main")).to_contain_text("Signed by Casey Walker, PT")

    # --- what Mary takes home -----------------------------------------------------------------------------------------

    def read_the_paper(self) -> str:
        """The PDF behind "Open and print" as text: it names Mary, the day and the clinic's number."""
        page = self.casey
        words = carried_home.words(carried_home.fetched(page, "#print"))
        day = f"Plan of {self.today:%b} {self.today.day}, {self.today.year}"
        for wanted in (MARY, CLINIC, CALL, day, "Casey Walker, PT"):
            assert wanted in words, (wanted, words)
        return words

    def open_the_phone_file(self) -> None:
        """The file is saved, and opened on a phone without a network."""
        file = carried_home.downloaded(self.casey, "#take-home", self.downloads)
        phone = self.device(viewport=PHONE, offline=True, has_touch=True)
        phone.goto(file.as_uri())
        expect(phone.get_by_role("heading", level=1)).to_contain_text("Mary")
        expect(phone.locator('a[href^="tel:"]', has_text=CALL).first).to_be_visible()
        wide = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{wide} px too wide"
        phone.locator("details[open] .tick").first.click()
        expect(phone.locator("details[open] .tick input").first).to_be_checked()
        phone.reload()
        expect(phone.locator("details[open] .tick input").first).to_be_checked()
        phone.context.close()

    def read_the_calendar(self) -> None:
        """Two weeks of exercise times, and the visit at the clinic's own 9:30; no name of hers in it."""
        data = carried_home.downloaded(self.casey, "#calendar", self.downloads).read_bytes()
        events = icalendar.Calendar.from_ical(data).walk("VEVENT")
        visits = [event for event in events if event["summary"] == f"Visit: {CLINIC}"]
        assert len(visits) == 1 and len(events) > 14, [str(event["summary"]) for event in events]
        start = dt.datetime.combine(self.next_day, dt.time(9, 30), ZoneInfo(ZONE))
        assert visits[0].decoded("dtstart") == start
        assert CALL in visits[0]["description"] and str(visits[0]["location"]) == STREET
        exercises = [event for event in events if event["summary"] == "Home exercises"]
        assert len(exercises) == len(events) - 1
        assert min(event.decoded("dtstart").date() for event in exercises) >= self.today.date()
        unfolded = data.replace(b"\r\n ", b"").decode()
        assert not re.search("Mary|Brien", unfolded)
