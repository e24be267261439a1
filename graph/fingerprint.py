"""A count and a hash of facts whatever their order, to tell that what is kept is what was written."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256


@dataclass(slots=True, eq=False)
class Fingerprint:
    r"""How many lines of N-Quads there are, and the sum of the SHA-256 of each without its end.

    >>> a, b = b"<a:s> <a:p> <a:o> <a:g> .", b"<a:s> <a:p> '1' <a:g> ."
    >>> fingerprint([a, b]) == fingerprint([b, a]) != fingerprint([a])
    True
    """

    quads: int = 0
    total: int = 0

    def add(self, lines: Iterable[bytes]) -> None:
        """Count these in, which have no ends."""
        # Of all that a load does in Python itself this is done most often.
        quads, total, number = self.quads, self.total, int.from_bytes
        for line in lines:
            quads += 1
            total += number(sha256(line).digest())
        self.quads, self.total = quads, total

    @property
    def hash(self) -> str:
        return f"{self.total % (1 << 256):064x}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fingerprint) and (self.quads, self.hash) == (other.quads, other.hash)


def fingerprint(lines: Iterable[bytes]) -> Fingerprint:
    """The fingerprint of these lines, which have no ends."""
    made = Fingerprint()
    made.add(lines)
    return made
