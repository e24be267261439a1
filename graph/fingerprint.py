"""A count and a hash of facts whatever their order, to tell that what is kept is what was written."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256


@dataclass(slots=True, eq=False)
class Fingerprint:
    r"""How many lines of N-Quads there are, and the sum of the SHA-256 of each.

    >>> a, b = b"<a:s> <a:p> <a:o> <a:g> .\n", b"<a:s> <a:p> '1' <a:g> .\n"
    >>> fingerprint([a, b]) == fingerprint([b, a]) != fingerprint([a])
    True
    """

    quads: int = 0
    total: int = 0

    def add(self, line: bytes) -> None:
        self.quads += 1
        self.total += int.from_bytes(sha256(line.rstrip(b"\n")).digest())

    @property
    def hash(self) -> str:
        return f"{self.total % (1 << 256):064x}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fingerprint) and (self.quads, self.hash) == (other.quads, other.hash)


def fingerprint(lines: Iterable[bytes]) -> Fingerprint:
    """The fingerprint of these lines."""
    made = Fingerprint()
    for line in lines:
        made.add(line)
    return made
