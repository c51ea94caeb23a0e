"""News from certificates. All are sent inside the transaction that makes them true."""

from django.dispatch import Signal

# certificate=Certificate
certificate_issued = Signal()
certificate_revoked = Signal()
# certificate=the new Certificate, replaced=the old one
certificate_replaced = Signal()
# certificate=Certificate, already without the name
name_withheld = Signal()
# objection=RevocationAppeal
objection_filed = Signal()
objection_answered = Signal()
