"""Names put in English: found where the documents have words for all of them, left alone where they have for some."""

import re
from itertools import pairwise

import pytest

from graph import Store
from graph.asking import ask
from graph.asking.cues import glossary
from graph.asking.english import in_chinese
from graph.asking.glossary import in_documents_words, stem
from graph.asking.names import Names, folded, names_of


@pytest.fixture(scope="module")
def names(store: Store) -> Names:
    return names_of(store)


def test_the_entries_are_english_and_chinese() -> None:
    terms = glossary()
    assert len(terms) > 5_000
    for term in terms:
        assert re.fullmatch(r"[a-z0-9][a-z0-9&.,'/ -]*", term.english), term
        assert 1 <= len(term.english.split()) <= 5, term
        assert term.chinese, term
        assert all(word == folded(word) for word in term.chinese), term
        assert len({*term.chinese}) == len(term.chinese), term
    assert all(one.english < other.english for one, other in pairwise(terms))


@pytest.mark.parametrize(
    "forms",
    [
        ("battery", "batteries"),
        ("recycle", "recycling", "recycled"),
        ("modernise", "modernizing", "modernisation", "modernization"),
        ("labour", "labor"),
        ("centre", "centers"),
        ("programme", "programs"),
    ],
)
def test_forms_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("who leads power battery recycling?", "who leads 开展动力电池回收利用试点?"),
        ("who leads the recycling of power batteries?", "who leads the 开展动力电池回收利用试点?"),
        ("who leads the recycling and reusing of power batteries?", "who leads the 开展动力电池回收利用试点?"),
        ("which agencies take part in lift installation?", "which agencies take part in 推进既有住宅加装电梯?"),
        ("what is planned for the linxi farm machinery park?", "what is planned for the 霖溪农机装备产业园?"),
    ],
)
def test_a_name_is_put_as_the_documents_have_it(asked: str, written: str, names: Names) -> None:
    assert in_documents_words(asked, names)[0] == written


@pytest.mark.parametrize(
    "asked",
    [
        # The documents recycle batteries, not these.
        "who leads the recycling of wind turbine blades?",
        # No document has the word.
        "who leads the xylophone battery recycling?",
        # A park that is not theirs.
        "what is planned for the qingzhou industrial park?",
        "who leads it?",
        "} ; drop all ; #",
        "谁牵头加装电梯?",
    ],
)
def test_half_a_name_is_another(asked: str, names: Names) -> None:
    assert in_documents_words(asked, names) == (asked, ())


@pytest.mark.parametrize(
    ("asked", "zone"),
    [
        ("What is planned for the Jichuan high-tech zone?", "霁川高新区"),
        ("What is planned for Tinglan's economic development zone?", "汀岚经开区"),
    ],
)
def test_a_zone_of_a_place_is_that_zone(asked: str, zone: str, names: Names) -> None:
    assert zone in in_chinese(folded(asked), names)


@pytest.mark.parametrize("asked", ["What is planned for the Henglan bonded zone?", "衡澜保税区有什么安排？"])
def test_a_zone_that_a_place_has_not_is_no_other_of_its_zones(asked: str, store: Store) -> None:
    answer = ask(store, asked)
    assert answer.status == "declined"
    assert "保税区" in answer.sentence


def test_the_answer_says_what_the_name_was_taken_for(store: Store) -> None:
    answer = ask(store, "Who leads power battery recycling?")
    assert answer.status == "answered"
    assert "Nothing is called “power battery recycling”; answered for “开展动力电池回收利用试点”" in answer.sentence


@pytest.mark.parametrize(
    ("asked", "year"),
    [
        ("By when must the processing capacity for retired batteries reach 15,000 tonnes?", 2027),
        ("When is the 800,000 kilowatt target for rooftop photovoltaics on industrial plants due?", 2028),
        ("When are the three future industry research institutes due?", 2028),
    ],
)
def test_figures_in_english_are_those_of_the_documents(asked: str, year: int, store: Store) -> None:
    assert [found["year"] for found in ask(store, asked).as_dict()["answers"]] == [year]


@pytest.mark.parametrize("office", ["postal administration", "municipal postal bureau", "postal bureau"])
def test_an_office_is_known_by_its_usual_english_name(office: str, store: Store) -> None:
    [task] = ask(store, f"What does the {office} lead?").as_dict()["answers"]
    assert task["name"] == "（十四）发展绿色仓储和包装"
