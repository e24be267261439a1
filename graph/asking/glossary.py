"""Names put in English, answered for the Chinese ones of the documents: power battery recycling, 动力电池回收利用.

    in_documents_words("who leads power battery recycling", names)
    # ('who leads 动力电池回收利用', (('power battery recycling', '动力电池回收利用'),))

`words/glossary.tsv` says which Chinese words an English one stands for. A run of English words is a name where some
heading, indicator, title or zone in the store has a word for each of them, or else one task's own words have; the
longest run counts, so that of "beds for nursing care" no part is taken alone. General words, such as promote or
construction, may be missing in it, for no two translators choose the same.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, chain, islice
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from extract.segment import words as words_of
from graph.asking.cues import Term, glossary
from graph.asking.names import Names, holding
from graph.asking.pieces import ZONE_NOUNS
from graph.asking.repairs import meant
from graph.asking.sounds import sound
from graph.asking.tokens import Token, cut

if TYPE_CHECKING:
    import snowballstemmer

_WORD: Final = re.compile(r"[a-z0-9](?:[a-z0-9&.]*[a-z0-9])?")
# What may stand between the words of a name, what of it begins another, and what parts names.
_JOINTS: Final = frozenset(("of", "for", "the", "a", "an", "and", "to", "in", "on", "with", "by", "from", "or", "s"))
_PLACING: Final = frozenset(("in", "on"))
_PARTS: Final = re.compile(r"[^\s\w,/()'&-]|[^\x00-\x7f]")
_BREAK: Final = re.compile(r"[\n,;:。]")
_LONGEST: Final = 14
# How many ways to put a run of words into Chinese are looked at, and how many of its terms are looked for in the texts.
_WAYS: Final = 12
_MOST_IN_A_TEXT: Final = 6
_FEWEST_SIGNS: Final = 3
# How many of a name's words, and what share of them, must be found.
_FEWEST: Final = 3
_COVERED: Final = 0.75


@dataclass(frozen=True, slots=True)
class _Word:
    """An English word of a question at `start:end`; `asks` where it may belong to the question and not to a name."""

    text: str
    start: int
    end: int
    asks: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """A term of a name; `bound` where no name can lack it: a word that else asks, or one that is in no glossary."""

    term: Term
    bound: bool


@dataclass(frozen=True, slots=True)
class _Match:
    """A line of names that has words for so many of the terms, `written` one after the other as they stand in it."""

    written: str
    line: str
    missing: int
    general: int
    rank: int

    @property
    def order(self) -> tuple[int, int, int, int]:
        """The best match is least."""
        return self.missing, -self.general, self.rank, len(self.line)


def in_documents_words(text: str, names: Names) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The question (folded) with the documents' names for those in English, and which stands for which.

    The question as it is where a word of it is left that nothing accounts for: half a name is another name.
    """
    lines = _Lines(names)
    words = _words(text, names)
    for name in (lines.whole, lines.most, lines.in_a_text):
        said: list[tuple[str, str]] = []
        made, at, apart = "", 0, True
        for start, end, written in _joined(_found(text, words, name), text):
            apart = apart and (not said or _placed(text[at:start]))
            said.append((text[start:end], written))
            made, at = made + text[at:start] + written, end
        made += text[at:]
        tokens = cut(made, names)
        # A word by itself asks nothing: DROP ALL.
        asks = any(token.kind == "cue" and token.tag != "any-role" for token in tokens)
        alone = not asks and not any(" " in english for english, _ in said)
        if said and apart and not alone and not any(_unknown(token, names) for token in tokens):
            return made, tuple(said)
    return text, ()


def _joined(found: Iterable[tuple[int, int, str]], text: str) -> Iterator[tuple[int, int, str]]:
    """What is found, two runs being one that stand for the same: recycling and (reuse of) power batteries."""
    last: tuple[int, int, str] | None = None
    for start, end, written in found:
        if last and last[2] == written and not _PARTS.search(text, last[1], start):
            last = last[0], end, written
            continue
        if last:
            yield last
        last = start, end, written
    if last:
        yield last


def _placed(between: str) -> bool:
    """Whether what stands between two names says that they are two: elderly care in the industrial park."""
    return _apart(between) or not _PLACING.isdisjoint(_WORD.findall(between))


def _unknown(token: Token, names: Names) -> bool:
    return token.kind == "word" and token.text.isascii() and not meant(token.text, names)


def _found(text: str, words: Sequence[_Word], name: Callable[[Sequence[_Word]], str]) -> Iterator[tuple[int, int, str]]:
    """Where runs of words are a name, the longest first, and the name."""
    at = 0
    while at < len(words):
        last = at + 1
        while last < len(words) and last - at < _LONGEST and not _apart(text[words[last - 1].end : words[last].start]):
            last += 1
        for behind in range(last, at, -1):
            alone = behind == at + 1 and words[at].asks
            if not alone and (written := name(words[at:behind])):
                yield words[at].start, words[behind - 1].end, written
                at = behind
                break
        else:
            at += 1


