# What we use of Flask-WTF, which ships no types.
from typing import Any, ClassVar

from markupsafe import Markup
from wtforms import Form

class FlaskForm(Form):
    class Meta:
        csrf: ClassVar[bool]

    form_errors: list[str]
    def __init__(self, formdata: Any = ..., **kwargs: Any) -> None: ...
    def is_submitted(self) -> bool: ...
    def validate_on_submit(self, extra_validators: Any = ...) -> bool: ...
    def hidden_tag(self, *fields: Any) -> Markup: ...
