"""HTML, as a browser or a command saves it, as the text and Markdown that the readers of pages know. `pages` calls it.

Only the main content is taken: headings, lines, lists, tables and samples of code, in their order. Nothing is run or
fetched. The parser is selectolax, of the extra `html`; it is imported here alone, and only when a page is HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from reelspec.common.installation import installing
from reelspec.documentation.pages.text import word_set

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_LOOKS = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_DROPPED = (
    "script, style, template, noscript, svg, nav, footer, aside, button, iframe, select, dialog, head, "
    "[aria-hidden=true], [role=navigation], [role=banner], [role=contentinfo], [role=search], [role=tablist], [role=dialog], "
    "[role=tabpanel][hidden]"
)
_MAIN = ("main, [role=main]", "article", "#content, #content-area, .content", "body")
_BLOCKS = word_set(
    "address blockquote center dd details dialog div dl dt fieldset figcaption figure form li main article section summary "
    "header hgroup"
)
_APART = frozenset(["p", "ul", "ol", "table", "pre", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "blockquote"])
_OF_TABLES = frozenset(["table", "tr", "td", "th"])
_PHRASES = frozenset(["span", "label", "small"])
_EDGES = "\u200b\u200c\u200d\u2060\ufeff¶# \t"


_NESTING = re.compile(r"<(/?)(?:div|span|section|article|ul|ol|table|blockquote|font|b|i)\b", re.IGNORECASE)
MOST_DEPTH = 2000
"""How deep elements stand in elements: a parser's work grows with the square of that."""


class NoParser(ValueError):
    """The page is HTML that is not parsed: what reads it is not installed, or it is nested too deeply."""


def is_html(text: str) -> bool:
    """Whether a text is a page of HTML."""
    return _LOOKS.match(text) is not None


def text_of(html: str) -> str:
    """The main content as text: `#` before headings, `-` before items, tables and fences of Markdown.

    Raises NoParser where selectolax is not installed, and for HTML that is nested deeper than 2000.
    """
    depth = 0
    for match in _NESTING.finditer(html):
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > MOST_DEPTH:
            raise NoParser(f"it is HTML that is nested deeper than {MOST_DEPTH}: save the page's Markdown or its text")
    try:
        from selectolax.lexbor import LexborHTMLParser
    except ImportError:
        raise NoParser(
            f"it is HTML, which needs a parser: {installing('html')}, or save the page's Markdown or its text"
        ) from None
    tree = LexborHTMLParser(html)
    for node in tree.css(_DROPPED):
        node.decompose()
    for selector in _MAIN:
        nodes = tree.css(selector)
        if nodes:
            best = max(nodes, key=lambda node: len(node.text()))
            if selector == "body" or best.text().strip():
                return _Writer().written(best)
    return ""


class _Writer:
    """Goes through the nodes once; what stands on one line is collected until a block begins or ends."""

    def __init__(self, *, in_cell: bool = False) -> None:
        self.in_cell = in_cell
        self.lines: list[str] = []
        self.words: list[str] = []
        self.depth = 0
        self.prefix = ""

    def written(self, top: LexborNode) -> str:
        """The text of a node and all that is in it."""
        done = object()
        stack: list[tuple[LexborNode, object]] = [(top, None)]
        while stack:
            node, state = stack.pop()
            if state is done:
                self.leave(node)
                continue
            if not self.enter(node):
                continue
            stack.append((node, done))
            stack += [(child, None) for child in reversed([*_children(node)])]
        self.end()
        return "\n".join(self.lines).strip("\n") + "\n"

    def enter(self, node: LexborNode) -> bool:
        """Begin a node; whether what is in it is to be read."""
        tag = node.tag or ""
        if tag == "-text":
            self.words.append(node.text_content or "")
            return False
        if tag.startswith(("-", "_", "!")):
            return False
        if tag == "br":
            self.end()
        elif tag == "pre":
            self.apart()
            code = node.text().strip("\n")
            self.lines += ["```", *code.split("\n"), "```", ""]
            return False
        elif self.in_cell and tag in _OF_TABLES:
            self.end()  # a table in a cell is lines of that cell
        elif tag == "table":
            self.apart()
            self.table(node)
            return False
        elif re.fullmatch(r"h[1-6]", tag):
            self.apart()
            title = " ".join(node.text().split()).strip(_EDGES)
            self.lines += [f"{'#' * int(tag[1])} {title}", ""] if title else []
            return False
        elif tag == "li":
            self.end()
            self.prefix = f"{'  ' * max(0, self.depth - 1)}- "
        elif tag in ("ul", "ol"):
            self.apart() if not self.depth else self.end()
            self.depth += 1
        elif tag in _APART:
            self.apart()
        elif tag in _BLOCKS:
            self.end()
        elif tag in _PHRASES and self.words and node.prev is not None and (node.prev.tag or "") in _PHRASES:
            self.words.append(" ")  # two boxes beside each other, which only a style sheet keeps apart
        return True

    def leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in ("ul", "ol"):
            self.depth -= 1
            self.end() if self.depth else self.apart()
        elif tag in _APART:
            self.apart()
        elif tag in _BLOCKS:
            self.end()
            if tag == "li":
                self.prefix = ""

    def end(self) -> None:
        """The line has ended."""
        line = " ".join("".join(self.words).split()).strip("\u200b\ufeff ")
        self.words = []
        if line:
            self.lines.append(f"{self.prefix}{line}")
            self.prefix = "  " * self.depth

    def apart(self) -> None:
        """The line has ended, and a blank one follows."""
        self.end()
        if self.lines and self.lines[-1] and not self.prefix.strip() and not self.depth:
            self.lines.append("")

    def table(self, node: LexborNode) -> None:
        rows = [
            [
                "<br>".join(filter(None, _Writer(in_cell=True).written(cell).split("\n"))).replace("|", "\\|")
                for cell in _children(row)
                if cell.tag in ("td", "th")
            ]
            for row in _rows(node)
        ]
        rows = [row for row in rows if row]
        for at, row in enumerate(rows):
            self.lines.append(f"| {' | '.join(row)} |")
            if at == 0:
                self.lines.append(f"|{'---|' * len(row)}")
        self.lines.append("")


def _rows(table: LexborNode) -> Iterator[LexborNode]:
    """The rows of a table, without those of tables in its cells."""
    for child in _children(table):
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(child)


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next
