"""Forms of the accounts."""

from allauth.account.forms import LoginForm as AllauthLoginForm
from django.utils.translation import gettext_lazy as _


class LoginForm(AllauthLoginForm):
    """The sign-in form in the words that officials use; no placeholders, so that the label never disappears."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        login, password = self.fields["login"], self.fields["password"]
        login.label = _("Employee number or e-mail")
        password.label = _("Password")
        password.help_text = ""
        for field in (login, password):
            field.widget.attrs.pop("placeholder", None)
        login.widget.attrs.update(autocomplete="username", autocapitalize="none", spellcheck="false")
        password.widget.attrs.update(autocomplete="current-password")
