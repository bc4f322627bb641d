"""Pages in our own words, each in all the forms that sites, crawlers and browsers make of one: for tests of pages and drift."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any


@dataclass(frozen=True)
class Field:
    """A parameter. said: its description in English and in Chinese, without a term that binds; limit: as (least, most)."""

    name: str
    type: str
    said: tuple[str, str]
    required: bool = False
    default: Any = None
    options: tuple[Any, ...] = ()
    limit: tuple[int | None, int | None] | None = None


@dataclass(frozen=True)
class Page:
    """A page about one operation. fields: of the body; answer: of the response."""

    title: str
    path: str
    fields: tuple[Field, ...]
    answer: tuple[Field, ...]
    example: Mapping[str, Any] = field(default_factory=dict)
    host: str = "https://api.kite.example"


FLIGHT = Page(
    "Fly a kite",
    "/v1/flights",
    (
        Field("model", "enum<string>", ("Name of the kite.", "风筝的名字。"), True, options=("kite-1", "kite-1-pro")),
        Field("prompt", "string", ("What there is to see.", "画面里的内容。"), True, limit=(None, 500)),
        Field(
            "size", "enum<string>", ("How fine the picture is.", "画面的精细程度。"), False, "720p", ("720p", "1080p")
        ),
        Field("seconds", "integer", ("How long it flies.", "飞行的长短。"), False, 5, limit=(2, 10)),
        Field("frames", "string[]", ("Where the pictures lie.", "图片所在的位置。"), limit=(1, 4)),
        Field("loud", "boolean", ("Whether there is sound.", "有没有声音。"), False, False),
        Field(
            "strength", "number", ("How near it keeps to the prompt.", "与提示词的接近程度。"), False, 0.5, limit=(0, 1)
        ),
    ),
    (
        Field("id", "string", ("Number of the order.", "订单编号。")),
        Field("state", "string", ("How far it is.", "进展。")),
    ),
    {"model": "kite-1", "prompt": "A kite over the dunes.", "seconds": 5},
)
REEL = Page(
    "Make a reel",
    "/v2/reels/create",
    (
        Field("model", "enum<string>", ("Which reel it is.", "使用的卷轴。"), True, options=("reel-7-lite",)),
        Field("image_url", "string", ("Where the picture lies.", "图片地址。"), True),
        Field("tail_image_url", "string", ("Where the tail picture lies.", "尾帧地址。")),
        Field("duration", "enum<string>", ("Length of the reel.", "卷轴的长短。"), False, "5", ("5", "10")),
        Field(
            "ratio", "enum<string>", ("Shape of the picture.", "画面的形状。"), False, "16:9", ("16:9", "9:16", "1:1")
        ),
        Field("seed", "integer", ("Where chance begins.", "随机的起点。"), limit=(0, None)),
        Field("negative_prompt", "string", ("What stays outside.", "画面外的内容。"), limit=(None, 2500)),
        Field("watermark", "boolean", ("Whether a mark is drawn.", "画不画标记。"), False, True),
    ),
    (Field("task_id", "string", ("Number of the task.", "编号。")),),
    {"model": "reel-7-lite", "image_url": "https://example.com/a.png", "duration": "5"},
    "https://reel.example",
)
TALK = Page(
    "Let a picture talk",
    "/api/talk",
    (
        Field(
            "model_name",
            "enum<string>",
            ("Which voice it has.", "声音的名字。"),
            True,
            options=("talk-2", "talk-2-hd", "talk-3"),
        ),
        Field("script", "string", ("The words.", "台词。"), True, limit=(1, 900)),
        Field("pace", "number", ("How quick the voice is.", "语速。"), False, 1.5, limit=(1, 3)),
        Field("voices", "string[]", ("Who speaks.", "说话的人。"), True, limit=(None, 2)),
        Field("fps", "enum<integer>", ("Pictures in a second.", "每一瞬的画面。"), False, 24, (24, 30)),
        Field("callback", "string", ("Who is told of the end.", "通知地址。")),
    ),
    (Field("id", "string", ("Number.", "编号。")), Field("eta", "integer", ("Seconds left.", "剩余。"))),
    {"model_name": "talk-2", "script": "Good day."},
    "https://talk.example",
)
PAGES = {"flight": FLIGHT, "reel": REEL, "talk": TALK}

ENGLISH = {
    "authorizations": "Authorizations",
    "body": "Body",
    "response": "Response",
    "required": "required",
    "default": "default",
    "options": "Available options",
    "key": "The key of your account.",
    "sent": "The order was taken.",
}
CHINESE = {
    "authorizations": "授权",
    "body": "请求体",
    "response": "响应",
    "required": "必填",
    "default": "默认值",
    "options": "可用选项",
    "key": "账户的密钥。",
    "sent": "订单已接收。",
}


def shown(value: Any) -> str:
    """A value as pages print it."""
    return value if isinstance(value, str) else json.dumps(value)


def curl(page: Page) -> str:
    """The command that a page prints."""
    body = json.dumps(page.example, indent=2)
    return (
        f"curl --request POST \\\n  --url {page.host}{page.path} \\\n  --header 'Authorization: Bearer <token>' \\\n"
        f"  --header 'Content-Type: application/json' \\\n  --data '\n{body}\n'"
    )


def answer(page: Page) -> str:
    """The answer that a page prints."""
    return json.dumps({one.name: "<string>" if one.type == "string" else 123 for one in page.answer}, indent=2)


def limit_of(one: Field, chinese: bool = False) -> str | None:
    """The line for a field's limit."""
    if one.limit is None:
        return None
    least, most = one.limit
    if one.type == "string":
        what = {"en": "string length", "zh": "字符串长度"}["zh" if chinese else "en"]
    elif one.type.endswith("[]"):
        what = {"en": "array length", "zh": "数组长度"}["zh" if chinese else "en"]
    else:
        span = f"x >= {least}" if most is None else f"x <= {most}" if least is None else f"{least} <= x <= {most}"
        return f"{'取值范围：' if chinese else 'Required range: '}{span}"
    which = ("最大", "最小", "要求") if chinese else ("Maximum", "Minimum", "Required")
    word = which[0] if least is None else which[1] if most is None else which[2]
    span = f"{least} - {most}" if least is not None and most is not None else f"{most if least is None else least}"
    unit = (" 个元素" if chinese else " elements") if one.type.endswith("[]") else ""
    return f"{word}{'' if chinese else ' '}{what}{'：' if chinese else ': '}{span}{unit}"


