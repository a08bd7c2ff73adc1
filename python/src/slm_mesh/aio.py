"""The session for asyncio: the same calls, awaited."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, TypeVar

from .client import SLMMeshClient
from .session import MeshSession
from .types import Lock, MeshEvent, Message, Peer, StateEntry

T = TypeVar("T")


async def _awaited(call: Callable[[], T], undo: Callable[[T], object] | None = None) -> T:
    """Runs a call in a thread of its own: one that waits would take a thread of the loop's pool from everybody else.

    Whoever is cancelled does not wait for it; ``undo`` gets what it returns then.
    """
    outcome: Future[T] = Future()

    def work() -> None:
        try:
            result = call()
        except BaseException as failure:
            if not outcome.cancelled():
                outcome.set_exception(failure)
            return
        try:
            outcome.set_result(result)
        except InvalidStateError:
            if undo is not None:
                undo(result)

    threading.Thread(target=work, name="slm-mesh-call", daemon=True).start()
    try:
        return await asyncio.wrap_future(outcome)
    except asyncio.CancelledError:
        if not outcome.cancel() and outcome.exception() is None and undo is not None:
            threading.Thread(target=undo, args=(outcome.result(),), name="slm-mesh-undo", daemon=True).start()
        raise


class AsyncMeshSession:
    """An asyncio twin of :class:`MeshSession`; takes the same arguments."""

    def __init__(
        self,
        name: str = "auto",
        project_path: str | None = None,
        agent_type: str = "unknown",
        *,
        client: SLMMeshClient | None = None,
        session_key: str | None = None,
        heartbeat: float = 15.0,
    ) -> None:
        self._session = MeshSession(
            name, project_path, agent_type, client=client, session_key=session_key, heartbeat=heartbeat
        )

    @property
    def peer_id(self) -> str:
        return self._session.peer_id

    @property
    def name(self) -> str:
        return self._session.name

    async def __aenter__(self) -> AsyncMeshSession:
        await _awaited(self._session.__enter__, lambda entered: entered.__exit__(None, None, None))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await _awaited(lambda: self._session.__exit__(kind, error, trace))

    async def peers(self, scope: str = "machine") -> list[Peer]:
        return await _awaited(lambda: self._session.peers(scope))

    async def summarize(self, summary: str) -> None:
        await _awaited(lambda: self._session.summarize(summary))

    async def send(self, to: str, payload: str, msg_type: str = "text", reply_to: str | None = None) -> str:
        return await _awaited(lambda: self._session.send(to, payload, msg_type, reply_to))

    async def broadcast(self, payload: str, to: str = "all", msg_type: str = "text") -> list[str]:
        return await _awaited(lambda: self._session.broadcast(payload, to, msg_type))

    async def inbox(self, msg_filter: str = "unread", limit: int = 20, wait: float = 0) -> list[Message]:
        """See :meth:`MeshSession.inbox`. Cancelled while it waits, it takes nothing."""
        found = await self.peek(msg_filter, limit, wait)
        await self.ack(found)
        return found

    async def peek(self, msg_filter: str = "unread", limit: int = 20, wait: float = 0) -> list[Message]:
        return await _awaited(lambda: self._session.peek(msg_filter, limit, wait))

    async def ack(self, messages: list[Message]) -> None:
        await _awaited(lambda: self._session.ack(messages))

    async def messages(self, wait: float | None = None) -> AsyncIterator[Message]:
        """See :meth:`MeshSession.messages`."""
        given_up = threading.Event()
        try:
            while found := await _awaited(lambda: self._session.arrived(wait, given_up)):
                for message in found:
                    yield message
                    await self.ack([message])
        finally:
            given_up.set()

    @asynccontextmanager
    async def lock(
        self,
        file_path: str,
        reason: str = "",
        *,
        mode: str = "exclusive",
        scope: str = "machine",
        ttl_minutes: int | None = None,
        wait: float = 0,
    ) -> AsyncGenerator[Lock, None]:
        """See :meth:`MeshSession.lock`. Cancelled while it waits, it gives back what it is granted after all."""
        session = self._session
        held = await _awaited(
            lambda: session.acquire(
                file_path, reason, mode=mode, scope=scope, ttl_minutes=ttl_minutes, wait=wait
            ),
            session.release,
        )
        try:
            yield held
        finally:
            await _awaited(lambda: session.release(held))

    async def state_get(self, key: str, namespace: str = "default") -> StateEntry | None:
        return await _awaited(lambda: self._session.state_get(key, namespace))

    async def state_set(
        self, key: str, value: str, namespace: str = "default", if_version: int | None = None
    ) -> StateEntry:
        return await _awaited(lambda: self._session.state_set(key, value, namespace, if_version))

    async def emit(self, event_type: str, payload: dict[str, Any] | None = None) -> MeshEvent:
        return await _awaited(lambda: self._session.emit(event_type, payload))