def _words(text: str, names: Names) -> list[_Word]:
    """The English words that may be of names: not those that are a name already, nor of a phrase that asks."""
    return [
        _Word(it.group(), token.start + it.start(), token.start + it.end(), token.kind != "word")
        for token in cut(text, names)
        if token.kind in ("word", "figure")
        or (token.kind in _ASKING and (" " not in token.text or token.tag in ZONE_NOUNS))
        for it in _WORD.finditer(token.text)
        if it.group() not in _JOINTS
    ]


_ASKING: Final = ("cue", "outside", "function")


def _apart(between: str) -> bool:
    """Whether more than joints stands between two words."""
    return any(word not in _JOINTS for word in _WORD.findall(between)) or bool(_PARTS.search(between))


class _Lines:
    """The names of a store, in which Chinese words are looked up, each once for a question."""

    def __init__(self, names: Names) -> None:
        self._names = names
        # A heading that is a whole sentence is a name clause by clause.
        self._lines = _BREAK.split(names.parts)
        self._starts = [0, *accumulate(len(line) + 1 for line in self._lines)]
        self._known: dict[Term, frozenset[int]] = {}
        self._held: dict[str, frozenset[int]] = {}
        self._said: dict[str, frozenset[str]] = {}

    def whole(self, words: Sequence[_Word]) -> str:
        """The name that has a word for each of these, general ones aside; "" where none has."""
        return self._best(words, self._having)

    def most(self, words: Sequence[_Word]) -> str:
        """The name that has words for most of these; "" where none has."""
        return self._best(words, self._having_most)

    def in_a_text(self, words: Sequence[_Word]) -> str:
        """Words for these, general ones aside, that a clause of a task's own words has; "" where none has."""
        for parts in self._ways(words):
            needed = [part.term.chinese for part in parts if part.bound or not part.term.general]
            if not 0 < len(needed) <= _MOST_IN_A_TEXT or parts[0].bound or parts[-1].bound:
                continue
            units = [frozenset().union(*map(self._saying, chinese)) for chinese in needed]
            for unit in sorted(frozenset.intersection(*units)):
                for clause in _BREAK.split(self._names.own_words(unit)):
                    said = [next((word for word in chinese if word in clause), "") for chinese in needed]
                    if all(said) and len("".join(said)) >= _FEWEST_SIGNS:
                        return "".join(dict.fromkeys(said))
        return ""

    def _best(self, words: Sequence[_Word], having: Callable[[Sequence[_Part]], Iterable[int]]) -> str:
        found = [match for parts in self._ways(words) for match in self._matches(parts, having)]
        if not found:
            return ""
        best = min(found, key=lambda it: it.order)
        same = {it.line for it in found if it.written == best.written}
        return best.line if len(same) == 1 else best.written

    def _ways(self, words: Sequence[_Word]) -> list[tuple[_Part, ...]]:
        return list(islice(self._cuts(words), _WAYS))

    def _cuts(self, words: Sequence[_Word]) -> Iterator[tuple[_Part, ...]]:
        """The terms that the words can be cut into, the longest first."""
        if not words:
            yield ()
            return
        sizes = range(min(len(words), _longest()), 0, -1)
        parts = [(size, _Part(term, size == 1 and words[0].asks)) for size in sizes if (term := _term(words[:size]))]
        # What no glossary has may be the pinyin of what the names of zones begin with: lanxi, 岚溪.
        spelt = _zones_spelt(self._names).get(words[0].text, ())
        for size, part in parts or [(1, _Part(Term(words[0].text, spelt, general=False), bound=True))]:
            for rest in self._cuts(words[size:]):
                yield (part, *rest)

    def _matches(
        self, parts: tuple[_Part, ...], having: Callable[[Sequence[_Part]], Iterable[int]]
    ) -> Iterator[_Match]:
        needed = [part for part in parts if not part.term.general] or (list(parts) if len(parts) > 1 else [])
        for number in having(needed):
            line = self._lines[number]
            words = [next((word for word in part.term.chinese if _has(line, word)), "") for part in parts]
            there = [part for part, word in zip(parts, words, strict=True) if word]
            missing = [part for part in needed if part not in there]
            if missing and not _most(there, missing):
                continue
            if any(part.bound and part not in there for part in parts):
                continue
            rank = sum(part.term.chinese.index(word) for part, word in zip(parts, words, strict=True) if word)
            general = sum(part not in needed for part in there)
            yield _Match(_in_order(words, line), line, len(missing), general, rank)

    def _having(self, parts: Sequence[_Part]) -> frozenset[int]:
        found = sorted((self._of(part.term) for part in parts), key=len)
        return frozenset.intersection(*found) if found else frozenset()

    def _having_most(self, parts: Sequence[_Part]) -> Iterator[int]:
        counts = Counter(chain.from_iterable(self._of(part.term) for part in parts))
        most = max(counts.values(), default=0)
        return (number for number, count in counts.items() if count == most > 1)

    def _of(self, term: Term) -> frozenset[int]:
        """The lines that have a word for the term, or the words that one is put together of."""
        if term not in self._known:
            words = (frozenset.intersection(*map(self._holding, _pieces(word))) for word in term.chinese)
            self._known[term] = frozenset().union(*words)
        return self._known[term]

    def _holding(self, piece: str) -> frozenset[int]:
        if piece not in self._held:
            self._held[piece] = frozenset(holding(piece, self._names.parts, self._starts))
        return self._held[piece]

    def _saying(self, word: str) -> frozenset[str]:
        """The units whose own words have the word."""
        if word not in self._said:
            self._said[word] = frozenset(self._names.saying(word))
        return self._said[word]


