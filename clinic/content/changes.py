"""What changed from one version to the next, line by line, in words both a patient and a clinician can read."""

from collections.abc import Mapping
from typing import Any

from clinic.content.plan_content import Change, Words
from clinic.knowledge.library import Library

ORDER = {"new": 0, "more": 1, "less": 2, "same": 3, "removed": 4}


def between(before: Mapping[str, Any], after: Mapping[str, Any], library: Library) -> tuple[Change, ...]:
    """One snapshot against another: what is new, more, less, the same and gone."""
    old, new = _by_key(before), _by_key(after)
    found: list[Change] = []
    for key, line in new.items():
        name = _name(line, library)
        if key not in old:
            found.append(Change("new", name, said(line)))
            continue
        was = old[key]
        kind = _kind(was, line)
        text = said(line)
        if kind != "same":
            earlier = said(was)
            text = Words(f"{text.en} (was {earlier.en})", f"{text.es} (antes {earlier.es})")
        found.append(Change(kind, name, text))
    found += [Change("removed", _name(line, library)) for key, line in old.items() if key not in new]
    return tuple(sorted(found, key=lambda change: ORDER[change.kind]))


def _by_key(draft: Mapping[str, Any]) -> dict[tuple[str, str, str], Mapping[str, Any]]:
    kept = [line for line in draft.get("lines", ()) if line["state"] != "removed"]
    return {(line["part"], line["code"], line["replaces"]): line for line in kept}


def _name(line: Mapping[str, Any], library: Library) -> Words:
    text = library.name_of_line(line)
    return Words(text.en, text.es)


def _kind(was: Mapping[str, Any], line: Mapping[str, Any]) -> Any:
    if line["part"] == "activity":
        now, then = float(_minutes(line)), float(_minutes(was))
    elif line["part"] == "exercise":
        now, then = volume_of(line), volume_of(was)
        if now == then and line["starts_easier"] != was["starts_easier"]:
            return "less" if line["starts_easier"] else "more"
    else:
        return "same"
    return "more" if now > then else "less" if now < then else "same"


def _minutes(line: Mapping[str, Any]) -> int:
    return sum(int(week["days"]) * int(week["minutes"]) for week in line["weeks"])


def said(line: Mapping[str, Any]) -> Words:
    """A line's dose in a few words of both languages."""
    if line["part"] == "exercise":
        count = _counted(line)
        days, times = line.get("days_week") or 7, line.get("times_day") or 1
        often = Words(f"{days} days a week", f"{days} días por semana")
        if times > 1:
            often = Words(f"{times} times a day, {often.en}", f"{times} veces al día, {often.es}")
        if line.get("starts_easier"):
            often = Words(f"{often.en}, easier version", f"{often.es}, versión más fácil")
        return Words(f"{count.en}, {often.en}", f"{count.es}, {often.es}")
    if line["part"] == "activity" and line["weeks"]:
        week = line["weeks"][0]
        return Words(f"{week['days']} days, {week['minutes']} min", f"{week['days']} días, {week['minutes']} min")
    return Words("")


def _counted(line: Mapping[str, Any]) -> Words:
    sets = line.get("sets") or 1
    hold = line.get("hold_s")
    if line.get("reps"):
        held_en, held_es = (f", hold {hold} s", f", sostenga {hold} s") if hold else ("", "")
        return Words(f"{sets} x {line['reps']}{held_en}", f"{sets} x {line['reps']}{held_es}")
    time = line.get("seconds") or hold or 0
    return Words(f"{sets} x {time} s", f"{sets} x {time} s")


def volume_of(dose: Mapping[str, Any]) -> float:
    """The same for a dose as plain data."""
    work = (dose.get("reps") or 1) * max(1, dose.get("hold_s") or 0) if dose.get("reps") else 0
    work = work or dose.get("seconds") or dose.get("hold_s") or 1
    return float(work * (dose.get("sets") or 1) * (dose.get("times_day") or 1) * (dose.get("days_week") or 1))
