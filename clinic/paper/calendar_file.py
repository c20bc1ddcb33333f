"""The exercise times of two weeks and the next visit as a calendar file. Pure.

A calendar is often shared, so it names no patient and no complaint. The same plan gives the same entries, so that
importing it again changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from clinic.content.plan_content import Exercise, PlanContent, Words
from clinic.paper import wording
from clinic.values.days import written_day

TIMES: dict[int, tuple[time, ...]] = {
    1: (time(18),),
    2: (time(8), time(18)),
    3: (time(8), time(13), time(18)),
}
"""When a day's rounds are put; the patient may move them."""
FIRST, LAST = 8, 20
LENGTH = timedelta(minutes=15)

WORDS = {
    "exercises": Words("Home exercises", "Ejercicios en casa"),
    "visit": Words("Visit: {clinic}", "Cita: {clinic}"),
    "bring": Words("Bring your sheet and your shoes.", "Traiga su hoja y sus zapatos."),
    "call": Words("Questions? Call {phone}", "¿Preguntas? Llame al {phone}"),
}


def name(content: PlanContent) -> str:
    """A file name that tells nobody whose it is."""
    return f"exercise-times-{content.plan_on.isoformat()}.ics"


def ics(content: PlanContent, language: str, *, zone: ZoneInfo, stamp: datetime) -> bytes:
    """The whole file. `stamp` is when the plan was signed."""
    calendar = Calendar()
    calendar.add("prodid", "-//Footing//Exercise times//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    rounds = _rounds(content)
    for start, exercises in rounds.items():
        calendar.add_component(_round(content, start, exercises, language, zone, stamp))
    if content.next_visit is not None:
        calendar.add_component(_visit(content, content.next_visit, language, zone, stamp))
    days = [written_day(start) for start in rounds]
    if content.next_visit is not None:
        days.append(written_day(content.next_visit))
    if days:
        calendar.add_missing_timezones(min(days), max(days) + timedelta(days=1))
    data: bytes = calendar.to_ical()
    return data


def on_days(days_week: int) -> tuple[int, ...]:
    """Which days of a week, counted from its first, so many are spread over."""
    many = min(max(days_week, 1), 7)
    return tuple(n * 7 // many for n in range(many))


def at_times(times_day: int) -> tuple[time, ...]:
    """When the rounds of a day are done."""
    if times_day in TIMES:
        return TIMES[times_day]
    many = max(times_day, 1)
    minutes = [(FIRST * 60) + (LAST - FIRST) * 60 * n // max(many - 1, 1) for n in range(many)]
    return tuple(time(at // 60, at % 60) for at in minutes)


def _rounds(content: PlanContent) -> dict[datetime, list[Exercise]]:
    rounds: dict[datetime, list[Exercise]] = defaultdict(list)
    first = content.log_from or content.plan_on
    for n in range(content.log_days):
        for exercise in content.exercises:
            if n % 7 in on_days(exercise.dose.days_week):
                for at in at_times(exercise.dose.times_day):
                    rounds[datetime.combine(first + timedelta(days=n), at)].append(exercise)
    return dict(sorted(rounds.items()))


def _round(
    content: PlanContent, start: datetime, exercises: Iterable[Exercise], language: str, zone: ZoneInfo, stamp: datetime
) -> Event:
    lines = [
        f"{exercise.name.get(language)}: "
        + ", ".join(f"{big.get(language)} {small.get(language)}" for big, small in wording.boxes(exercise.dose)[:-1])
        for exercise in exercises
    ]
    event = _event(content, f"{start:%Y%m%d-%H%M}", start, zone, stamp)
    title = WORDS["exercises"].get(language)
    event.add("summary", title)
    event.add("description", "\n".join([*lines, _call(content, language)]))
    event.add("duration", LENGTH)
    event.add("transp", "TRANSPARENT")
    event.add_component(_alarm(title, timedelta(0)))
    return event


def _visit(content: PlanContent, start: datetime, language: str, zone: ZoneInfo, stamp: datetime) -> Event:
    event = _event(content, "visit", start, zone, stamp)
    title = WORDS["visit"].get(language).format(clinic=content.clinic.name)
    event.add("summary", title)
    event.add("description", f"{WORDS['bring'].get(language)}\n{_call(content, language)}")
    if content.clinic.address:
        event.add("location", content.clinic.address)
    event.add_component(_alarm(title, timedelta(days=-1)))
    return event


def _call(content: PlanContent, language: str) -> str:
    return WORDS["call"].get(language).format(phone=content.clinic.phone)


def _event(content: PlanContent, which: str, start: datetime, zone: ZoneInfo, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{content.log_code}-{which}@footing".lower())
    event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", start.replace(tzinfo=zone))
    event.add("class", "PRIVATE")
    return event


def _alarm(words: str, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", before)
    return alarm
