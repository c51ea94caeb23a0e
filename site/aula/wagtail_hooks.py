"""Branding of the admin."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from .backups import panel as backup_panel


@hooks.register("insert_global_admin_css")
def admin_css():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("construct_homepage_summary_items")
def no_site_summary(request, summary_items):
    """The counts of pages, images and documents tell a consultant or RH nothing that they must do."""
    summary_items.clear()


@hooks.register("construct_main_menu")
def no_help_in_english(request, menu_items):
    """Wagtail's help menu leads to release notes and guides in English on another host."""
    menu_items[:] = [item for item in menu_items if item.name != "help"]


@hooks.register("construct_homepage_panels")
def last_backup(request, panels):
    if request.user.has_perm(backup_panel.SEE):
        panels.append(backup_panel.BackupPanel())
