"""«Mi área»: what heads and liaisons see and do for their own departments. Each subject adds its pages and section."""

from .own import OwnArea, for_own_area, trail

__all__ = ["OwnArea", "for_own_area", "trail"]
