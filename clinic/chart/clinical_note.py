"""The visit as a SOAP-style text for any other record: only what was recorded, nothing else."""

from flask_babel import gettext as _

from clinic.assessment import answer_summary, flag_cards
from clinic.assessment.assessment import Situation
from clinic.content import changes
from clinic.content.plan_lines import State
from clinic.exam import findings, items, rulings
from clinic.followup import pain_diary, trend
from clinic.i18n import decimal
from clinic.plan import drafting
from clinic.plan import rows as lines
from clinic.plan.models import Plan
from clinic.rules.activity_swaps import OPTIONS
from clinic.signed import versions


def text(seen: Situation, plan: Plan | None, words: str) -> str:
    """Subjective, objective, assessment, plan."""
    parts = (
        (_("S (subjective)"), _subjective(seen, words)),
        (_("O (objective)"), _objective(seen)),
        (_("A (assessment)"), _assessment(seen, words)),
        (_("P (plan)"), _plan(seen, plan, words)),
    )
    return "\n\n".join(f"{name}\n" + "\n".join(rows) for name, rows in parts if rows) + "\n"


def _subjective(seen: Situation, words: str) -> list[str]:
    rows = [f'"{quote}"' for quote in answer_summary.quotes(seen.case)[:1]]
    for row in answer_summary.short(seen.case, seen.library, words, marked=flag_cards.marked(seen)):
        told = "; ".join(piece.words for piece in row.pieces if piece.field)
        if told:
            foot = f" ({flag_cards.foot_words(row.foot).lower()})" if row.foot else ""
            rows.append(f"{row.label}{foot}: {told}")
    now = trend.reading(seen.visit.day, seen.case)
    if now.worst is not None:
        rows.append(
            _(
                "NPRS now %(now)s, average %(average)s, worst %(worst)s",
                now=_or(now.now),
                average=_or(now.average),
                worst=now.worst,
            )
        )
    if now.psfs is not None:
        rows.append(_("PSFS mean %(mean)s", mean=decimal(now.psfs, 1)))
    written = pain_diary.said(pain_diary.pain(seen.visit.earlier()[-1:]))
    return [*rows, written] if written else rows


def _or(value: int | None) -> str:
    return _("not given") if value is None else str(value)


def _objective(seen: Situation) -> list[str]:
    given = findings.values(seen.found)
    rows = [f"{label}: {value}" for label, value in findings.vitals(seen.found)]
    for side, marks in findings.zones(seen.found).items():
        where = flag_cards.foot_words(side).lower()
        rows.append(f"{items.TESTS['exam_zone'].label}, {where}: {items.said('exam_zone', marks)}")
    for part in ("r", "l", "p"):
        for name, value in given.get(part, {}).items():
            label = str(items.TESTS[name].label)
            row = findings.row_of(seen.found, part)
            if row is not None and value == findings.LEFT_OUT:
                said = _("not tested (%(reason)s)", reason=row.not_tested[name])
            else:
                said = items.said(name, getattr(row, name))
            foot = {"r": _("right"), "l": _("left")}.get(part)
            rows.append(f"{label}, {foot}: {said}" if foot else f"{label}: {said}")
    return rows


def _assessment(seen: Situation, words: str) -> list[str]:
    rows = []
    if seen.found is not None and seen.found.impression:
        rows.append(_("Working impression: %(words)s", words=seen.found.impression))
    for card in flag_cards.flags(seen, words):
        if card.answer is not None:
            answer = card.answer
            told = f"{card.code} {card.check_for} ({card.where.lower()}): {card.ruling_words}. {answer.reason}"
            if answer.seen_by:
                told += f" {answer.seen_by}, {answer.seen_on}: {answer.result}"
            rows.append(told)
        else:
            rows.append(f"{card.code} {card.check_for} ({card.where.lower()}): {_('not answered yet')}")
    for field, again in seen.again.items():
        rows.append(f"{seen.library.wording.fact(field, words)}: {_('asked again')}. {again.finding}")
    fitting = [f"{one.name} ({flag_cards.foot_words(one.foot).lower()})" for one in flag_cards.patterns(seen, words)]
    if fitting:
        rows.append(_("Answers that fit: %(what)s", what=", ".join(fitting)))
    return rows


def _plan(seen: Situation, plan: Plan | None, words: str) -> list[str]:
    rows = [
        _("Referred: %(who)s. The patient was told: %(words)s", who=row.addressee, words=row.told_patient)
        for row in rulings.referrals(seen.visit)
    ]
    if plan is None:
        return rows
    signed = versions.latest(seen.visit)
    if signed is None:
        rows.append(_("Draft, not signed."))
    else:
        rows.append(_("Signed as version %(n)s.", n=signed.number))
        if signed.untested_reason:
            rows.append(_("No core test was done: %(why)s", why=signed.untested_reason))
    draft = signed.draft if signed is not None else drafting.snapshot(plan)
    for line in draft["lines"]:
        if line["state"] != State.ACCEPTED.value:
            continue
        others = line["because"].get("or", ())[: OPTIONS - 1]
        names = [seen.library.name_of_line(line), *(seen.library.name(code) for code in others)]
        name = _(" or ").join(text[words] for text in names)
        dose = changes.said(line).get(words)
        rows.append(f"{name}: {dose}" if dose else name)
    head = draft["head"]
    if head["goal"]:
        rows.append(_("Goal: %(goal)s", goal=head["goal"]))
    if head["taught_back"] is not None:
        rows.append(_("Teach-back done.") if head["taught_back"] else _("Teach-back not done."))
    by_cause: dict[str, list[str]] = {}
    for exclusion in seen.decision.excluded:
        by_cause.setdefault(lines.cause(exclusion.reasons, seen, words), []).append(exclusion.exercise.name[words])
    rows += [_("Left out (%(why)s): %(what)s", why=why, what=", ".join(names)) for why, names in by_cause.items()]
    return rows
