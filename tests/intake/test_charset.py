"""Which encoding a document is in, whatever it says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.intake.charset import decode

ARABIC = "أعلنت وزارة النقل اليوم افتتاح الطريق الجديد بين المدينتين بعد أعمال استمرت عامين، وقال المدير إن العمل تم"
SORANI = "وەزارەتی گواستنەوە ئەمڕۆ ڕێگای نوێی کردەوە، بەڕێوەبەر وتی کارەکان دوو ساڵیان خایاند و خەڵکی شار دڵخۆشن"
KURMANJI = "Wezareta veguhastinê îro rêya nû ya di navbera du bajaran de vekir, şêniyên herdu bajaran kêfxweş bûn"
FRENCH = "Le ministère a annoncé l’ouverture de la route après deux années de travaux, très attendue par l’été"
RUSSIAN = "Министерство объявило об открытии новой дороги между двумя городами после двух лет работ"
TURKISH = "Bakanlık iki şehir arasındaki yeni yolun açıldığını duyurdu, çalışmalar iki yıl sürdü ve güzel oldu"
GREEK = "Το υπουργείο ανακοίνωσε το άνοιγμα του νέου δρόμου ανάμεσα στις δύο πόλεις μετά από δύο χρόνια"
CHINESE = "交通部今天宣布两座城市之间的新公路在两年施工之后正式开通，市民们表示高兴"


def document(text: str, encoding: str, declared: str | None = None) -> bytes:
    """A feed in ``encoding`` (what that lacks as references), which says that it is in ``declared``."""
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    items = "".join(f"<item><title>{text}</title><link>https://n.example/{n}</link></item>" for n in range(10))
    xml = f'{declaration}<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
    return xml.encode(encoding, "xmlcharrefreplace")


@pytest.mark.parametrize(
    ("body", "content_type", "encoding"),
    [
        (document(ARABIC, "utf-8"), "", "utf-8"),
        (document(ARABIC, "utf-8-sig", "utf-8"), "", "utf-8"),
        (b"\n\n  " + document(ARABIC, "utf-8", "utf-8"), "", "utf-8"),
        (document(ARABIC, "utf-16", "utf-16"), "", "utf-16-le"),
        (document(ARABIC, "utf-16-le", "utf-16"), "", "utf-16-le"),
        (document(ARABIC, "utf-16-be"), "", "utf-16-be"),
        (document(ARABIC, "utf-16", "utf-8"), "text/xml; charset=utf-8", "utf-16-le"),
        (document(ARABIC, "utf-32"), "", "utf-32-le"),
        (document(ARABIC, "utf-32-be"), "", "utf-32-be"),
        (document(ARABIC, "cp1256", "windows-1256"), "", "cp1256"),
        (document(ARABIC, "cp1256"), "text/xml; charset=windows-1256", "cp1256"),
        (document(ARABIC, "cp1256"), "", "cp1256"),
        (document(ARABIC, "cp1256", "utf-8"), "text/xml; charset=utf-8", "cp1256"),
        (document(ARABIC, "cp1256", "iso-8859-1"), "", "cp1256"),
        (document(ARABIC, "cp1256", "windows-1252"), "text/xml; charset=ISO-8859-1", "cp1256"),
        (document(ARABIC, "cp1256", "windows-1251"), "", "cp1256"),
        (document(ARABIC, "cp1256", "iso-8859-6"), "", "cp1256"),
        (document(ARABIC, "cp1256", "gb2312"), "", "cp1256"),
        (document(ARABIC, "cp1256", "no-such-charset"), "", "cp1256"),
        (document(ARABIC, "iso-8859-6", "iso-8859-6"), "", "iso8859-6"),
        (document(ARABIC, "iso-8859-6"), "", "iso8859-6"),
        (document(ARABIC, "utf-8", "windows-1256"), "text/xml; charset=windows-1256", "utf-8"),
        (document(ARABIC, "utf-8", "iso-8859-1"), "text/xml; charset=ISO-8859-1", "utf-8"),
        (document(ARABIC, "utf-8", "utf-16"), "", "utf-8"),
        (document(ARABIC, "utf-8", "rot13"), "", "utf-8"),
        (document(SORANI, "cp1256", "windows-1256"), "", "cp1256"),
        (document(SORANI, "cp1256"), "", "cp1256"),
        (document(SORANI, "cp1256", "utf-8"), "text/xml; charset=utf-8", "cp1256"),
        (document(SORANI, "cp1256", "iso-8859-1"), "", "cp1256"),
        (document(SORANI, "utf-8", "windows-1256"), "", "utf-8"),
        (document(SORANI, "utf-16-le"), "", "utf-16-le"),
        (document(KURMANJI, "cp1254", "windows-1254"), "", "cp1254"),
        (document(KURMANJI, "cp1254", "iso-8859-9"), "", "cp1254"),
        (document(KURMANJI, "cp1254"), "", "cp1254"),
        (document(KURMANJI, "cp1254", "utf-8"), "text/xml; charset=ISO-8859-1", "cp1254"),
        (document(KURMANJI, "cp1254", "windows-1256"), "", "cp1254"),
        (document(KURMANJI, "utf-8", "iso-8859-9"), "", "utf-8"),
        (document(TURKISH, "cp1254", "iso-8859-9"), "", "cp1254"),
        (document(TURKISH, "cp1254", "iso-8859-1"), "", "cp1254"),
        (document(FRENCH, "cp1252", "iso-8859-1"), "", "cp1252"),
        (document(FRENCH, "cp1252"), "", "cp1252"),
        (document(FRENCH, "cp1252", "utf-8"), "", "cp1252"),
        (document(RUSSIAN, "cp1251", "windows-1251"), "", "cp1251"),
        (document(RUSSIAN, "cp1251"), "", "cp1251"),
        (document(RUSSIAN, "koi8-r", "koi8-r"), "", "koi8-r"),
        (document(GREEK, "cp1253"), "", "cp1253"),
        (document(CHINESE, "gb18030", "gb2312"), "", "gb18030"),
        (document(CHINESE, "big5", "utf-8"), "text/xml; charset=big5", "big5hkscs"),
        (document("x", "ascii"), "text/xml; charset=windows-1256", "utf-8"),
    ],
)
def test_the_bytes_are_believed_more_than_their_labels(body: bytes, content_type: str, encoding: str) -> None:
    assert decode(body, content_type).encoding == encoding


def test_a_few_words_are_enough_also_with_letters_as_references() -> None:
    for text in ("عاجل", "هەولێر", "ڕۆژنامە"):
        body = f"<rss><channel><title>{text}</title></channel></rss>".encode("cp1256", "xmlcharrefreplace")
        assert decode(body).encoding == "cp1256"


@pytest.mark.parametrize("text", [ARABIC, SORANI, KURMANJI, FRENCH])
def test_one_broken_byte_spoils_one_character(text: str) -> None:
    whole = document(text, "utf-8", "utf-8")
    place = len(whole) // 2
    while whole[place] < 0x80:
        place += 1
    found = decode(whole[:place] + b"\xff" + whole[place + 1 :])
    lost = sum(1 for before, after in zip(found.text, whole.decode(), strict=False) if before != after)
    assert (found.encoding, found.text.count("\ufffd") <= 3, lost < len(whole)) == ("utf-8", True, True)
    assert found.text.count(text) == 9
    assert "broken" in found.why


def test_an_item_pasted_in_another_encoding_spoils_no_other() -> None:
    items = (f"<item><title>{ARABIC}</title></item>".encode(), f"<item><title>{ARABIC[:70]}</title>".encode("cp1256"))
    assert ARABIC in decode(b"<rss><channel>" + b"".join(items)).text


def test_one_arabic_letter_in_an_english_feed_is_no_reason_to_doubt_utf8() -> None:
    assert decode("<rss><title>News م</title></rss>".encode(), "text/xml; charset=iso-8859-1").text[12:18] == "News م"


def test_utf8_that_was_encoded_twice_is_read_once() -> None:
    once = document(ARABIC, "utf-8", "utf-8")
    twice = once.decode("latin-1").encode()
    assert decode(twice).text == once.decode()
    as_windows = document("أعلنت وزارة النقل", "utf-8").decode("cp1252", "ignore")
    assert "وزار" in decode(as_windows.encode()).text


def test_a_text_about_broken_encodings_stays_as_it_is() -> None:
    text = "<rss>" + "Ã© und Ø§ stehen hier als Beispiele, wie Ù„ und Ã¼ auch. " * 3 + ARABIC + "</rss>"
    assert decode(text.encode()).text == text


def test_a_mark_of_utf8_before_another_encoding_is_no_proof() -> None:
    assert decode(b"\xef\xbb\xbf" + document(ARABIC, "cp1256")).encoding == "cp1256"


def test_a_mark_of_utf16_before_single_bytes_is_no_proof() -> None:
    assert decode(b"\xff\xfe" + document(ARABIC, "utf-8")).encoding == "utf-8"


@pytest.mark.parametrize("label", ["windows-1256", "WINDOWS-1256", "cp1256", '"windows-1256"', "x-unknown"])
def test_labels_are_taken_in_any_spelling(label: str) -> None:
    assert decode(document("عاجل", "cp1256"), f"text/xml; charset={label}").text.count("عاجل") == 10


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_bytes_give_a_text(body: bytes, content_type: str) -> None:
    assert isinstance(decode(body, content_type).text, str)


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_utf8_is_always_read_as_utf8(text: str) -> None:
    assert decode(f"<rss>{ARABIC}{text}</rss>".encode()).text == f"<rss>{ARABIC}{text}</rss>"
