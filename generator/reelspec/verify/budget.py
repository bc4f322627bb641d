"""How many requests the server may accept: each may cost money. Asked before every request that could be accepted."""

from __future__ import annotations

import asyncio


class Budget:
    """At most `most` requests are ever accepted, whatever the server does; None = as many as there are.

    A request that is under way counts as accepted until its answer says otherwise, and so does one without an answer:
    whether a body that breaks the spec is refused is what is to be found out.
    """

    def __init__(self, most: int | None) -> None:
        self.most = most
        self.spent = 0
        self.under_way = 0
        self._changed = asyncio.Event()

    @property
    def exhausted(self) -> bool:
        """Nothing more may be sent, whatever becomes of what is under way."""
        return self.most is not None and self.spent >= self.most

    async def reserve(self) -> bool:
        """Wait until one more may be sent; False when none may any more."""
        while self.most is not None and self.spent + self.under_way >= self.most:
            if self.exhausted:
                return False
            self._changed.clear()
            await self._changed.wait()
        self.under_way += 1
        return True

    def settle(self, *, accepted: bool) -> None:
        """The answer is there. accepted: it was, or nobody knows."""
        self.under_way -= 1
        self.spent += accepted
        self._changed.set()
