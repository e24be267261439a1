"""A document whose every name tries to leave where it is written: the script, the tag, the line, the page."""

from hashlib import sha256
from pathlib import Path

from extract.facts import Agency, Document, Extraction, OutlineUnit, Responsibility, Target, Zone
from graph import Store

HOSTILE = """</script><img src=x onerror="harmed=1">'"`${harmed=1}{{7*7}}&lt;<!--"""
# What breaks out of an attribute, a sign that turns the line about, and a name as long as a book.
WORDS = (HOSTILE, '"><svg onload="harmed=1">', "\u202e\u2066科技局\u200f", "长" * 10_000)


def hostile(words: str = HOSTILE) -> Extraction:
    """A document of which title, heading, agency, clause, target and zone all have these words."""
    text = f"{words}\n一、{words}（{words}局牵头，市财政局配合）到2030年{words}达到5家，建在{words}区"
    clause = text.index("（"), text.index("）到") + 1
    unit = OutlineUnit("1", None, "task", "一", words, text.index("一、"), len(text))
    money = text.index("市财政局")
    lead = Responsibility(
        "1", f"{words}局", f"{words}局", "lead", "explicit", clause[0] + 1, text.index("牵头"), *clause, "test"
    )
    other = Responsibility("1", "市财政局", "市财政局", "participant", "explicit", money, money + 4, *clause, "test")
    goal = text.index("到2030年"), text.index("，建在")
    target = Target("1", text[slice(*goal)], words, "=", 5.0, None, "家", 2030, None, *goal, "test")
    place = text.index("，建在") + 3
    zone = Zone(f"{words}区", "functional", text[place:], "1", place, len(text), None, "test")
    agencies = tuple(Agency(it.agency, (it.mention,), None, False, None, None) for it in (lead, other))
    document = Document(sha256(text.encode()).hexdigest(), words, None, None, None, None, text, None, None, None, None)
    return Extraction(document, (unit,), (lead, other), (target,), (zone,), agencies)


def hostile_store(folder: Path) -> Path:
    """A store with a document of each of WORDS."""
    with Store(folder) as store:
        for words in WORDS:
            store.load(hostile(words), source=words)
    return folder
