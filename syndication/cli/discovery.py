"""``syndication discovery``: how the publisher's own pages name the feeds."""

from __future__ import annotations

from typing import Annotated

import typer

from syndication.cli.options import DEFAULT_FOLDER, ConfigFolder, settings


def discovery(
    wordpress: Annotated[
        bool, typer.Option("--wordpress", help="A WordPress plugin that writes them, and leaves WordPress's own out.")
    ] = False,
    folder: ConfigFolder = DEFAULT_FOLDER,
) -> None:
    """Print the lines by which readers find the feeds on your pages.

    They go into the <head>: those of the first group on every page, the others on the section's page and its articles.
    With --wordpress a plugin in PHP: save it as wp-content/plugins/syndication-feeds.php and activate it, or paste it
    without its first line into the theme's functions.php.

    Example: syndication discovery --wordpress > syndication-feeds.php
    """
    from syndication.flows import discovery as found

    config = settings(folder)
    typer.echo(found.plugin(config) if wordpress else found.links(config), nl=False)
