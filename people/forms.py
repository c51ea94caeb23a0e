"""Forms of the accounts."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import ResetPasswordForm as AllauthResetPasswordForm
from allauth.core import context
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .access import guessing, sessions
from .access.words import words_for_wait


class SharedComputerField(forms.BooleanField):
    """On until somebody says otherwise: a session that stays open on an office PC is the worse mistake."""

    def __init__(self, **kwargs):
        kwargs = {
            "label": _("I am on a shared computer"),
            "help_text": _("Your session ends when you close the browser or leave it alone for half an hour."),
            "required": False,
            "initial": True,
            **kwargs,
        }
        super().__init__(**kwargs)


class LoginForm(AllauthLoginForm):
    """The sign-in form in the words that officials use; no placeholders, so that the label never disappears."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        self.fields["shared"] = SharedComputerField()
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("Employee number or e-mail")
        password.label = _("Password")
        password.help_text = ""
        for field in (login, password):
            field.widget.attrs.pop("placeholder", None)
        login.widget.attrs.update(autocomplete="username", autocapitalize="none", spellcheck="false")
        password.widget.attrs.update(autocomplete="current-password")

    def login(self, request, redirect_url=None):
        response = super().login(request, redirect_url=redirect_url)
        if request.user.is_authenticated:
            sessions.begin(request, is_shared=self.is_shared)
        return response

    @property
    def is_shared(self):
        """A form without the box, such as an old page that was kept open, counts as shared."""
        return self.cleaned_data["shared"] or "shared-asked" not in self.data


class ChangePasswordForm(AllauthChangePasswordForm):
    """Asks for the present password at the pace of signing in: an open session must not become the whole account."""

    def clean_oldpassword(self):
        try:
            attempt = guessing.begin_try(
                context.request, act="change", name=self.user.get_username(), account_id=self.user.pk
            )
        except guessing.Wait as wait:
            raise ValidationError(words_for_wait(wait.seconds), code="too_many_login_attempts") from wait
        try:
            typed = super().clean_oldpassword()
        except ValidationError:
            attempt.failed()
            raise
        attempt.succeeded()
        return typed


class ResetPasswordForm(AllauthResetPasswordForm):
    """Takes any address in the same time and with the same answer: a worker looks whose it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].widget.attrs.pop("placeholder", None)

    def clean_email(self):
        return get_adapter().clean_email(self.cleaned_data["email"].lower())

    def save(self, request, **kwargs):
        from .tasks import send_recovery

        send_recovery.enqueue(self.cleaned_data["email"])
        return self.cleaned_data["email"]


class ActivationForm(forms.Form):
    """First half of the activation: who, and the code of the letter."""

    number = forms.CharField(
        label=_("Employee number"),
        max_length=20,
        help_text=_("It stands on your letter, below your name."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("Code of your letter"),
        max_length=40,
        help_text=_("The ten letters and digits of the box. Capital letters and hyphens make no difference."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_number(self):
        return self.cleaned_data["number"].strip()


class ChosenPasswordForm(forms.Form):
    """Second half: the password that only its owner knows, twice, checked against the site's rules."""

    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("At least eight characters. A phrase that only you know is easier to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    shared = SharedComputerField()

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password1(self):
        return get_adapter().clean_password(self.cleaned_data["password1"], user=self.user)

    def clean(self):
        cleaned = super().clean()
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords are not the same. Write them again."))
        return cleaned

    @property
    def is_shared(self):
        return self.cleaned_data["shared"] or "shared-asked" not in self.data
