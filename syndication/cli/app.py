"""All commands under one name, and what a fault looks like to the one who typed the command.

Exit codes: 0 done; 1 something was wrong with the input; 2 the command line or the settings; 3 nothing is stored under
that id; 4 the database; 70 a bug of ours (EX_SOFTWARE of sysexits.h); 130 Ctrl-C. errors.py holds 1 to 4.
"""

from __future__ import annotations

import errno
import io
import os
import sys
import traceback
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from syndication.cli import (
    articles,
    build,
    config,
    demo,
    discovery,
    explain,
    export,
    fetch,
    importing,
    init,
    parse,
    serve,
    sources,
    work,
)
from syndication.errors import SyndicationError

BUG = 70
INTERRUPTED = 130
#: What the system says of output that goes nowhere: nobody reads, the disk is full or broken, a limit is reached.
UNWRITTEN = frozenset({errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


class Group(TyperGroup):
    """A command that holds others and loads nothing slow to find them.

    typer converts the value of every option that stands before the word of a command, and loads pydantic for it; only
    a flag that is True or False already is left alone. Its own --help is None where it is not given.
    """

    def get_help_option(self, ctx: Any) -> Any:
        """``--help`` with the default False."""
        if option := super().get_help_option(ctx):
            option.default = False
        return option

    def invoke(self, ctx: Any) -> Any:
        """The command of the line; what pydantic finds wrong with an option's value is told in our words."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            if (errors := getattr(error.__cause__, "errors", None)) is not None:
                from syndication.config_faults import finding  # pydantic is loaded by now

                error.message = finding(errors()[0])
            raise


app = typer.Typer(
    name="syndication",
    cls=Group,
    help="Make RSS, Atom and JSON feeds, with links to related articles, from the articles of a newsroom.\n\n"
    "Begin with `syndication init`, then `syndication import FILE`, then `syndication serve`.",
    epilog="Each command explains itself: syndication import --help",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help: rich would be loaded for it, and draws boxes that break right-to-left text
    context_settings={"help_option_names": ["-h", "--help"]},
)
# The order is that of --help: as a newcomer needs them.
app.command("init")(init.init)
app.command("import")(importing.import_articles)
app.command("fetch")(fetch.fetch)
app.add_typer(sources.app, name="sources", cls=Group)
app.command("build")(build.build)
app.command("serve")(serve.serve)
app.command("work")(work.work)
app.command("demo")(demo.demo)
app.add_typer(articles.app, name="articles", cls=Group)
app.command("explain")(explain.explain)
app.command("export")(export.export)
app.add_typer(config.app, name="config", cls=Group)
app.command("discovery")(discovery.discovery)
app.command("parse")(parse.parse)


def _version(asked: bool) -> None:
    """Print the version and end."""
    if asked:
        typer.echo(f"syndication {version('syndication')}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Hold the options that stand before the command."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command of ``argv`` (sys.argv if None) and return its exit code. Only faults of ours show a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Arabic and JSON go out whatever the locale says; a stray byte of a path is shown as such.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        try:
            return _run(argv)
        finally:
            sys.stdout.flush()  # not left to the end of Python, which would say it in its own words
    except SyndicationError as error:
        typer.echo(f"syndication: {error}", err=True)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        if error.errno not in UNWRITTEN:
            return _bug()
        # Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno != errno.EPIPE:  # `syndication articles list | head`: nobody reads on, nothing is to be said
            typer.echo(f"syndication: the output can't be written: {error.strerror}", err=True)
        return SyndicationError.exit_code
    except Exception:
        return _bug()


def _bug() -> int:
    """Show the fault that is being handled, which nobody foresaw."""
    traceback.print_exc()
    typer.echo("\nsyndication: this is a bug, not a mistake of yours. Please report it with the lines above.", err=True)
    return BUG


def _run(argv: Sequence[str] | None) -> int:
    """Typer's own run: usage errors are told and end with 2, Ctrl-C with 130."""
    try:
        app(argv, prog_name="syndication")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0
