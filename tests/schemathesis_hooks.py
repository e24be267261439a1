"""What schemathesis cannot make up by itself: queries, IRIs and documents; tests/test_openapi.py names this module."""

import schemathesis
from hypothesis import strategies as st

from tests.serving import DOCUMENTS, GRAPHS

QUERIES = (
    "ASK {}",
    "SELECT * { ?agency zt:leads ?task } LIMIT 3",
    "CONSTRUCT WHERE { ?agency zt:leads ?task }",
    f"DESCRIBE <{DOCUMENTS[0]}>",
)
schemathesis.openapi.format("sparql", st.sampled_from(QUERIES))
schemathesis.openapi.format("iri", st.sampled_from([*GRAPHS, "https://example.org/graph"]))

# A title and a clause, and then any words there may be.
_TEXTS = st.text(max_size=200).map(
    lambda words: f"某市实施意见\n一、做强平台。（市数据局牵头）\n{words}".encode(errors="replace")
)
for media in ("text/plain", "text/markdown", "text/csv", "text/tab-separated-values"):
    schemathesis.openapi.media_type(media, _TEXTS)
