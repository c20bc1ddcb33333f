"""The draft's lines as the builder shows them: name, why in words, sources, what changed since the last version."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy

from clinic.assessment.assessment import Situation
from clinic.content.changes import volume_of
from clinic.content.plan_lines import Part, State
from clinic.knowledge.blanks import fill
from clinic.knowledge.dose_words import with_dose
from clinic.knowledge.schema import Entry, Footwear, Number
from clinic.plan.drafting import DOSE, usual_dose
from clinic.plan.models import Plan, PlanItem
from clinic.rules.activity_swaps import OPTIONS
from clinic.rules.proposal import Reason

SEED = lazy("One of the five basic exercises for the ball of the foot.")
CLINICIAN = lazy("Added by the clinician.")


@dataclass(frozen=True)
class LineView:
    """What every line shows."""

    item: PlanItem
    name: str
    why: str
    sources: tuple[str, ...]
    citations: Mapping[str, str]
    evidence: str
    evidence_note: str
    is_unapproved: bool
    no_longer: str
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExerciseView(LineView):
    """An exercise row."""

    professional_name: str = ""
    picture: str = ""
    precaution: str = ""
    full_name: str = ""
    """What it is an easier version of."""
    easier: str = ""
    harder: str = ""
    tag: str = ""
    tag_tone: str = "grey"
    was: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FootwearView(LineView):
    """A line of shoe advice."""

    words: str = ""
    numbers: tuple[tuple[Number, str], ...] = ()
    pt_note: str = ""
    is_on: bool = False


@dataclass(frozen=True)
class SwapView(LineView):
    """A line of the swaps, with what may be done instead of it: code and name."""

    replaces: str = ""
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """Something not given, and why."""

    code: str
    name: str
    why: str
    item: PlanItem | None = None


def approved(entry: Entry, approvals: frozenset[tuple[str, str, str]], language: str = "") -> bool:
    """Whether this practice's lead clinician (or, for a language, a translator) approved the entry as it stands."""
    return (entry.code, language, entry.sha256) in approvals


def exercises(
    plan: Plan, seen: Situation, last: Mapping[str, Any], approvals: frozenset[tuple[str, str, str]], language: str
) -> list[ExerciseView]:
    """The exercise rows in order. `last` is the draft behind the newest signed version, by code."""
    cautions = {c.code for c in (*seen.decision.exercises, *seen.decision.ranked) if c.cautions}
    rows = []
    for item in plan.lines(Part.EXERCISE):
        entry = seen.library.exercises.get(item.code)
        if entry is None:
            continue
        was = last.get(item.code, {})
        given = seen.library.version(item.code, item.starts_easier)
        tag, tone = _tag(item, was, bool(last), usual_dose(given))
        rows.append(
            ExerciseView(
                **_common(item, entry, seen, approvals, language, evidence_note=entry.evidence_note[language]),
                professional_name=entry.professional_name[language],
                picture=given.picture,
                precaution=entry.precaution[language] if item.starts_easier or item.code in cautions else "",
                full_name=entry.name[language] if item.starts_easier else "",
                easier=with_dose(entry.regress, item)[language],
                harder=with_dose(entry.progress, item)[language],
                tag=tag,
                tag_tone=tone,
                was={name: was.get(name) for name in DOSE},
            )
        )
    return rows


def footwear(
    plan: Plan, seen: Situation, approvals: frozenset[tuple[str, str, str]], language: str
) -> list[FootwearView]:
    """The shoe advice, ticked or not."""
    rows = []
    for item in plan.lines(Part.FOOTWEAR, State.PROPOSED, State.ACCEPTED, State.REMOVED):
        entry = seen.library.footwear.get(item.code)
        if entry is None:
            continue
        rows.append(
            FootwearView(
                **_common(item, entry, seen, approvals, language),
                words=footwear_words(entry, item, seen, language),
                numbers=tuple((number, f"{item.numbers.get(number.name, number.value):g}") for number in entry.numbers),
                pt_note=entry.pt_note[language],
                is_on=item.state is State.ACCEPTED,
            )
        )
    return rows


def footwear_words(entry: Footwear, item: PlanItem, seen: Situation, language: str) -> str:
    """What the patient will read, with this line's numbers."""
    choice = next((one for one in seen.decision.footwear if one.code == entry.code), None)
    words = choice.words if choice is not None else entry.words
    numbers = {number.name: number.value for number in entry.numbers} | item.numbers
    return fill(words[language], numbers, language)


