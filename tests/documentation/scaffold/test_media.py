"""What a draft takes from a page besides its fields: limits on files, statuses of answers, the header of its samples."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from reelspec.cli import main
from reelspec.documentation.scaffold.media import media_of

PAGE = """\
# Films

POST https://api.example.com/v1/films

## Body

- prompt (string, required): Words.
- image (string): Where the picture lies. JPEG or PNG, at most 10 MB.
- clips (array of strings): MP4 only. No larger than 50 MB. GIF is not supported.

## Errors

| Code | Meaning |
|---|---|
| 402 | No credits |
| 429 | Too many |

```bash
curl -X POST https://api.example.com/v1/films -H 'X-Film-Key: KEY' -d '{"prompt": "A film"}'
```
"""


@pytest.mark.parametrize(
    ("text", "media"),
    [
        ("JPEG or PNG, at most 10 MB.", {"formats": ["jpeg", "png"], "megabytes": 10}),
        ("Only WebP is accepted.", {"formats": ["webp"]}),
        ("Each file: 2.5MB max", {"megabytes": 2.5}),
        ("At most 10MB, and its sides shall not be less than 300px", {"megabytes": 10, "pixels": [300, None]}),
        ("GIF is not supported.", {}),
        ("PNG, unless it is larger than 10 MB.", {}),
        ("MP4 of 2 to 10 seconds, up to 50 MB.", {}),
        ("10 MB", {}),
        ("Whatever you like.", {}),
    ],
)
def test_limits_on_files_in_a_sentence(text: str, media: dict[str, object]) -> None:
    assert media_of(text) == media


def test_a_draft_has_the_limits_on_files_and_the_statuses(tmp_path: Path) -> None:
    page = tmp_path / "films.md"
    page.write_text(PAGE, encoding="utf-8")
    assert main(["new", "acme/films", "--from", str(page), "--root", str(tmp_path)]) == 0
    text = (tmp_path / "specs/acme/models/films.yaml").read_text(encoding="utf-8")
    fields = yaml.safe_load(text)["properties"]
    assert fields["image"]["x-media"] == {"formats": ["jpeg", "png"], "megabytes": 10}
    assert fields["clips"]["x-media"] == {"formats": ["mp4"], "megabytes": 50}
    assert [line.split(": ", 1)[1] for line in text.split("\n") if "TODO, line" in line] == ["GIF is not supported."]
    openapi = yaml.safe_load((tmp_path / "specs/acme/openapi.yaml").read_text(encoding="utf-8"))
    assert list(openapi["paths"]["/v1/films"]["post"]["responses"]) == ["402", "429"]
    assert openapi["components"]["securitySchemes"]["key"] == {"type": "apiKey", "in": "header", "name": "X-Film-Key"}
    assert main(["documents", "lock", str(page), "--root", str(tmp_path)]) == 0
    lock = tmp_path / "specs/acme/documents.lock.json"
    before = lock.read_text(encoding="utf-8")  # as it was when nobody read statuses from a table
    older = before.replace('"responses": ["402", "429"], ', "").replace(
        ', "structure": true, "terms": ["4', ', "terms": ["4'
    )
    assert older.count('"responses"') == 0 and before.count("structure") - older.count("structure") == 2
    lock.write_text(older, encoding="utf-8")
    assert main(["documents", "drift", str(page), "--root", str(tmp_path)]) == 0
    page.write_text(PAGE.replace("JPEG or PNG", "JPEG, PNG or WebP").replace("50 MB", "60 MB"), encoding="utf-8")
    assert main(["documents", "drift", str(page), "--root", str(tmp_path)]) == 1