def parts(page: Page, chinese: bool = False) -> Iterator[tuple[str, list[str]]]:
    """The page's pieces in order: ("code", lines), ("heading", …), ("signature", name, type and marks), ("text", …),
    ("options", label and values)."""
    words = CHINESE if chinese else ENGLISH
    yield "method", ["POST", *[step for one in page.path.strip("/").split("/") for step in ("/", one)]]
    yield "code", curl(page).split("\n")
    yield "code", answer(page).split("\n")
    yield "heading", [words["authorizations"]]
    yield "signature", ["Authorization", "string", "header", words["required"]]
    yield "text", [words["key"]]
    yield "heading", [words["body"]]
    yield "media", ["application/json"]
    for one in (*page.fields, None, *page.answer):
        if one is None:
            yield "heading", [words["response"]]
            yield "text", [words["sent"]]
            continue
        marks = [words["required"]] if one.required else []
        marks += [f"{words['default']}:{shown(one.default)}"] if one.default is not None else []
        yield "signature", [one.name, one.type, *marks]
        yield "text", [one.said[chinese]]
        if one.options:
            yield "options", [f"{words['options']}:", *map(shown, one.options)]
        said = limit_of(one, chinese)
        if said is not None:
            yield "text", [said]


def rendered(
    page: Page, *, blank: str = "\n\n", glue: str = "\n", values: str = ",\n", label: str = "\n", zh: bool = False
) -> str:
    """The text of the page. blank: between pieces; glue: in a signature; values, label: in and before lists of options."""
    found = ""
    for kind, lines in parts(page, zh):
        if kind == "signature":
            piece = glue.join(lines)
        elif kind == "options":
            piece = f"{lines[0]}{label}{values.join(lines[1:])}"
        else:
            piece = "\n".join(lines)
        tight = (
            found and kind == "signature" and blank == "\n\n" and found.rsplit("\n\n", 1)[-1].startswith("Available")
        )
        found += f"{(chr(10) if tight else blank) if found else ''}{piece}"
    return f"{found}\n"


def doubled(page: Page) -> str:
    """A blank line behind every line, as some make Markdown of boxes."""
    found = []
    for kind, lines in parts(page):
        if kind == "code":
            found.append("\n".join(["```", *lines, "```"]))
        else:
            found += [f"## {lines[0]}"] if kind == "heading" else lines
    return "\n\n".join(found) + "\n"


AROUND = """Skip to main content
Kite Docs home page
Search...
⌘K
Guides
Get started
Authentication
Errors
API Reference
kite-9
Introduction
On this page
Authorizations
Body
Response
Copy page
"""
FOOT = """

Was this page helpful?

Yes
No
Previous
Next
⌘I
x
github
Powered by Mintlify
© 2026 Kite Ltd.
"""


def with_chrome(page: Page) -> str:
    """The text with everything around it."""
    return AROUND + rendered(page).replace("curl ", "cURL\nPython\nJavaScript\nCopy\ncurl ", 1) + FOOT


