"""The session for asyncio: the same calls, awaited. Each runs in a worker thread, so that the loop never blocks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any

from .session import MAX_WAIT, MeshSession
from .types import Lock, MeshEvent, Message, Peer, StateEntry


class AsyncMeshSession:
    """An asyncio twin of :class:`MeshSession`; takes the same arguments."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._session = MeshSession(*args, **options)

    @property
    def peer_id(self) -> str:
        return self._session.peer_id

    @property
    def name(self) -> str:
        return self._session.name

    async def __aenter__(self) -> AsyncMeshSession:
        await asyncio.to_thread(self._session.__enter__)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self._session.__exit__, kind, error, trace)

    async def peers(self, scope: str = "machine") -> list[Peer]:
        return await asyncio.to_thread(self._session.peers, scope)

    async def summarize(self, summary: str) -> None:
        await asyncio.to_thread(self._session.summarize, summary)

    async def send(self, to: str, payload: str, msg_type: str = "text", reply_to: str | None = None) -> str:
        return await asyncio.to_thread(self._session.send, to, payload, msg_type, reply_to)

    async def broadcast(self, payload: str, to: str = "all", msg_type: str = "text") -> list[str]:
        return await asyncio.to_thread(self._session.broadcast, payload, to, msg_type)

    async def inbox(self, msg_filter: str = "unread", limit: int = 20, wait: float = 0) -> list[Message]:
        return await asyncio.to_thread(self._session.inbox, msg_filter, limit, wait)

    async def messages(self, wait: float | None = None) -> AsyncIterator[Message]:
        """See :meth:`MeshSession.messages`."""
        session = self._session
        while True:
            pause = MAX_WAIT if wait is None else min(wait, MAX_WAIT)
            found = await asyncio.to_thread(
                lambda pause=pause: session._known(
                    lambda: session.client.inbox(session.peer_id, peek=True, wait=pause)
                )
            )
            for message in found:
                yield message
                await asyncio.to_thread(session.client.ack, session.peer_id, [message.id])
            if not found and wait is not None:
                if wait <= MAX_WAIT:
                    return
                wait -= MAX_WAIT

    @asynccontextmanager
    async def lock(self, file_path: str, reason: str = "", **options: Any) -> AsyncIterator[Lock]:
        """See :meth:`MeshSession.lock`."""
        holding = self._session.lock(file_path, reason, **options)
        held = await asyncio.to_thread(holding.__enter__)
        try:
            yield held
        finally:
            await asyncio.to_thread(self._session._release, held)

    async def state_get(self, key: str, namespace: str = "default") -> StateEntry | None:
        return await asyncio.to_thread(self._session.state_get, key, namespace)

    async def state_set(
        self, key: str, value: str, namespace: str = "default", if_version: int | None = None
    ) -> StateEntry:
        return await asyncio.to_thread(self._session.state_set, key, value, namespace, if_version)

    async def emit(self, event_type: str, payload: dict[str, Any] | None = None) -> MeshEvent:
        return await asyncio.to_thread(self._session.emit, event_type, payload)
