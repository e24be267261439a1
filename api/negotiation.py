"""Which of the forms that we have a client takes, by its Accept header (RFC 9110, section 12.5.1).

>>> forms = {"text/turtle": "turtle", "application/ld+json": "jsonld"}
>>> best("application/ld+json, text/*;q=0.5", forms)
('application/ld+json', 'jsonld')
>>> best("text/*;q=0.5, application/*;q=0.1", forms)
('text/turtle', 'turtle')
>>> best("image/png", forms) is None
True

The most specific range that a type falls under gives its weight; of those of equal weight the first of ours is taken.
Parameters other than q are passed over: none of our types has one that changes its meaning.
"""

from collections.abc import Iterator, Mapping


def best(accept: str | None, forms: Mapping[str, str]) -> tuple[str, str] | None:
    """The media type and form of `forms` that suits `accept` best, None where none does."""
    ranges = list(_ranges(accept or "*/*")) or [("*/*", 1.0)]
    weights = {media: _weight(media, ranges) for media in forms}
    chosen = max(forms, key=weights.__getitem__)
    return (chosen, forms[chosen]) if weights[chosen] > 0 else None


def _weight(media: str, ranges: list[tuple[str, float]]) -> float:
    for wanted in (media, f"{media.partition('/')[0]}/*", "*/*"):
        found = [weight for name, weight in ranges if name == wanted]
        if found:
            return max(found)
    return 0.0


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    """The media ranges with their weights; what is no media range is passed over."""
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if "/" not in name and name != "*":
            continue
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    weight = min(1.0, max(0.0, float(parameter[2:])))
                except ValueError:
                    weight = 0.0
        yield "*/*" if name == "*" else name, weight
