"""What a question says, piece by piece: the ground that its kind and its conditions are read from."""

from collections.abc import Iterator
from dataclasses import dataclass

from graph.asking.bearers import Bearers
from graph.asking.pieces import Piece
from graph.asking.questions import Language


@dataclass(frozen=True)
class Said:
    """The pieces of a question in order, the tags of its cues, and who bears what in it."""

    pieces: tuple[Piece, ...]
    bearers: Bearers
    language: Language

    @property
    def tags(self) -> frozenset[str]:
        return frozenset(piece.tag for piece in self.pieces if piece.tag)

    def has(self, *tags: str) -> bool:
        """Whether any of these cues is there."""
        return any(piece.tag in tags for piece in self.pieces)

    def of(self, *kinds: str) -> list[Piece]:
        """The pieces of these kinds."""
        return [piece for piece in self.pieces if piece.kind in kinds]

    def beside(self, at: int, step: int, *, over: tuple[str, ...] = ()) -> Piece | None:
        """The next piece that is more than a function word, a sign, or a cue of `over`."""
        return next(self.walk(at, step, over=over), None)

    def walk(self, at: int, step: int, *, over: tuple[str, ...] = ()) -> Iterator[Piece]:
        """The pieces from one on, forward or back, without function words, signs and the cues of `over`."""
        return (piece for _, piece in self.places(at, step) if piece.tag not in over)

    def places(self, at: int, step: int) -> Iterator[tuple[int, Piece]]:
        """The pieces from one on, forward or back, each with its place, without function words and signs."""
        at += step
        while 0 <= at < len(self.pieces):
            piece = self.pieces[at]
            if piece.kind not in ("function", "sign"):
                yield at, piece
            at += step

    def names_bearers(self) -> bool:
        """Whether any agency is named or asked for."""
        return bool(self.bearers.bearings or self.bearers.free or self.bearers.asked is not None)

    def names_anything(self) -> bool:
        """Whether any condition is named: an agency, a zone, a place, a document, words, a year, a figure."""
        return bool(self.of("agency", "zone", "document", "place", "about", "year"))