def swaps(plan: Plan, seen: Situation, approvals: frozenset[tuple[str, str, str]], language: str) -> list[SwapView]:
    """The activity swaps, by replaced activity."""
    rows = []
    activities = seen.library.activities
    for item in plan.lines(Part.ACTIVITY):
        entry, replaced = activities.get(item.code), activities.get(item.replaces)
        if entry is not None and replaced is not None:
            rows.append(
                SwapView(
                    **_common(item, entry, seen, approvals, language),
                    replaces=_usual(item.replaces, seen, language),
                    others=tuple(
                        (code, activities[code].name[language])
                        for code in item.because.get("or", ())[: OPTIONS - 1]
                        if code in activities
                    ),
                )
            )
    return rows


def _usual(code: str, seen: Situation, language: str) -> str:
    name = seen.library.activities[code].name[language]
    rows: list[Mapping[str, Any]] = seen.case.get("p", {}).get("act_list") or []
    row = next((row for row in rows if row["id"] == code), {})
    if row.get("min") is None or row.get("days") is None:
        return name
    return _("%(name)s, %(min)s min × %(days)s a week", name=name, min=row["min"], days=row["days"])


def left_out(plan: Plan, seen: Situation, language: str) -> list[LeftOut]:
    """What the rules exclude, what the clinician removed, and the well-known activities that do not suit now."""
    library, rows = seen.library, []
    there = {item.code for item in plan.lines(Part.EXERCISE)}
    removed = {item.code: item for item in plan.lines(Part.EXERCISE, State.REMOVED)}
    for exclusion in seen.decision.excluded:
        if exclusion.code not in there and exclusion.code not in removed:
            why = cause(exclusion.reasons, seen, language)
            rows.append(LeftOut(exclusion.code, exclusion.exercise.name[language], why))
    for code, item in removed.items():
        entry = library.exercises.get(code)
        rows.append(LeftOut(code, entry.name[language] if entry else code, item.reason or _("removed"), item))
    ranked = {choice.code: choice for choice in seen.decision.ranked}
    for choice in ranked.values():
        if choice.exercise.seed and choice.code not in there and choice.code not in removed:
            rows.append(LeftOut(choice.code, choice.exercise.name[language], _("others fit better")))
    obstacles = {"gate": _("too much load for now"), "access": _("not within reach"), "skin": _("open skin: no pool")}
    for offered in seen.decision.trio:
        if offered.obstacle is not None:
            rows.append(LeftOut(offered.activity.code, offered.activity.name[language], obstacles[offered.obstacle]))
    return rows


def cause(reasons: Iterable[Reason], seen: Situation, language: str) -> str:
    """The one fact each rule turns on, for a short line: a derived fact by its name, an answer with its value."""
    wording, questions = seen.library.wording, seen.library.questions
    said: dict[str, None] = {}
    for reason in reasons:
        name, value = next(iter(reason.facts.items()), ("", None))
        fact = wording.fact(name, language)
        said[f"{fact}: {wording.value(name, value, language)}" if name in questions else fact] = None
    return "; ".join(words for words in said if words)


def words_of(reasons: Iterable[Reason], seen: Situation, language: str) -> str:
    """Reasons in words, shortest useful form: the answers that fired, each once, with the foot where it matters."""
    both = len(seen.feet) > 1
    said: dict[str, None] = {}
    for reason in reasons:
        said.update(dict.fromkeys(_answers(reason.code, reason.facts, reason.foot if both else None, seen, language)))
    return "; ".join(said)


def why(item: PlanItem, seen: Situation, language: str) -> str:
    """Why a line is there, in a line: the clinician's own reason and the patterns it answers."""
    both = len(seen.feet) > 1
    said: dict[str, None] = {item.reason: None} if item.reason else {}
    is_seed = False
    for reason in item.because.get("reasons", []):
        code = reason["code"]
        is_seed = is_seed or code == "seed"
        if code in seen.library.hypotheses:
            said[seen.library.name(code)[language]] = None
        elif code not in ("seed", f"{item.code} caution"):  # a caution has its own line, and its answers are below
            facts = _answers(code, reason["facts"], reason["foot"] if both else None, seen, language)
            said["; ".join(facts)] = None
    if not said and is_seed:
        said[str(SEED)] = None
    if not said:
        return str(CLINICIAN) if item.added_by_id else ""
    return "; ".join(words for words in said if words)