def as_html(page: Page, *, spans: bool = False) -> str:
    """HTML, as a browser saves it: boxes for everything. spans: a signature's words beside each other."""
    found = []
    for kind, lines in parts(page):
        texts = [escape(line) for line in lines]
        if kind == "code":
            found.append(f"<div><button>Copy</button><pre><code>{escape(chr(10).join(lines))}</code></pre></div>")
        elif kind == "heading":
            found.append(f'<h2 id="x"><a href="#x">\u200b</a>{texts[0]}</h2>')
        elif kind == "signature" and spans:
            found.append(f"<div>{''.join(f'<span>{one}</span>' for one in texts)}</div>")
        elif kind == "text":
            found.append(f"<p>{texts[0]}</p>")
        else:
            found.append("".join(f"<div>{one}</div>" for one in texts))
    nav = "<nav><ul><li><a href='/a'>Guides</a></li><li>kite-9</li></ul></nav>"
    main = f"<main><article>{''.join(found)}</article></main>"
    return (
        f"<!DOCTYPE html><html><head><title>{page.title}</title><script>let a = '<p>';</script></head><body>{nav}"
        f"<header><a href='/'>Kite</a></header>{main}<aside>On this page</aside><footer>© 2026 Kite</footer></body></html>"
    )


def tags(page: Page) -> str:
    """Mintlify's Markdown, with tags."""
    found = [f"---\ntitle: {page.title}\n---\n", "## Headers\n"]
    found.append(f'<ParamField header="Authorization" type="string" required>\n{ENGLISH["key"]}\n</ParamField>\n')
    found.append("## Body\n")
    for one in (*page.fields, None, *page.answer):
        if one is None:
            found.append(f"## Response\n\n{ENGLISH['sent']}\n")
            continue
        name = "ParamField body" if one in page.fields else "ResponseField name"
        default = "" if one.default is None else f' default="{shown(one.default)}"'
        lines = [one.said[0]]
        lines += (
            [f"Available options: {', '.join(f'`{shown(value)}`' for value in one.options)}"] if one.options else []
        )
        lines += [said] if (said := limit_of(one)) else []
        close = name.split()[0]
        inner = "\n\n".join(lines)
        found.append(
            f'<{name}="{one.name}" type="{one.type}"{" required" if one.required else ""}{default}>\n{inner}\n</{close}>\n'
        )
    found.append(
        f"<RequestExample>\n```bash cURL\n{curl(page)}\n```\n```python Python\nimport requests\n```\n</RequestExample>\n"
    )
    found.append(f"<ResponseExample>\n```json 200\n{answer(page)}\n```\n</ResponseExample>\n")
    return "\n".join(found)


def schema(one: Field) -> dict[str, Any]:
    """A field as JSON Schema."""
    plain = re.sub(r"enum<(\w+)>", r"\1", one.type)
    found: dict[str, Any] = {"type": plain, "description": one.said[0]}
    if plain.endswith("[]"):
        found.update(type="array", items={"type": plain[:-2]})
    if one.options:
        found["enum"] = list(one.options)
    if one.default is not None:
        found["default"] = one.default
    least, most = one.limit or (None, None)
    names = {"string": ("minLength", "maxLength"), "array": ("minItems", "maxItems")}.get(
        found["type"], ("minimum", "maximum")
    )
    found.update({name: value for name, value in zip(names, (least, most), strict=True) if value is not None})
    return found


def openapi(page: Page) -> str:
    """Mintlify's Markdown, with the description of the operation."""

    def of(fields: tuple[Field, ...]) -> dict[str, Any]:
        required = [one.name for one in fields if one.required]
        whole = {"type": "object", "properties": {one.name: schema(one) for one in fields}}
        return {"application/json": {"schema": {**whole, "required": required} if required else whole}}

    key = {"name": "Authorization", "in": "header", "required": True, "schema": {"type": "string"}}
    operation = {
        "parameters": [{**key, "description": ENGLISH["key"]}],
        "requestBody": {"content": of(page.fields)},
        "responses": {"200": {"description": ENGLISH["sent"], "content": of(page.answer)}},
    }
    whole = {"openapi": "3.1.0", "servers": [{"url": page.host}], "paths": {page.path: {"post": operation}}}
    index = (
        "> ## Documentation Index\n> Fetch the complete documentation index at: https://kite.example/llms.txt\n"
        "> Use this file to discover all available pages before exploring further.\n\n"
    )
    return f"{index}# {page.title}\n\n## OpenAPI\n\n````yaml POST {page.path}\n{json.dumps(whole, indent=2)}\n````\n"


