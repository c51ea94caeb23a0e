"""Which constancias and completions are meant: by dirección and by requirement, as lists, ZIPs and «missing» ask."""

from __future__ import annotations

import json

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from people.api import Department, departments_with_branches

from .models import Certificate


def names_below(department: Department) -> QuerySet:
    """The names of `department` and its branches; what was certified keeps the name of its day."""
    return departments_with_branches(Department.objects.filter(pk=department.pk)).values("name")


def of_department(department: Department) -> Q:
    """Certificates of people who worked there, with its branches, when they earned them."""
    names = list(names_below(department).values_list("name", flat=True))
    return Q(completion__department_name__in=names) | Q(completion=None, particulars__department__in=names)


def for_requirement(certificates: QuerySet[Certificate], code: str) -> QuerySet[Certificate]:
    """Those that satisfied the requirement with this code on their day; asked of the frozen lines' own text."""
    # SQLite keeps JSON as it was written, with escapes; PostgreSQL writes it anew, without.
    written = Q(lines_text__contains=f'"code": {json.dumps(code)}')
    plain = Q(lines_text__contains=f'"code": {json.dumps(code, ensure_ascii=False)}')
    return certificates.alias(lines_text=Cast("requirements", TextField())).filter(written | plain)
