"""What a name that nothing bears was meant to be: a typing slip, an abbreviation, pinyin.

    meant("市科枝局", names)     # ('市科技局',)
    meant("skjj", names)         # ('市科技局',), by the first letters of its pinyin

Two names that may be meant are both given, for the person to choose. 市旅游局 is no slip for 市林业局: an office that
the registry knows is meant as it stands, or for the one of its level and charge, and so is one whose words are words.
"""

from collections import defaultdict
from typing import Final
from weakref import WeakKeyDictionary

from rapidfuzz.distance import Levenshtein

from extract.resolution import registered
from extract.segment import words as words_of
from graph.asking.names import Names, folded
from graph.asking.sounds import sound
from graph.asking.topics import significant
from graph.names import abbreviates
from ontology import agencies as registry

_SHORTEST: Final = 3
# How many letters of pinyin two names that sound alike differ by: mingzheng, minzheng.
_LIKE_SOUND: Final = 2


def meant(typed: str, names: Names) -> tuple[str, ...]:
    """The forms of agencies and zones that `typed` (folded) can be meant for; none where nothing is near."""
    if typed.isascii():
        return _sounding(typed, names)
    if same := _of_level(typed, _same_charge(typed, names)):
        return same
    if len(typed) < _SHORTEST or registered(typed) or registry.offices(typed) or registry.offices(typed[1:]):
        return ()
    forms = [form for form, meaning in names.forms.items() if meaning.agencies or meaning.zones]
    return _of_level(typed, _slips(typed, forms) or _abbreviated(typed, names))


def _of_level(typed: str, forms: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the level that is typed: 省民政厅 is not meant for 市民政局."""
    return tuple(form for form in forms if not {typed[0], form[0]} <= {*_LEVELS} or typed[0] == form[0])


def _sounding(typed: str, names: Names) -> tuple[str, ...]:
    """What has this pinyin, word by word where it is of several: shanghai beidou."""
    sounds = _bysound(names)
    if whole := sounds.get(typed.replace(" ", "")):
        return tuple(whole)
    words = [sounds.get(word, []) for word in typed.split()]
    return ("".join(forms[0] for forms in words),) if all(len(forms) == 1 for forms in words) else ()


def _same_charge(typed: str, names: Names) -> tuple[str, ...]:
    """The office of the same level and charge that the documents call otherwise: 市卫健委 for 市卫健局."""
    level = _LEVELS.get(typed[:1])
    charges = {registry.types()[office.type].lower() for office in registry.offices(typed[1:]) if office.until is None}
    agencies = {iri for charge in charges for iri in names.types.get(f"{level} {charge}", ())}
    written = {min((it.name, *it.aliases), key=len) for it in (names.agencies[iri] for iri in agencies)}
    forms = sorted(folded(name) for name in written)
    # One form that all of them bear is enough.
    every = [form for form in forms if agencies <= {*names.forms[form].agencies}]
    return tuple(every[:1] or forms)


_LEVELS: Final = {"省": "provincial", "市": "municipal", "县": "county", "区": "county"}


def _slips(typed: str, forms: list[str]) -> tuple[str, ...]:
    near = [
        form
        for form in forms
        if len(form) >= _SHORTEST
        and abs(len(form) - len(typed)) <= 1
        and Levenshtein.distance(typed, form, score_cutoff=1) == 1
    ]
    # 市航天局 is a name of its own; 市科枝局 is none, for 科枝 is no word.
    sounds = {form: Levenshtein.distance(sound(form), sound(typed)) for form in near}
    nearest = min(sounds.values(), default=0)
    like = [form for form in near if sounds[form] == nearest and nearest <= _LIKE_SOUND]
    return tuple(like if nearest == 0 else [form for form in like or near if _is_slip(typed, form)])


def _is_slip(typed: str, form: str) -> bool:
    """Whether what differs is no word by itself."""
    wrong = {min(edit.dest_start, len(typed) - 1) for edit in Levenshtein.opcodes(form, typed) if edit.tag != "equal"}
    return not any(len(word.text) > 1 and wrong & {*range(word.start, word.end)} for word in words_of(typed))


def _abbreviated(typed: str, names: Names) -> tuple[str, ...]:
    """Names whose characters, in their order, `typed` has a part of: 工信局 for 工业和信息化局."""
    found = [
        form
        for form, meaning in names.forms.items()
        if (meaning.agencies or meaning.zones) and typed[-1] == form[-1] and abbreviates(typed, form)
    ]
    shortest = min(map(len, found), default=0)
    return tuple(form for form in found if len(form) == shortest)


_sounds: WeakKeyDictionary[Names, dict[str, list[str]]] = WeakKeyDictionary()


def _bysound(names: Names) -> dict[str, list[str]]:
    """The forms of agencies by their pinyin, whole or its first letters, and places and words of titles by theirs."""
    if names not in _sounds:
        from pypinyin import Style, lazy_pinyin

        found: dict[str, list[str]] = defaultdict(list)
        for form, meaning in names.forms.items():
            if form.isascii():
                continue
            if meaning.agencies:
                found["".join(lazy_pinyin(form, style=Style.FIRST_LETTER))].append(form)
            if meaning.agencies or meaning.places or meaning.zones:
                found[sound(form)].append(form)
        for document in names.documents.values():
            for word in significant(folded(document.title)):
                if len(word) > 1 and not word.isascii() and word not in found[sound(word)]:
                    found[sound(word)].append(word)
        _sounds[names] = dict(found)
    return _sounds[names]
