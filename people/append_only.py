"""Rows that are written once: what happened is never rewritten, a correction is a new row."""

from django.db import models


class WrittenOnce(RuntimeError):
    """Somebody tried to change or delete a row of an append-only table."""


class AppendOnlyQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise WrittenOnce(f"{self.model.__name__} rows are never changed.")

    def delete(self):
        raise WrittenOnce(f"{self.model.__name__} rows are never deleted.")

    def bulk_update(self, objs, fields, batch_size=None):
        raise WrittenOnce(f"{self.model.__name__} rows are never changed.")


class AppendOnlyModel(models.Model):
    """A model whose rows can be added and read, nothing else."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise WrittenOnce(f"{type(self).__name__} {self.pk} is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise WrittenOnce(f"{type(self).__name__} {self.pk} is never deleted.")
