"""A page in no layout that is known: headings, sentences and examples, and no facts. `pages` calls it last."""

from __future__ import annotations

from reelspec.documentation.pages.builder import Reading, curl_at, endpoint_of, json_at
from reelspec.documentation.pages.page import Page

LAYOUT = "unknown"


def plain(name: str, text: str) -> Page:
    """Every line's sentences. A curl command and a JSON value are one statement each."""
    reading = Reading(name, LAYOUT)
    at, line, looked, looked_for_curl = 0, 1, 0, 0
    after_curl = False
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        piece = text[at:end]
        stripped = piece.lstrip(" '\t")
        start = end - len(stripped)
        if stripped.startswith("curl ") and start >= looked_for_curl:
            curl, looked_for_curl = curl_at(text, start)
            if curl is not None:
                reading.say(text[start : curl.end], line, "code")
                reading.endpoint = reading.endpoint or endpoint_of(curl)
                if curl.has_body:
                    reading.example(curl.body, line, "request")
                after_curl = True
                line, at = line + text.count("\n", at, curl.end), curl.end
                continue
        if stripped[:1] in ("{", "[") and start >= looked:
            stop, looked, body = json_at(text, start)
            if stop is not None and isinstance(body, dict):
                reading.say(text[start:stop], line, "code")
                reading.example(body, line, "response" if after_curl else "request")
                after_curl = False
                line, at = line + text.count("\n", at, stop), stop
                continue
        if stripped.startswith("#") and stripped.lstrip("#").startswith(" "):
            reading.heading(stripped.lstrip("#"), line, len(stripped) - len(stripped.lstrip("#")))
        else:
            reading.prose(stripped, line)
        at, line = end + 1, line + 1
    return reading.page()
