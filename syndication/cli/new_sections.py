"""Sections for labels that no section means yet: ``syndication import --new-sections``.

    labels with counts | those that mean nothing | one section a folded label | blocks | sections.toml, replaced whole

Only text is put behind the file's last line, so what the operator wrote, comments included, stays byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from syndication.cli.appending import append
from syndication.model import Section
from syndication.text.clean import one_line
from syndication.text.fold import fold
from syndication.text.keys import hash_suffix, name_key

if TYPE_CHECKING:
    from syndication.config import Config

FILE = "sections.toml"


def append_sections(folder: Path, config: Config, counts: Mapping[str, int]) -> tuple[Section, ...]:
    """Append a ``[[section]]`` to ``folder``/sections.toml for every label of ``counts`` that ``config`` does not know.

    ``counts`` maps labels as articles write them to numbers of articles. Returns the new sections, the most frequent
    first; the file is replaced atomically, and only if there are any. Raises ConfigError if it can't be.
    """
    new = dict(new_sections(config, counts))
    if not new:
        return ()
    hint = "Write every section as a [[section]] of its own, then import again with --new-sections"
    append(folder, FILE, "".join(_blocks(new, config.site.language)), hint)
    return tuple(section for section, _ in new.values())


def new_sections(config: Config, counts: Mapping[str, int]) -> Iterator[tuple[str, tuple[Section, int]]]:
    """Slug, section and number of articles for every unknown label; spellings that fold to one make one section."""
    found: dict[str, tuple[str, int]] = {}  # folded label: its most frequent spelling, articles
    for label, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        title = one_line(label)
        key = fold(title)
        if key.strip() and key not in config.slug_by_key:
            first, so_far = found.get(key, (title, 0))
            found[key] = (first, so_far + count)
    slugs = {section.slug for section in config.sections}
    claimed = set(config.slug_by_key) | set(found)
    for key, (title, count) in found.items():
        slug = name_key(title)
        # A slug means its section as labels do, so it may not be what another section or label says.
        if not slug or slug in slugs or fold(slug) in claimed - {key}:
            slug = f"{slug or 'section'}-{hash_suffix(title)}"
        slugs.add(slug)
        claimed.add(fold(slug))
        yield slug, (Section(slug=slug, titles={config.site.language: title}), count)


def _blocks(new: Mapping[str, tuple[Section, int]], language: str) -> Iterator[str]:
    """The text to append."""
    for slug, (section, count) in new.items():
        # A JSON string without control characters is a TOML basic string; `one_line` has taken those out.
        title = json.dumps(section.titles[language], ensure_ascii=False)
        yield (
            f"\n# Added by import --new-sections: {count} article{'' if count == 1 else 's'}.\n"
            f'[[section]]\nslug = "{slug}"\ntitles = {{ {language} = {title} }}\n'
        )
