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
        self.unsure = 0
        """So many of those spent have no answer that says whether they were accepted."""
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

    def again(self, *, sent: bool) -> bool:
        """Whether the request that is under way may be sent once more. sent: the first one may have been accepted."""
        if sent and self.most is not None and self.spent + self.under_way >= self.most:
            return False
        self.spent += sent
        self.unsure += sent
        return True

    def settle(self, *, accepted: bool, sure: bool = True) -> None:
        """The answer is there. accepted: it was, or nobody knows and it is not sure."""
        self.under_way -= 1
        self.spent += accepted
        self.unsure += accepted and not sure
        self._changed.set()
