"""Local files in bodies, and ledgers; a line that must not type-check ends in `# error`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from videoapis.powertokens import AsyncPowerTokens, LedgerEntry, PowerTokens, VideoAPIError, requests

URL = "https://example.com/a.png"


def right(client: PowerTokens) -> None:
    create = client.videos.create
    create(model="seedance-1-0-pro-250528", prompt="A kite", image=Path("a.png"))
    create(model="seedance-1-0-pro-250528", prompt="A kite", image=b"...")
    create(model="seedance-1-0-pro-250528", prompt="A kite", image=URL)
    client.videos.create_and_wait(model="seedance-1-5-pro-251215", prompt="A kite", image=Path("a.png"))
    body: requests.Seedance15Pro251215Request = {
        "model": "seedance-1-5-pro-251215",
        "prompt": "A kite",
        "image": Path("a.png"),
    }
    create(**body)
    for entry in client.ledger.pending():
        if entry.task_id is not None:
            client.videos.resume(entry.task_id)
        client.ledger.dismiss(entry)
    entries: list[LedgerEntry] = client.ledger.entries("created", "succeeded")
    times: list[datetime] = [entry.started for entry in entries]
    assert times


async def right_with_await(client: AsyncPowerTokens) -> bool:
    try:
        await client.videos.create(model="seedance-1-0-pro-250528", prompt="A kite", image=Path("a.png"))
    except VideoAPIError as error:
        return error.perhaps_paid
    entries: list[LedgerEntry] = await client.ledger.pending()
    return entries[0].perhaps_paid


def made() -> tuple[PowerTokens, AsyncPowerTokens]:
    return PowerTokens(ledger="tasks.db"), AsyncPowerTokens(ledger=Path("tasks.db"))


def wrong(client: PowerTokens, other: AsyncPowerTokens) -> None:
    create = client.videos.create
    create(model="seedance-1-0-pro-250528", prompt="A kite", image=5)  # error
    create(model="seedance-1-0-pro-250528", prompt=Path("a.png"))  # error
    create(model="wan2.7-i2v", image=Path("a.png"))  # error
    create(model="wan2.2-kf2v-flash", images=[b"...", URL])  # error
    client.videos.resume(client.ledger.pending()[0].task_id)  # error
    other.ledger.pending()[0]  # error
    PowerTokens(ledger=5)  # error