def facts_of(item: PlanItem, seen: Situation, language: str) -> tuple[str, ...]:
    """The answers behind a line, each once."""
    both = len(seen.feet) > 1
    said: dict[str, None] = {}
    for reason in item.because.get("reasons", []):
        foot = reason["foot"] if both else None
        said.update(dict.fromkeys(_answers(reason["code"], reason["facts"], foot, seen, language)))
    return tuple(said)


def _answers(code: str, facts: Mapping[str, Any], foot: str | None, seen: Situation, language: str) -> list[str]:
    wording, questions = seen.library.wording, seen.library.questions
    side = {"r": _("right"), "l": _("left")}.get(foot or "")
    said = []
    for name, value in facts.items():
        if name in questions:
            words = f"{wording.fact(name, language)}: {wording.value(name, value, language)}"
            said.append(f"{words} ({side})" if side and questions[name].scope == "foot" else words)
    return said or [wording.fact(name, language) for name in facts]


def _common(
    item: PlanItem,
    entry: Entry,
    seen: Situation,
    approvals: frozenset[tuple[str, str, str]],
    language: str,
    evidence_note: str = "",
) -> dict[str, Any]:
    keys = tuple(item.because.get("sources", ())) or entry.sources
    known = {key: seen.library.sources[key].citation for key in keys if key in seen.library.sources}
    return {
        "item": item,
        "name": name_of(item, seen, language),
        "why": why(item, seen, language),
        "sources": tuple(known),
        "citations": known,
        "evidence": entry.evidence,
        "evidence_note": evidence_note,
        "is_unapproved": not approved(entry, approvals),
        "no_longer": no_longer(item, seen, language),
        "facts": facts_of(item, seen, language),
    }


def name_of(item: PlanItem, seen: Situation, language: str) -> str:
    """What a line is called, in the version that is given."""
    return seen.library.name_of_line({"code": item.code, "starts_easier": item.starts_easier})[language]


def too_hard(item: PlanItem, seen: Situation, language: str) -> str:
    """Why the version that would be printed is not for this patient and nobody gave a reason; empty when it is."""
    if item.part is not Part.EXERCISE or item.state is not State.ACCEPTED or item.reason.strip():
        return ""
    entry, decision = seen.library.exercises.get(item.code), seen.decision
    if entry is None or (item.starts_easier and entry.starting is not None):
        return ""
    code = (entry.replace or entry.regress_to or item.code) if item.starts_easier else item.code
    known = (*decision.exercises, *decision.ranked)
    careful = next((choice.cautions for choice in known if choice.code == code), ())
    out = next((one.reasons for one in decision.excluded if one.code == code and code != item.code), ())
    return words_of((*careful, *out), seen, language)


def no_longer(item: PlanItem, seen: Situation, language: str) -> str:
    """Why an accepted line does not fit any more and nobody gave a reason for keeping it; empty when it fits."""
    if item.state is not State.ACCEPTED or item.reason.strip():
        return ""
    decision = seen.decision
    if decision.status != "plan":
        return _("no plan can be made now")
    if item.part is Part.EXERCISE:
        exclusion = next((one for one in decision.excluded if one.code == item.code), None)
        return words_of(exclusion.reasons, seen, language) if exclusion is not None else ""
    if item.part is Part.FOOTWEAR:
        fits = any(one.code == item.code for one in decision.footwear)
        return "" if fits else _("the answers no longer call for it")
    fits = any((one.code, one.replaces.code) == (item.code, item.replaces) for one in decision.activities)
    return "" if fits else _("the gate or the answers no longer offer it")


def _tag(item: PlanItem, was: Mapping[str, Any], has_last: bool, usual: Mapping[str, Any]) -> tuple[str, str]:
    if not has_last and item.added_by_id:
        return _("Added"), "blue"
    if not has_last:
        edited = any(getattr(item, name) != value for name, value in usual.items())
        return (_("Edited"), "blue") if edited else (_("Accepted"), "green")
    if not was:
        return _("New"), "green"
    now, then = volume(item), volume_of(was)
    if now > then:
        return _("More"), "blue"
    return (_("Less"), "blue") if now < then else (_("Same"), "grey")


def volume(item: PlanItem) -> float:
    """How much work a line is in a week, for saying more or less."""
    return volume_of({name: getattr(item, name) for name in DOSE})
