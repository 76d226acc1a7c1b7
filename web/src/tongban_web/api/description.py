"""The description of the API: OpenAPI as JSON, and a page to read it by, with nothing from another host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from litestar import HttpMethod, Request, Router, route
from litestar.exceptions import NotFoundException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, OpenAPIRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme

from tongban.node import Node
from tongban_web.api.routing import PATH

VERSION = "1"
ABOUT = (
    "通办节点的接口，与网页使用同一套规则。",
    "先以 POST /api/v1/tokens 登录取得令牌，再放入请求头 Authorization: Bearer tb_…。",
    "办理时在 seen 中写明所看到的 seq：办件此后有了新的进展的，不予办理，答复 409，两人不会各办一次。",
    "每个错误都是 application/problem+json：detail 是给人看的一句话，objections 逐项列出字段、规则、依据和办法。",
    "请求头 Accept-Language 决定错误和逐项意见用什么语言告知；其他内容是办件和事项的数据，与文书一致，以中文为准。",
)

DONE = {"200": "成功", "201": "成功，已建立", "204": "成功，没有内容"}


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as the page shows it."""

    method: str
    path: str
    summary: str
    content: str
    answers: tuple[tuple[str, str, str], ...]
    open_to_all: bool


class ReferencePage(OpenAPIRenderPlugin):
    """A page of our own: server-rendered, no script."""

    def __init__(self) -> None:
        super().__init__(path="/")

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The page."""
        environment: Environment = request.app.state.rendering.environment(request)
        page = environment.get_template("api_reference.html").render(
            title=openapi_schema["info"]["title"],
            about=ABOUT,
            address=f"{PATH}/openapi.json",
            operations=tuple(operations(openapi_schema)),
            schemas=tuple(schemas(openapi_schema)),
        )
        return page.encode()


def describe(node: Node) -> OpenAPIConfig:
    """How Litestar describes the API of a node."""
    token = SecurityScheme(type="http", scheme="bearer", description="tb_…，由 POST /api/v1/tokens 签发")
    return OpenAPIConfig(
        title=f"通办 · {node.settings.name}接口",
        version=VERSION,
        description="\n".join(ABOUT),
        openapi_router=_router(),
        use_handler_docstrings=True,
        components=Components(security_schemes={"token": token}),
        render_plugins=[JsonRenderPlugin(path="/openapi.json"), ReferencePage()],
    )


def _router() -> Router:
    """Where the description is read; Litestar's own answer to any other address below is a page in English."""

    def known(request: Request[Any, Any, Any]) -> None:
        if request.path_params:
            raise NotFoundException

    @route("/{path:str}", http_method=[HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE])
    async def sent() -> None:
        """What is sent there is not there either; Litestar's own answer knows of reading alone."""

    return Router(
        path=PATH, route_handlers=[sent], include_in_schema=False, dto=None, return_dto=None, before_request=known
    )


def operations(description: Mapping[str, Any]) -> Iterator[Operation]:
    """Every operation of a description."""
    for path, item in description["paths"].items():
        for method in ("get", "post", "put", "delete"):
            if method in item:
                yield _operation(path, method, item[method])


def _operation(path: str, method: str, told: Mapping[str, Any]) -> Operation:
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    answers = tuple(
        (status, DONE.get(status, answer["description"]), _content(answer))
        for status, answer in sorted(told["responses"].items())
    )
    return Operation(
        method=method.upper(),
        path=path,
        summary=told["summary"],
        content=_named(body),
        answers=answers,
        open_to_all=not told.get("security"),
    )


def _content(answer: Mapping[str, Any]) -> str:
    return next((_named(content.get("schema", {})) for content in answer.get("content", {}).values()), "")


def schemas(description: Mapping[str, Any]) -> Iterator[tuple[str, str, tuple[tuple[str, str, bool, str], ...]]]:
    """Every named shape: its name, what it is, and name, kind, necessity and meaning of each part."""
    for key, schema in sorted(description["components"].get("schemas", {}).items()):
        required = set(schema.get("required", ()))
        parts = tuple(
            (name, _named(part), name in required, part.get("description", ""))
            for name, part in schema.get("properties", {}).items()
        )
        yield schema.get("title", key), _values(schema) or schema.get("description", ""), parts


def _values(schema: Mapping[str, Any]) -> str:
    return f"可选：{'、'.join(map(str, schema['enum']))}" if "enum" in schema else ""


def _named(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    for key in ("oneOf", "anyOf"):
        if key in schema:
            return " | ".join(_named(each) for each in schema[key])
    kind = schema.get("type", "")
    if kind == "array":
        return f"[{_named(schema.get('items', {}))}]"
    if isinstance(kind, list):
        return " | ".join(map(str, kind))
    return str(schema.get("const", kind))
