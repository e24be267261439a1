"""Questions in plain Chinese and English over HTTP, answered with their sources or declined with the reason.

GET /api/v1/ask?q=加装电梯由谁牵头？
POST /api/v1/ask {"question": "那谁配合？", "session": ["加装电梯由谁牵头？"]}
"""

import pickle
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api.problems import told
from api.whole import Whole
from graph import Store
from graph.asking import Answer, Session, ask

Words = Annotated[str, Query(max_length=2000, description="问题 The question.")]


class Asking(BaseModel):
    """A question; `session` are the questions before it, as the last answer gave them, where it follows them up."""

    question: Annotated[
        str, Field(max_length=20_000, description="问题 The question.", examples=["加装电梯由谁牵头？"])
    ]
    session: Annotated[
        list[Annotated[str, Field(max_length=20_000)]],
        Field(max_length=20, description="前面的问题 The questions before it."),
    ] = []


class Citation(BaseModel):
    """A passage: document, task and its number, words, and where they stand, in code points."""

    document: str
    task: str
    path: str
    start: int
    end: int
    text: str


class Answered(BaseModel):
    """The answer: what was found, in a sentence and with its sources, or why there is none and what can be asked."""

    status: Literal["answered", "declined", "ambiguous"]
    kind: str
    answers: list[dict[str, Any]]
    sentence: str
    citations: list[Citation]
    sparql: str
    reason: str
    suggestions: list[str]
    session: list[str] = Field(description="与下一个问题一同发回 Send this back with the next question.")


async def asked(whole: Whole, question: str, before: Sequence[str]) -> tuple[Answer, Session]:
    """The answer, and the conversation with it; raises QueryTimeout where it takes longer than a query may."""
    answer, session = pickle.loads(await whole.answer(_answered, question, tuple(before)))
    return answer, session


def _answered(store: Store, question: str, before: tuple[str, ...]) -> bytes:
    session = Session(before)
    return pickle.dumps((ask(store, question, session=session), session))


def asking_router(whole: Whole) -> APIRouter:
    """/api/v1/ask, answered by `whole`; the service keeps nothing of a conversation."""
    router = APIRouter(prefix="/api/v1", tags=["问题 questions"])

    async def answered(question: str, before: Sequence[str]) -> Answered:
        answer, session = await asked(whole, question, before)
        return Answered.model_validate({**answer.as_dict(), "session": list(session.asked)})

    @router.get("/ask")
    async def ask_by_address(
        q: Annotated[str, Query(max_length=2000, description="问题 The question.")],
    ) -> Answered:
        """以中文或英文提问 A question in Chinese or English."""
        return await answered(q, ())

    @router.post("/ask", responses=told(s400="正文不是 JSON The body is no JSON."))
    async def ask_in_session(asking: Asking) -> Answered:
        """以中文或英文提问，可接着前面的问题 A question, which may follow up those before it."""
        return await answered(asking.question, asking.session)

    return router
