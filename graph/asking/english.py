"""English words of a question for which documents have Chinese ones: places, national bodies, statistical terms.

    in_chinese("what does jiangxi's finance department lead?", names)   # what does 江西's finance department lead?

A place is known by its pinyin or its English name, a body by its name or initials; only what the graph has is put so.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final
from weakref import WeakKeyDictionary

from graph.asking.cues import bodies, cues, function_words, glossary, outside, place_names, synonyms, zone_forms
from graph.asking.names import Names
from graph.asking.sounds import sound

_WORD: Final = re.compile(r"[a-z]{2,}")
_LONGEST_PLACE: Final = 3


def in_chinese(text: str, names: Names) -> str:
    """The question (folded) with the documents' words for such English ones."""
    for typed, written in synonyms().items():
        if typed in text and typed not in names.parts and written in names.parts:
            text = text.replace(typed, written)
    for english, chinese in (*bodies().items(), *place_names().items()):
        known = names.forms.get(chinese)
        if english in text and known and (known.agencies or known.places or known.zones):
            text = re.sub(rf"(?<![a-z]){re.escape(english)}(?![a-z])", chinese, text)
    # The glossary is large, and a question in Chinese needs none.
    text = _zones(text, names) if _WORD.search(text) else text
    unknown = [word for word in dict.fromkeys(_WORD.findall(text)) if not _asks(word) and word not in names.words]
    if unknown:
        places = _places(names)
        for word in unknown:
            if word in places:
                text = re.sub(rf"(?<![a-z]){word}(?![a-z])", places[word], text)
    return text


def _zones(text: str, names: Names) -> str:
    """With the zones of places in Chinese: hefei high-tech zone, 合肥高新区, whether there is one or not."""
    for english, kinds in _zone_kinds().items():
        if english not in text:
            continue
        for found in re.finditer(rf"(?:(?<![a-z])([a-z]+)|([\u4e00-\u9fff]{{2,4}}))(?:'s)? ?{english}(?![a-z])", text):
            place = _places(names).get(found[1] or "", "") or (found[2] if _is_place(found[2] or "", names) else "")
            if place:
                known = (place + kind for kind in kinds if place + kind in names.forms)
                text = text.replace(found[0], next(known, place + kinds[0]))
    return text


def _is_place(form: str, names: Names) -> bool:
    known = names.forms.get(form)
    return known is not None and bool(known.places or known.zones)


@cache
def _zone_kinds() -> dict[str, tuple[str, ...]]:
    """The kinds of zones by their English names, the longest first."""
    kinds = {*zone_forms(), *zone_forms().values()}
    found = {it.english: it.chinese for it in glossary() if " " in it.english and not kinds.isdisjoint(it.chinese)}
    return dict(sorted(found.items(), key=lambda it: -len(it[0])))


def _asks(word: str) -> bool:
    return word in cues() or word in function_words() or word in outside()


_known: WeakKeyDictionary[Names, dict[str, str]] = WeakKeyDictionary()


def _places(names: Names) -> dict[str, str]:
    """The shortest form of each place by its pinyin; none where two sound alike."""
    if names not in _known:
        found: dict[str, set[str]] = {}
        for form in _place_forms(names):
            found.setdefault(sound(form), set()).add(form)
        _known[names] = {spelt: min(forms) for spelt, forms in found.items() if len(forms) == 1}
    return _known[names]


def _place_forms(names: Names) -> Iterator[str]:
    for form, meaning in names.forms.items():
        # Of another place than those of the documents only the name is known: 芜湖.
        place = meaning.places or (meaning.zones and len(form) <= _LONGEST_PLACE)
        if place and len(form) > 1 and not form.isascii() and form[-1] not in "省市县区州":
            yield form
