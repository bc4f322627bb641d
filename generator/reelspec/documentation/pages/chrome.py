"""What a site prints around every page: navigation, tabs, buttons, footers. It is set aside before a page is read.

`ALWAYS` and `PATTERNS` are whole lines that are never content. `AROUND` are words that are chrome at the edges of a page
and beside its samples of code, and may be values anywhere else. A provider adds its own lines in documents.yaml (`chrome`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence

from reelspec.documentation.pages.chinese import english
from reelspec.documentation.pages.operations import shows_method
from reelspec.documentation.pages.signature import type_of_line
from reelspec.documentation.pages.text import normalised, unmarked
from reelspec.language.contract.model import is_pattern


def _lines(text: str) -> frozenset[str]:
    return frozenset(line.strip().lower() for line in text.replace("\n", "|").split("|") if line.strip())


ALWAYS = """
Skip to main content|Skip to content|Skip to navigation|跳转到主要内容|跳到主要内容|跳转到主内容|跳至主要内容|跳转至主要内容
Main navigation|Documentation Index|On this page|In this article|Table of contents|本页内容|本页目录|在此页面
Search...|Search docs|Search documentation|搜索...|Ask AI|Ask a question...|Chat with AI|⌘K|⌘I|Ctrl K|Ctrl+K|⌘ K
Copied!|Copy page|Copy code|Copy link|Copy as Markdown|View as Markdown|Open in ChatGPT|Open in Claude|复制页面|复制代码
Try it|Try it out|Run in Postman|Expand all|Collapse all|Hide child attributes|Show child attributes|显示子属性|隐藏子属性
Show properties|Hide properties|Toggle theme|Toggle dark mode|Previous page|Next page|Back to top|返回顶部
Was this page helpful?|Is this page helpful?|此页面对您有帮助吗?|此页面有帮助吗?|这个页面有帮助吗?|Suggest edits|Raise issue
Edit this page|Edit this page on GitHub|Powered by Mintlify|Powered by|Built with Mintlify|Contact support|Cookie preferences
Cookie settings|Accept all|Privacy policy|Terms of service|All rights reserved.|Get API Key
Jump to content|Log in to see full request history
"""
"""Lines that are chrome wherever they stand."""

AROUND = _lines("""
Navigation|Contents|目录|Search|搜索|Assistant|Copy|Copied|复制|Send|Playground|试一试|Light|Dark|System
cURL|Bash|Shell|Python|JavaScript|TypeScript|Node.js|Node|PHP|Go|Java|Ruby|C#|C++|Swift|Kotlin|Rust|Dart|HTTP|JSON|R
Previous|Next|上一页|下一页|Yes|No|👍|👎|Support|Sign in|Log in|Login|Sign up|Get started|Dashboard|是|否|Home|Home page
x|github|linkedin|discord|twitter|youtube|telegram|English|简体中文|中文|Français|Español|日本語|Privacy|Terms
""")

_ALWAYS = _lines(ALWAYS)
PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"fetch the complete documentation index at:? \S+",
        r"use this file to discover all available pages before exploring further\.?",
        r"responses are generated using ai and may contain mistakes\.?",
        r"last (?:updated|modified)(?: on)?:? .{1,40}|updated .{1,30} ago",
        r"(?:最后更新|最近更新|更新时间)[:：]? ?.{1,40}",
        r"(?:©|copyright (?:©|\(c\)|\d{4})).{0,120}",
        r"(?:powered|built) (?:by|with) \S{1,30}",
        r".{1,60} (?:home page|(?:light|dark) logo)",
        r"(?:previous|next|上一页|下一页) ?[:：←→‹›«»] ?.{1,80}",
        r"[←→‹›«»] ?.{0,80}|.{1,80} ?[→›»]",
        r"[\w -]{1,40}(?: [›»] [\w .-]{1,40}){1,6}|[A-Z][\w -]{0,39}(?: > [A-Z][\w .-]{0,39}){2,6}",
        r"(?:[\w.#+]{1,20} ?[|·] ?){1,12}(?:curl|python|javascript|php|go|java|ruby)",
        r"(?:curl|bash|shell)(?: (?:python|javascript|typescript|node\.js|node|php|go|java|ruby|c#|swift|http)){1,12}",
    )
)
_HOST = re.compile(
    r"(?:(?:(?:api |endpoint )?host|base url|server|(?:api )?domain) ?: ?)?(https?://[\w.-]+(?::\d+)?)/?", re.IGNORECASE
)
_LINK = re.compile(r"(?:[-*•+]\s+)?\[[^\[\]\n]{1,200}\]\([^()\s]{0,400}\)")
_ANCHOR = re.compile(r"(?:[-*•+]\s+|\d{1,2}[.)]\s+)?\[[^\[\]\n]{0,200}\]\(#[^()\s]{0,200}\)")
_CONTENTS = _lines("On this page|In this article|Table of contents|Contents|本页内容|本页目录|在此页面|目录")
_FOOT = _lines("Was this page helpful?|Is this page helpful?|此页面对您有帮助吗?|此页面有帮助吗?|这个页面有帮助吗?")
_STARTS = re.compile(r"#{1,6} |---|```|~~~|[|{\[<>]|curl |(?-i:GET|POST|PUT|PATCH|DELETE)\b|source:", re.IGNORECASE)
"""What a page begins with, behind its navigation."""
_LISTS = re.compile(
    r"(?:request |response |path |query |header )?(?:body|parameters?|headers?|response|responses|fields|authorizations?|"
    r"authentication)",
    re.IGNORECASE,
)
"""Headings of lists: a page begins with one too, where a list follows, since navigation has such words as well."""
_PAGE = re.compile(r"(?:get|post|put|patch|delete)\b|curl |[/{`|]")
"""What stands in no table of contents."""
_MOST_LABEL = 60
_FEWEST = 3
"""So many short lines before a page begins are its navigation."""

PRINTED = tuple(normalised(line) for line in ALWAYS.replace("\n", "|").split("|") if line.strip())
"""The lines that are always chrome, as statements of pages had them that were locked when chrome was none."""


def chrome_of(given: Iterable[str]) -> Callable[[str], bool]:
    """Whether a line is one of those that a provider calls chrome: texts, and patterns between slashes."""
    texts, patterns = set(), []
    for entry in given:
        if is_pattern(entry):
            patterns.append(re.compile(entry[1:-1]))
        else:
            texts.add(normalised(entry).lower())
    return lambda line: line.lower() in texts or any(pattern.fullmatch(line) for pattern in patterns)


def content(lines: Sequence[str], mine: Callable[[str], bool] | None = None) -> tuple[list[int], str | None]:
    """The numbers, from 0, of the lines that are content, and the server that a line of chrome names.

    mine: what a provider calls chrome besides.
    """
    plain = [normalised(unmarked(line.strip().lstrip("#> "))) for line in lines]
    low = [line.lower() for line in plain]
    away: set[int] = set()
    server = None
    for at, line in enumerate(plain):
        if not line or len(line) > 200:
            continue
        host = _HOST.fullmatch(line)
        if host is not None:
            server = server or host[1]
            away.add(at)
        elif (
            low[at] in _ALWAYS
            or any(pattern.fullmatch(line) for pattern in PATTERNS)
            or (mine is not None and mine(line))
            or _ANCHOR.fullmatch(lines[at].strip())
        ):
            away.add(at)
    away |= _linked(lines)
    _contents(lines, low, away)
    start = _start(lines, plain, away)
    _edge(range(start), low, away, navigation=True)
    foot = next((at for at in range(len(low) - 1, -1, -1) if low[at] in _FOOT), None)
    if foot is not None:
        last = next(
            (
                at
                for at in range(foot + 1, len(lines))
                if _STARTS.match(_said(lines[at])) or _LISTS.fullmatch(_said(lines[at]))
            ),
            len(lines),
        )
        _edge(range(foot + 1, last), low, away, navigation=True)
    _samples(lines, low, away)
    return [at for at in range(len(lines)) if at not in away], server


def _said(line: str) -> str:
    return english(line.strip())


def _start(lines: Sequence[str], plain: Sequence[str], away: Collection[int]) -> int:
    """Where the page itself begins: 0 where there are hardly any short lines before it."""
    short = 0
    for at, line in enumerate(lines):
        if not plain[at]:
            continue
        if at in away:
            short += 1
            continue
        if (
            _STARTS.match(_said(line))
            or shows_method(line)
            or (_LISTS.fullmatch(_said(line)) and _is_listed(plain, at))
        ):
            return at if short >= _FEWEST else 0
        if type_of_line(plain[at])[0]:
            return 0  # a list of parameters without a heading that is known
        if len(plain[at]) > _MOST_LABEL or plain[at][-1] in ".!?。！？:":
            return at if short >= _FEWEST else 0
        short += 1
    return 0


def _is_listed(plain: Sequence[str], at: int) -> bool:
    """Whether a media type or a parameter stands below a line."""
    below = [line for line in plain[at + 1 : at + 8] if line][:2]
    return bool(below) and (
        "/" in below[0] or any(type_of_line(word)[0] for line in below for word in (line, *line.split()[1:2]))
    )


def _edge(where: Iterable[int], low: Sequence[str], away: set[int], *, navigation: bool) -> None:
    """Before and behind a page, what is short and no sentence is navigation."""
    for at in where:
        short = navigation and len(low[at]) <= _MOST_LABEL and low[at][-1:] not in tuple(".!。！")
        if low[at] and (low[at] in AROUND or short):
            away.add(at)


def _linked(lines: Sequence[str]) -> set[int]:
    """Lines that are nothing but a link, where two or more follow each other."""
    indexes: set[int] = set()
    run: list[int] = []
    for at, line in enumerate([*lines, "."]):
        if _LINK.fullmatch(line.strip()):
            run.append(at)
        elif line.strip():
            indexes |= set(run) if len(run) > 1 else set()
            run = []
    return indexes


def _samples(lines: Sequence[str], low: Sequence[str], away: set[int]) -> None:
    """Tabs and buttons right above a sample of code."""
    code = False
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at].strip()
        if line.startswith(("curl ", "{", "```", "~~~")):
            code = True
        elif (code and low[at] in AROUND) or (code and re.fullmatch(r"\d{3}", low[at])):
            away.add(at)
        elif line and at not in away:
            code = False


def _contents(lines: Sequence[str], low: Sequence[str], away: set[int]) -> None:
    """A table of contents: below its title, lines that the page has once more."""
    counts: dict[str, int] = {}
    for line in low:
        counts[line] = counts.get(line, 0) + 1
    at = 0
    while at < len(low):
        if low[at] in _CONTENTS:
            seen: set[str] = set()
            inner = last = at + 1
            while (
                inner < len(low)
                and len(low[inner]) <= _MOST_LABEL
                and low[inner] not in seen
                and not lines[inner].lstrip().startswith("#")  # a heading is the page itself
                and not _PAGE.match(low[inner])
            ):
                if low[inner]:
                    seen.add(low[inner])
                    last = inner + 1 if counts[low[inner]] > 1 else last
                inner += 1
            away.update(range(at, last))
            at = last
        else:
            at += 1
