from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndication.intake.php_values import whole_numbers

NAMES = ("width", "height")
IMAGE = (
    'a:5:{s:5:"width";i:1200;s:6:"height";i:800;s:4:"file";s:12:"2024/05/7.jp";s:5:"sizes";a:1:{s:5:"thumb";'
    'a:2:{s:5:"width";i:150;s:6:"height";i:150;}}s:10:"image_meta";a:1:{s:6:"credit";s:8:"نور ";}}'
)


@pytest.mark.parametrize(
    ("serialised", "found"),
    [
        (IMAGE, {"width": 1200, "height": 800}),
        ('a:2:{s:5:"width";s:4:"1200";s:6:"height";d:800;}', {"width": 1200, "height": 800}),
        # Thumbnails' sizes come first and are none of the picture's.
        ('a:2:{s:5:"sizes";a:1:{i:0;a:1:{s:5:"width";i:1;}}s:5:"width";i:9;}', {"width": 9}),
        # A string's length is in bytes; what looks like an entry in it is none.
        ('a:2:{s:4:"file";s:21:"é;s:5:"width";i:77;x";s:5:"width";i:9;}', {"width": 9}),
        ('a:1:{i:0;s:5:"width";}', {}),
        ('a:2:{s:4:"null";N;s:5:"width";i:9;}', {"width": 9}),
        ('s:5:"width";i:9;', {}),
        ('a:1:{s:5:"width";i:-9;}', {}),
        ('a:1:{s:5:"width";i:99999999999;}', {}),
        ('a:1:{s:5:"width";O:8:"stdClass":0:{}}', {}),
        ('a:1:{s:500:"width";i:9;}', {}),
        ("", {}),
        ("x" * 2_000_000, {}),
    ],
    ids=range(13),
)
def test_only_whole_numbers_of_the_outermost_array_are_read(serialised: str, found: dict[str, int]) -> None:
    assert whole_numbers(serialised, NAMES) == found


@settings(max_examples=200)
@given(st.text(alphabet='aisdN:;{}"0123456789wx', max_size=60), st.integers(0, len(IMAGE)))
def test_nothing_raises(noise: str, at: int) -> None:
    whole_numbers(noise, NAMES)
    whole_numbers(IMAGE[:at] + noise + IMAGE[at:], NAMES)
