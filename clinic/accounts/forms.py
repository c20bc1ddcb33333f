"""Forms for signing in and for staff accounts."""

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from wtforms.validators import ValidationError

from clinic.access import Role
from clinic.accounts import passwords
from clinic.accounts.models import User
from clinic.forms import BaseForm, ManyOf, NameField, PasswordField, RequiredAnswer, TextField, TickField


class SignInForm(BaseForm):
    """Name and password."""

    username = TextField(
        lazy("User name"), [RequiredAnswer(lazy("Enter your user name"))], autocomplete="username", limit=60
    )
    password = PasswordField(
        lazy("Password"), [RequiredAnswer(lazy("Enter your password"))], autocomplete="current-password"
    )


class ConfirmYouForm(BaseForm):
    """The password once more, before what could do most harm."""

    confirm_password = PasswordField(lazy("Your password"), autocomplete="current-password")


class PasswordForm(BaseForm):
    """A new password, typed once where it can be shown. `personal` holds words it may not be built on."""

    password = PasswordField(
        lazy("New password"),
        [RequiredAnswer(lazy("Choose a password"))],
        hint=lazy("At least 15 characters. Four or five words in a row are easy to remember. You may paste it."),
        autocomplete="new-password",
    )

    def __init__(self, *args: Any, personal: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.personal = personal or []

    def validate_password(self, field: PasswordField) -> None:
        """Length in characters, and nothing that is guessed first."""
        length = len(passwords.normal(field.data or ""))
        if length < passwords.SHORTEST:
            raise ValidationError(_("Make it longer: at least %(least)s characters.", least=passwords.SHORTEST))
        if length > passwords.LONGEST:
            raise ValidationError(_("Make it shorter: at most %(most)s characters.", most=passwords.LONGEST))
        if passwords.is_guessable(field.data or "", *self.personal):
            raise ValidationError(_("Choose another one: this would be among the first guesses."))


def _check_username(field: TextField, own: User | None) -> None:
    name = (field.data or "").strip().lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,59}", name):
        raise ValidationError(_("Use 2 to 60 letters, digits, dots or dashes, such as jordan.lee."))
    other = User.named(name)
    if other is not None and (own is None or other.id != own.id):
        raise ValidationError(_("Somebody has this user name already. Choose another one."))


class FirstForm(PasswordForm):
    """The practice's name and its first administrator, from the one-time link."""

    practice_name = NameField(lazy("Name of the practice"), [RequiredAnswer(lazy("Enter the name of the practice"))])
    name = NameField(lazy("Your name"), [RequiredAnswer(lazy("Enter your name"))], autocomplete="name")
    username = TextField(
        lazy("User name"), [RequiredAnswer(lazy("Choose a user name"))], limit=60, autocomplete="username"
    )
    is_clinician = TickField(lazy("I also treat patients here"))
    credentials = TextField(lazy("Credentials, if you do"), hint=lazy("For example, PT, DPT"), limit=60)

    def validate_username(self, field: TextField) -> None:
        """One account per name."""
        _check_username(field, None)


class TeamForm(BaseForm):
    """Who else is needed from the first day: a second administrator and a lead clinician. Either may come later."""

    admin_name = NameField(lazy("Name of the second administrator"))
    admin_username = TextField(lazy("User name of the second administrator"), limit=60)
    lead_name = NameField(lazy("Name of the lead clinician"))
    lead_credentials = TextField(lazy("Credentials"), hint=lazy("For example, PT, DPT"), limit=60)
    lead_username = TextField(lazy("User name of the lead clinician"), limit=60)

    def _validate_pair(self, name: TextField, username: TextField) -> None:
        if not name.data and not username.data:
            return
        if not username.data:
            raise ValidationError(_("Enter a user name"))
        if not name.data:
            raise ValidationError(_("Enter the person's name above, or leave this empty too."))
        _check_username(username, None)

    def validate_admin_username(self, field: TextField) -> None:
        """A name needs a user name, and the other way round."""
        self._validate_pair(self.admin_name, field)

    def validate_lead_username(self, field: TextField) -> None:
        """The same, and not the same one twice."""
        self._validate_pair(self.lead_name, field)
        if field.data and (field.data or "").strip().lower() == (self.admin_username.data or "").strip().lower():
            raise ValidationError(_("Two people cannot have the same user name."))


class CopiesForm(BaseForm):
    """What is where, and that copies lie elsewhere."""

    has_copies = TickField(lazy("The keys are copied, and the copy lies in another place than the data"))
    has_trust = TickField(lazy("Each tablet trusts this server"))


class UserForm(BaseForm):
    """One member of staff, for administrators."""

    user: User | None = None

    name = NameField(lazy("Name"), [RequiredAnswer(lazy("Enter the person's name"))])
    username = TextField(lazy("User name"), [RequiredAnswer(lazy("Enter a user name"))], limit=60)
    credentials = TextField(lazy("Credentials"), hint=lazy("For example, PT, DPT"), limit=60)
    roles = ManyOf(
        lazy("What this person does here"),
        [RequiredAnswer(lazy("Choose at least one role"))],
        options=[
            (Role.FRONT_DESK.value, lazy("Front desk: registers people, starts intakes, prints signed handouts")),
            (Role.CLINICIAN.value, lazy("Clinician: sees answers, records findings, signs plans")),
            (Role.ADMIN.value, lazy("Administrator: staff, practice details, the log")),
        ],
    )
    is_lead = TickField(lazy("Lead clinician: approves entries of the clinical library"))

    def validate_username(self, field: TextField) -> None:
        """One account per name."""
        _check_username(field, self.user)

    def validate_is_lead(self, field: TickField) -> None:
        """Only who treats patients can lead the clinicians: a tick that cannot be kept is said, never dropped."""
        if field.data and Role.CLINICIAN not in (self.roles.data or []):
            raise ValidationError(_("Tick Clinician too: only a clinician approves the library. Or leave this empty."))

    def validate_roles(self, field: ManyOf) -> None:
        """The last administrator cannot stop being one."""
        if self.user is None or Role.ADMIN in (field.data or []) or Role.ADMIN not in self.user.roles:
            return
        others = [
            u for u in User.everyone() if Role.ADMIN in u.roles and u.id != self.user.id and u.disabled_at is None
        ]
        if not others:
            raise ValidationError(_("Keep the administrator role: nobody else here has it."))
