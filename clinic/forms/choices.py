"""Fields that offer choices: one of a few, several, yes or no, 0 to 10, the foot map. The server keeps the rules."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import StopValidation


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `picture` is the name of a file in clinic/static/pictures; `alt` its words, empty beside a label."""

    value: str
    label: Any
    hint: Any = ""
    picture: str = ""
    alt: Any = ""
    chosen: bool = False


Options = Iterable[Option | tuple[Any, Any]]


def _as_options(options: Options) -> list[Option]:
    return [option if isinstance(option, Option) else Option(str(option[0]), option[1]) for option in options]


class ChoiceField(Field):
    """What one-of and many-of share: the options, and refusing what was not offered."""

    component = "chips"

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        options: Options | Callable[[], Options] = (),
        hint: Any = "",
        coerce: Callable[[str], Any] = str,
        **more: Any,
    ) -> None:
        super().__init__(label, validators, description=hint, **more)
        self.offered = _as_options(options() if callable(options) else options)
        self.coerce = coerce

    def offer(self, options: Options) -> None:
        """Set the options of this one form, such as the clinicians at work today."""
        self.offered = _as_options(options)

    @property
    def chosen(self) -> frozenset[str]:
        """The values that are picked, as they stand in the page."""
        raise NotImplementedError

    @property
    def options(self) -> list[Option]:
        """The options with what is picked."""
        picked = self.chosen
        return [Option(o.value, o.label, o.hint, o.picture, o.alt, o.value in picked) for o in self.offered]


class OneOf(ChoiceField):
    """One choice of a few, as chips in a row. Nothing is picked beforehand; a blank is null."""

    @property
    def chosen(self) -> frozenset[str]:
        """The one value that is picked, if any."""
        return frozenset() if self.data is None else frozenset({str(self.data)})

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take the value if it was offered."""
        value = str(valuelist[0]) if valuelist else ""
        self.data = None
        if value:
            if value not in {option.value for option in self.offered}:
                raise ValueError(_("Choose one of the answers shown"))
            self.data = self.coerce(value)

    def pre_validate(self, form: BaseForm) -> None:
        """Options may have been set after the data was read: look once more."""
        if self.data is not None and str(self.data) not in {option.value for option in self.offered}:
            raise StopValidation(_("Choose one of the answers shown"))


class OneOfList(OneOf):
    """The same, one answer to a line."""

    component = "list"


class SelectOne(OneOf):
    """The same as a drop-down, for staff and long lists only. `blank` is the first, empty line."""

    component = "select"

    def __init__(self, *args: Any, blank: Any = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.blank = lazy("Choose") if blank is None else blank


class ChoiceCards(OneOf):
    """The same as cards with pictures. Options without a picture, such as not sure, follow as chips."""

    component = "cards"

    def __init__(self, *args: Any, columns: int = 3, short: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.columns, self.short = columns, short


class Segments(OneOf):
    """The same as one compact bar for staff; `quiet` values are pale, `loud` ones red."""

    component = "seg"

    def __init__(self, *args: Any, quiet: Sequence[str] = (), loud: Sequence[str] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.quiet, self.loud = frozenset(quiet), frozenset(loud)


class YesNo(OneOf):
    """Yes or no, stored as the words."""

    component = "row"

    def __init__(self, label: Any = None, validators: Any = None, *, unsure: bool = False, **more: Any) -> None:
        options = [Option("yes", lazy("Yes")), Option("no", lazy("No"))]
        if unsure:
            options.append(Option("unsure", lazy("Not sure")))
        super().__init__(label, validators, options=options, **more)


class YesNoUnsure(YesNo):
    """Yes, no or not sure."""

    def __init__(self, label: Any = None, validators: Any = None, **more: Any) -> None:
        super().__init__(label, validators, unsure=True, **more)


class PainScale(OneOf):
    """A whole number from 0 to 10 in eleven buttons, with words at both ends; null until one is tapped."""

    component = "scale"

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        low: Any = None,
        high: Any = None,
        **more: Any,
    ) -> None:
        super().__init__(label, validators, options=[(n, str(n)) for n in range(11)], coerce=int, **more)
        self.low = low or lazy("0 = no pain")
        self.high = high or lazy("10 = worst pain you can think of")


class ManyOf(ChoiceField):
    """Any number of choices, as a list of values. `none` is the one choice that shuts out the others."""

    component = "ticks"
    takes_many = True

    def __init__(self, *args: Any, none: str | None = None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.none = none

    @property
    def chosen(self) -> frozenset[str]:
        """The values that are picked."""
        return frozenset(str(value) for value in self.data or ())

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Keep what was offered, once each, in the order of the options; the exclusive choice stands alone."""
        sent = {str(value) for value in valuelist if value != ""}
        values = [option.value for option in self.offered]
        self.data = [self.coerce(value) for value in values if value in sent]
        if sent - set(values):
            raise ValueError(_("Choose from the answers shown"))
        if self.none in sent and len(sent) > 1:
            raise ValueError(_("Choose the ones that are true, or the last one by itself"))


class ManyCards(ManyOf):
    """The same as cards with pictures."""

    component = "cards"

    def __init__(self, *args: Any, columns: int = 3, short: bool = True, **more: Any) -> None:
        super().__init__(*args, **more)
        self.columns, self.short = columns, short


class FootZones(ManyOf):
    """The sore spots of one foot. Two of these, prefixed `l-` and `r-`, make the foot map."""

    component = "feet"
