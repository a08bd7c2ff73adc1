"""A program's place in the mesh, for as long as a ``with`` block lasts."""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Callable, TypeVar

from .client import SLMMeshClient
from .errors import SLMMeshError
from .types import Lock, MeshEvent, Message, Peer, StateEntry

T = TypeVar("T")
#: Longest wait that the broker allows, in seconds.
MAX_WAIT = 50.0


class MeshSession:
    """Registers on entry, shows that it is there in the background, and leaves at the end.

    When the broker no longer knows the session, it registers again under the same key and gets its mail back.
    May be used by several threads.
    """

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
        self.client = client or SLMMeshClient()
        self._name = name
        self._project_path = project_path or os.getcwd()
        self._agent_type = agent_type
        self._session_key = session_key or f"python:{uuid.uuid4()}"
        self._heartbeat = heartbeat
        self._stopped = threading.Event()
        self._registering = threading.Lock()
        self._beating: threading.Thread | None = None
        self.peer_id = ""
        self.name = ""

    def __enter__(self) -> MeshSession:
        self._register()
        self._stopped.clear()
        self._beating = threading.Thread(target=self._beat, name="slm-mesh-heartbeat", daemon=True)
        self._beating.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        if self._beating is not None:
            self._beating.join()
        try:
            self.client.unregister(self.peer_id)
        except SLMMeshError:
            if error is None and self._is_reachable():
                raise
        finally:
            self.client.close()

    # -- what it does

    def peers(self, scope: str = "machine") -> list[Peer]:
        return self._known(lambda: self.client.peers(scope, self.peer_id))

    def summarize(self, summary: str) -> None:
        self._known(lambda: self.client.set_summary(self.peer_id, summary))

    def send(self, to: str, payload: str, msg_type: str = "text", reply_to: str | None = None) -> str:
        key = str(uuid.uuid4())
        return self._known(
            lambda: self.client.send(
                self.peer_id, to, payload, msg_type, reply_to=reply_to, idempotency_key=key
            )
        )

    def broadcast(self, payload: str, to: str = "all", msg_type: str = "text") -> list[str]:
        return self._known(lambda: self.client.broadcast(self.peer_id, payload, msg_type, to))

    def inbox(self, msg_filter: str = "unread", limit: int = 20, wait: float = 0) -> list[Message]:
        return self._known(lambda: self.client.inbox(self.peer_id, msg_filter, limit, wait=wait))

    def messages(self, wait: float | None = None) -> Iterator[Message]:
        """Messages as they come, oldest first. Ends when none came for ``wait`` seconds; ``None`` goes on for ever.

        A message is marked as read once the loop asks for the next one: what was not taken comes again.
        """
        while True:
            pause = MAX_WAIT if wait is None else min(wait, MAX_WAIT)
            found = self._known(lambda: self.client.inbox(self.peer_id, peek=True, wait=pause))
            for message in found:
                yield message
                self._known(lambda ids=[message.id]: self.client.ack(self.peer_id, ids))
            if not found and wait is not None:
                if wait <= MAX_WAIT:
                    return
                wait -= MAX_WAIT

    @contextmanager
    def lock(
        self,
        file_path: str,
        reason: str = "",
        *,
        mode: str = "exclusive",
        scope: str = "machine",
        ttl_minutes: int | None = None,
        wait: float = 0,
    ) -> Iterator[Lock]:
        """Holds a lease for the length of a ``with`` block. :raises LockHeld: when it is not to be had"""
        held = self._known(
            lambda: self.client.lock(
                file_path, self.peer_id, reason, ttl_minutes, mode=mode, scope=scope, wait=wait
            )
        )
        try:
            yield held
        finally:
            self._release(held)

    def _release(self, held: Lock) -> None:
        try:
            self.client.unlock(held.file_path, self.peer_id, held.fencing_token)
        except SLMMeshError as refusal:
            if refusal.code not in ("not_found", "stale_token", "lock_held", "unknown_peer"):
                raise  # those four say that the lease had ended: there is nothing left to release

    def state_get(self, key: str, namespace: str = "default") -> StateEntry | None:
        return self.client.state_get(key, namespace)

    def state_set(
        self, key: str, value: str, namespace: str = "default", if_version: int | None = None
    ) -> StateEntry:
        return self._known(
            lambda: self.client.state_set(key, value, self.peer_id, namespace, if_version=if_version)
        )

    def emit(self, event_type: str, payload: dict[str, Any] | None = None) -> MeshEvent:
        return self._known(lambda: self.client.emit(self.peer_id, event_type, payload))

    # -- being there

    def _register(self) -> None:
        answer = self.client.register(
            os.getpid(),
            self._project_path,
            self._agent_type,
            self._name,
            session_key=self._session_key,
            authenticated=True,
        )
        self.peer_id, self.name = answer["peerId"], answer["name"]

    def _known(self, call: Callable[[], T]) -> T:
        """Does it, after registering again where the broker has forgotten this session."""
        try:
            return call()
        except SLMMeshError as refusal:
            if refusal.code != "unknown_peer" or refusal.response.get("suggestions"):
                raise
            known = self.peer_id
            with self._registering:
                if known == self.peer_id and not self._is_known():
                    self._register()
            return call()

    def _is_known(self) -> bool:
        try:
            self.client.heartbeat(self.peer_id)
            return True
        except SLMMeshError as refusal:
            if refusal.code == "unknown_peer":
                return False
            raise

    def _is_reachable(self) -> bool:
        try:
            self.client.health()
            return True
        except SLMMeshError:
            return False

    def _beat(self) -> None:
        while not self._stopped.wait(self._heartbeat):
            try:
                self._known(lambda: self.client.heartbeat(self.peer_id))
            except SLMMeshError:
                continue  # a broker that is away now may be back for the next one
