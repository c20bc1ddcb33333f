"""A typed number in the page's language: read by `values.quantities`, and what is the matter with it in a sentence."""

from flask_babel import gettext as _
from flask_babel import ngettext

from clinic.i18n import decimal, language
from clinic.values import quantities
from clinic.values.quantities import Quantity, Trouble


def typed(
    text: str,
    *,
    low: float | None = None,
    high: float | None = None,
    whole: bool = False,
    unit: str = "",
    chosen: str = "",
    places: int | None = None,
) -> Quantity:
    """The number somebody typed into this page. Raises `Trouble`; `sentence` says what to do."""
    return quantities.read(
        text, language=language(), unit=unit, chosen=chosen, low=low, high=high, whole=whole, places=places
    )


def kept(text: str, *, low: float, high: float, unit: str = "", otherwise: str = "") -> tuple[float | None, str]:
    """The same for a box of its own: the number, or nothing and the sentence (`otherwise` for all but a doubt)."""
    try:
        return typed(text, low=low, high=high, unit=unit).value, ""
    except Trouble as trouble:
        return None, sentence(trouble, otherwise=otherwise)


def whole(text: str, *, low: int, high: int, unit: str = "", otherwise: str = "") -> tuple[int | None, str]:
    """The same for a box of whole numbers."""
    try:
        return int(typed(text, low=low, high=high, unit=unit, whole=True)), ""
    except Trouble as trouble:
        return None, sentence(trouble, otherwise=otherwise)


def sentence(trouble: Trouble, *, otherwise: str = "") -> str:
    """What to do about it. `otherwise` is the page's own sentence for all but a mark that may mean two things."""
    if isinstance(trouble, quantities.Doubtful):
        return str(
            _(
                "Do you mean %(large)s or %(small)s? Type one of the two.",
                large=decimal(trouble.large),
                small=decimal(trouble.small),
            )
        )
    if otherwise:
        return otherwise
    if isinstance(trouble, quantities.OutOfRange) and trouble.low is not None and trouble.high is not None:
        return str(_("Enter a number from %(low)s to %(high)s.", low=decimal(trouble.low), high=decimal(trouble.high)))
    if isinstance(trouble, quantities.NotWhole):
        return str(_("Enter a whole number, without a decimal."))
    if isinstance(trouble, quantities.UnknownUnit):
        return str(_("Choose one of the units on this page."))
    if isinstance(trouble, quantities.TooFine):
        return str(
            ngettext(
                "Give no more than %(num)s digit after the point",
                "Give no more than %(num)s digits after the point",
                trouble.places,
            )
        )
    return str(_("Enter a number, like 8."))