_spelt: WeakKeyDictionary[Names, dict[str, tuple[str, ...]]] = WeakKeyDictionary()


def _zones_spelt(names: Names) -> dict[str, tuple[str, ...]]:
    """By their pinyin the first two and three signs of the names of zones."""
    if names not in _spelt:
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for zone in names.zones.values():
            for size in (2, 3):
                found[sound(zone[:size])][zone[:size]] = None
        _spelt[names] = {spelt: tuple(signs) for spelt, signs in found.items()}
    return _spelt[names]


def _most(there: Sequence[_Part], missing: Sequence[_Part]) -> bool:
    """Whether what is found is nearly all of a name: not the recycling of batteries for that of wind turbine blades."""
    found, left = (sum(it.term.english.count(" ") + 1 for it in parts) for parts in (there, missing))
    return found >= _FEWEST and found >= _COVERED * (found + left)


@cache
def _pieces(word: str) -> tuple[str, ...]:
    """The words that a term is put together of, none of them a single sign: 知识产权, 保护."""
    pieces = tuple(piece.text for piece in words_of(word))
    return pieces if all(len(piece) > 1 for piece in pieces) else (word,)


def _has(line: str, word: str) -> bool:
    return all(piece in line for piece in _pieces(word))


def _in_order(words: Sequence[str], line: str) -> str:
    """The words one after the other as they stand in the line, none that is part of another."""
    pieces = chain.from_iterable((word,) if word in line else _pieces(word) for word in words if word)
    spans = sorted({(line.index(piece), -len(piece)) for piece in pieces})
    made, end = "", 0
    for start, size in spans:
        if start - size > end:
            made += line[max(start, end) : start - size]
            end = start - size
    return made


def _term(words: Sequence[_Word]) -> Term | None:
    """The term of these words as they stand, else of their stems: leads is not leading, where it asks."""
    said = tuple(word.text for word in words)
    if len(words) == 1 and words[0].asks:
        return _terms().get(said)
    return _terms().get(said) or _stemmed(said[0][:_OPENING]).get(tuple(map(stem, said)))


@cache
def _terms() -> dict[tuple[str, ...], Term]:
    """The terms by their English words, without the joints between them."""
    return {tuple(it for it in _WORD.findall(term.english) if it not in _JOINTS): term for term in glossary()}


# No stem is without the first letters of its word.
_OPENING: Final = 2


@cache
def _openings() -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words in _terms():
        found[words[0][:_OPENING]].append(words)
    return found


@lru_cache(maxsize=1 << 10)
def _stemmed(opening: str) -> dict[tuple[str, ...], Term]:
    """Of the terms that begin so, by their stems, the shortest."""
    found: dict[tuple[str, ...], Term] = {}
    for words in sorted(_openings().get(opening, ()), key=lambda words: len(" ".join(words))):
        found.setdefault(tuple(map(stem, words)), _terms()[words])
    return found


@cache
def _longest() -> int:
    return max(map(len, _terms()), default=0)


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """The word without its ending, British as American: batteries, battery; modernisation, modernization.

    >>> stem("modernisation") == stem("modernizing"), stem("centre") == stem("centers")
    (True, True)
    """
    return str(_stemmer().stemWord(_BRITISH.sub(lambda it: _AMERICAN[it[0]], word)))


# modernise, labour, centre, programme
_AMERICAN: Final = {"is": "iz", "our": "or", "tre": "ter", "mme": "m"}
_BRITISH: Final = re.compile(
    r"(?<=\w{3})is(?=(?:e[sdr]?|ing|ations?)$)|(?<=\w{2})our(?=s?$)|(?<=\w{2})tre(?=s?$)|mme(?=s?$)"
)


@cache
def _stemmer() -> "snowballstemmer.stemmer":
    import snowballstemmer

    return snowballstemmer.stemmer("english")