def listed(page: Page, bullet: str = "-") -> str:
    """A list as llms.txt files have it."""
    found = [f"# {page.title}\n", f"{bullet} **Endpoint**: `{page.host}{page.path}`\n", "### Headers\n"]
    found.append(f"{bullet} **`Authorization`** (`string`, _required_): {ENGLISH['key']}\n\n### Input Schema\n")
    for one in (*page.fields, None, *page.answer):
        if one is None:
            found.append(f"\n### Response\n\n{ENGLISH['sent']}\n")
            continue
        kind = re.sub(r"enum<(\w+)>", r"\1", one.type)
        kind = f"list<{kind[:-2]}>" if kind.endswith("[]") else kind
        found.append(
            f"{bullet} **`{one.name}`** (`{kind}`, _{'required' if one.required else 'optional'}_):\n  {one.said[0]}"
        )
        quoted = [json.dumps(value) for value in one.options]
        found += [f"  {bullet} Default: `{json.dumps(one.default)}`"] if one.default is not None else []
        found += [f"  {bullet} Options: {', '.join(f'`{value}`' for value in quoted)}"] if quoted else []
        found += [f"  {bullet} {said}"] if (said := limit_of(one)) else []
    return "\n".join(found) + "\n"


def table(page: Page, zh: bool = False) -> str:
    """Tables of parameters."""
    head = (
        "| 参数名 | 类型 | 必填 | 默认值 | 说明 |" if zh else "| Parameter | Type | Required | Default | Description |"
    )
    yes, no = ("是", "否") if zh else ("Yes", "No")
    names = {"string": "字符串", "integer": "整数", "number": "浮点数", "boolean": "布尔值", "string[]": "字符串数组"}
    words = CHINESE if zh else ENGLISH
    rule = "|---|---|---|---|---|"
    found = [f"# {page.title}\n\n`POST {page.host}{page.path}`\n\n## {words['authorizations']}\n\n{head}\n{rule}"]
    found.append(f"| Authorization | {names['string'] if zh else 'string'} | {yes} | - | {words['key']} |")
    found.append(f"\n## {words['body']}\n\n{head}\n{rule}")
    for one in (*page.fields, None, *page.answer):
        if one is None:
            found.append(f"\n## {words['response']}\n\n{words['sent']}\n\n{head}\n|---|---|---|---|---|")
            continue
        kind = re.sub(r"enum<(\w+)>", r"\1", one.type)
        said = [one.said[zh]]
        if one.options:
            said.append(
                f"{words['options']}{'：' if zh else ': '}{('、' if zh else ', ').join(map(shown, one.options))}"
            )
        said += [text] if (text := limit_of(one, zh)) else []
        default = "-" if one.default is None else f"`{shown(one.default)}`"
        found.append(
            f"| {one.name} | {names[kind] if zh else kind} | {yes if one.required else no} | {default} | {'<br/>'.join(said)} |"
        )
    return "\n".join(found) + "\n"


FORMS: Mapping[str, Callable[[Page], str]] = {
    "rendered.txt": rendered,
    "operation-on-one-line.txt": lambda page: f"POST {page.path}\n\ncurl {rendered(page).split('curl ', 1)[1]}",
    "operation-with-spaces.txt": lambda page: (
        f"POST {page.path.replace('/', ' / ').strip()}\ncurl {rendered(page).split('curl ', 1)[1]}"
    ),
    "without-blank-lines.txt": lambda page: rendered(page, blank="\n"),
    "types-beside-names.txt": lambda page: rendered(page, glue=" "),
    "flattened.txt": lambda page: rendered(page, blank="\n", glue=" ", values=", ", label=" "),
    "types-glued-to-names.txt": lambda page: rendered(page, glue=""),
    "glued-and-flattened.txt": lambda page: rendered(page, blank="\n", glue="", values=", ", label=" "),
    "options-on-one-line.txt": lambda page: rendered(page, values=", ", label=" "),
    "options-without-commas.txt": lambda page: rendered(page, values="\n"),
    "options-as-items.txt": lambda page: rendered(page, values="\n- ", label="\n- "),
    "options-as-other-items.txt": lambda page: rendered(page, values="\n• ", label="\n• "),
    "blank-lines-everywhere.md": doubled,
    "with-chrome.txt": with_chrome,
    "saved.html": as_html,
    "spans.html": lambda page: as_html(page, spans=True),
    "tags.md": tags,
    "openapi.md": openapi,
    "list.md": listed,
    "other-list.md": lambda page: listed(page, "*"),
    "table.md": table,
    "chinese.txt": lambda page: rendered(page, zh=True),
    "chinese-flattened.txt": lambda page: rendered(page, zh=True, blank="\n", glue=" ", values="、", label=""),
    "chinese-table.md": lambda page: table(page, True),
}
"""File name -> the page in that form."""
