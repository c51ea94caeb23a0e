"""Every address of the site, asked of the resolver: nothing can be forgotten that the site answers to."""

import re
from dataclasses import dataclass

from django.urls import get_resolver
from django.urls.resolvers import URLPattern

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
#: Routes written as regular expressions, and one address that each of them answers to.
EXAMPLES = {
    "account_reset_password_from_key": "cuenta/contrasena/restablecer/clave/1-clave/",
    "wagtailadmin_pages:revisions_compare": "admin/pages/{page_id}/revisions/compare/earliest...latest/",
    "wagtaildocs_serve": "documentos/{document_id}/{document_name}",
    "wagtail_serve": "{page_path}",
    "cimtra_rounds:table": "admin/cimtra/evaluaciones/{cimtra_rounds/pk}/aspectos.csv",
    "admin/^.*/$": "admin/no-existe/",
}


@dataclass(frozen=True)
class Address:
    #: The name with its namespaces; the route where there is none, both where a name has several routes.
    name: str
    route: str

    @property
    def is_of_the_admin(self):
        return self.route.startswith("admin/")

    @property
    def screen(self):
        return self.name.partition(":")[0]

    def path(self, values):
        """The address with its parameters filled in; `values` maps «screen/parameter» or «parameter» to a value."""
        route = EXAMPLES.get(self.name)
        if route:
            return "/" + route.format_map(values)
        route = self.route.replace("^", "").removesuffix("$")
        assert not set("()|") & set(route), f"write an example of {self.name}: {self.route}"

        def value(match):
            for key in (f"{self.name}/{match[1]}", f"{self.screen}/{match[1]}", match[1]):
                if key in values:
                    return str(values[key])
            raise AssertionError(f"no value for {match[1]} of {self.name}")

        return "/" + PARAMETER.sub(value, route)


def every_address():
    found, routes = [], list(_routes(get_resolver()))
    names = [name for name, _route in routes]
    for name, route in routes:
        key = (name if names.count(name) == 1 else f"{name} {route}") if name else route
        found.append(Address(key, route))
    return found


def _routes(resolver, prefix="", namespaces=()):
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield ":".join([*namespaces, pattern.name]) if pattern.name else "", route
        else:
            yield from _routes(pattern, route, [*namespaces, *filter(None, [pattern.namespace])])
