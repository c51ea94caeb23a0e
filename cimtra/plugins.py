"""Where cimtra's subjects, and other apps, add to pages that they share: the registries."""

from people.plugins import Registry

# callable(request, area: cimtra.area.OwnArea) -> {"template": str, "context": dict} | None: a section of /mi-area/,
# rendered with its own context flattened into the page's. None: nothing to say there.
area_sections = Registry()
# callable(request) -> [(label, address)]: the pages below /mi-area/, in the menu that each of them carries.
area_pages = Registry()

__all__ = ["area_pages", "area_sections"]
