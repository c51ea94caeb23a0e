"""The site on a slow disk: each statement takes a while, so that a kill lands in the middle of something."""

import time

from django.db.backends.signals import connection_created
from django.urls import get_resolver

from aula.wsgi import application

__all__ = ["application"]
PAUSE = 0.004
# Loaded before the workers are forked: each new one would take seconds for it.
get_resolver().url_patterns  # noqa: B018


def slowly(execute, sql, params, many, context):
    time.sleep(PAUSE)
    return execute(sql, params, many, context)


@connection_created.connect
def slow_down(connection, **_kwargs):
    if slowly not in connection.execute_wrappers:
        connection.execute_wrappers.append(slowly)
