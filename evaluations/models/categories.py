"""Where questions are filed: a tree of categories."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionCategory(models.Model):
    """Where a question is filed. A quiz that draws from a category draws from those inside it too."""

    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("inside of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )

    class Meta:
        verbose_name = _("question category")
        verbose_name_plural = _("question categories")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="evaluations_category_name_once",
                violation_error_message=_("There is already a category with this name here."),
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(parent=None),
                name="evaluations_top_category_name_once",
                violation_error_message=_("There is already a category with this name here."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self):
        if self.pk and self.parent_id in self.ids_inside():
            raise ValidationError({"parent": _("A category cannot be inside itself.")})

    def ids_inside(self) -> set[int]:
        """This category's id and those of all categories inside it; one query."""
        children: dict[int | None, list[int]] = {}
        for pk, parent_id in QuestionCategory.objects.values_list("pk", "parent_id"):
            children.setdefault(parent_id, []).append(pk)
        found, waiting = set(), [self.pk]
        while waiting:
            pk = waiting.pop()
            if pk not in found:
                found.add(pk)
                waiting += children.get(pk, [])
        return found
