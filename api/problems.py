"""How errors are told: {"detail": …} in JSON, with the nearest names where a name was not found.

return refusal(406, "…")
"""

from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from extract.errors import DocumentError, ZhengtuError
from graph import NotFound
from graph.errors import Ambiguous, Busy, QueryCrashed, QueryError, QueryTimeout, StoreError, ViewError


def refusal(status: int, words: str, **headers: str) -> JSONResponse:
    """An error of that status."""
    return JSONResponse({"detail": words}, status, headers)


def problem(error: ZhengtuError) -> JSONResponse:
    """What went wrong, with the status that fits it: a person's mistake is a 4xx, what we cannot do now a 503."""
    if isinstance(error, NotFound):
        return JSONResponse({"detail": str(error), "nearest": error.nearest}, 404)
    if isinstance(error, Ambiguous | ViewError):
        return refusal(409, str(error))
    if isinstance(error, DocumentError):
        return refusal(422, str(error))
    if isinstance(error, QueryTimeout | Busy):
        return refusal(503, str(error), **{"Retry-After": "30"})
    if isinstance(error, QueryCrashed):
        return refusal(500, str(error))
    if isinstance(error, QueryError):
        return refusal(400, str(error))
    return refusal(503 if isinstance(error, StoreError) else 500, str(error))


def invalid(error: RequestValidationError) -> JSONResponse:
    """A parameter that is none of those described."""
    each = (f"{'.'.join(map(str, found['loc'][1:])) or found['loc'][0]}: {found['msg']}" for found in error.errors())
    return refusal(422, "; ".join(each))


def told(**statuses: str) -> dict[int | str, dict[str, Any]]:
    """Statuses and when they come, for OpenAPI: told(s404="…")."""
    return {
        int(name[1:]): {"description": words, "content": {"application/json": {"schema": _PROBLEM}}}
        for name, words in statuses.items()
    }


_PROBLEM: Final = {
    "title": "Problem",
    "type": "object",
    "required": ["detail"],
    "properties": {
        "detail": {"type": "string", "description": "What went wrong, in one sentence."},
        "nearest": {"type": "array", "items": {"type": "string"}, "description": "Names that do exist."},
    },
}
READING: Final = told(
    s404="没有所指的文件、单位或任务 No document, agency or task of that name.",
    s422="参数有误 A parameter is none of those described.",
    s503="库不可读 The store cannot be read now.",
)
