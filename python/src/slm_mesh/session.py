"""A program's place in the mesh, for as long as a ``with`` block lasts."""

from __future__ import annotations

import logging
import os
import threading
import time
import uuid
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeVar

from .client import SLMMeshClient
from .errors import SLMMeshError
from .types import Lock, MeshEvent, Message, Peer, StateEntry

T = TypeVar("T")
_LOG = logging.getLogger("slm_mesh")
#: Longest wait that the broker allows, in seconds.
MAX_WAIT = 50.0
#: Pauses between attempts to reach a broker that is away, in seconds.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
#: What a lease that had ended already is answered with: there is nothing left to release.
_ENDED = ("not_found", "stale_token", "lock_held", "unknown_peer")


@dataclass
class _Lease:
    """A lease that is kept: how many times this session holds it, and when it is to be renewed."""

    lock: Lock
    ttl_minutes: int | None
    holds: int = 0
    due: float = 0.0

    def granted(self, lock: Lock) -> None:
        self.lock, self.due = lock, time.monotonic() + lock.remaining_ms / 2000


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
        self.client: SLMMeshClient = client or SLMMeshClient()
        self.peer_id: str = ""
        self.name: str = name
        self._project_path = project_path or os.getcwd()
        self._agent_type = agent_type
        self._session_key = session_key or f"python:{uuid.uuid4()}"
        self._heartbeat = heartbeat
        self._stopped = threading.Event()
        self._registering = threading.Lock()
        self._registrations = 0
        self._beating: threading.Thread | None = None
        self._leases: dict[int, _Lease] = {}
        self._leasing = threading.Lock()

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
        except SLMMeshError as refusal:
            if error is None and not _is_away(refusal) and refusal.code != "unknown_peer":
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
        """Messages of this session, which are marked as read once they are here."""
        found = self.peek(msg_filter, limit, wait)
        self.ack(found)
        return found

    def peek(self, msg_filter: str = "unread", limit: int = 20, wait: float = 0) -> list[Message]:
        """The same, and nothing is marked."""
        return self._known(lambda: self.client.inbox(self.peer_id, msg_filter, limit, peek=True, wait=wait))

    def ack(self, messages: list[Message]) -> None:
        """Marks those of them that are for this session as read."""
        ids = [message.id for message in messages if message.to_peer == self.peer_id and message.read_at is None]
        if ids:
            self._known(lambda: self.client.ack(self.peer_id, ids))

    def messages(self, wait: float | None = None) -> Iterator[Message]:
        """Messages as they come, oldest first. Ends when none came for ``wait`` seconds; ``None`` goes on for ever.

        A message is marked as read once the loop asks for the next one: what was not taken comes again. A broker that
        is away is waited for like a message.
        """
        while found := self.arrived(wait):
            for message in found:
                yield message
                self.ack([message])

    def arrived(self, wait: float | None = None, given_up: threading.Event | None = None) -> list[Message]:
        """Unread messages as soon as there are any, else none after ``wait`` seconds; marks nothing."""
        end = None if wait is None else time.monotonic() + wait
        pause = _FIRST_PAUSE
        while not self._stopped.is_set() and not (given_up is not None and given_up.is_set()):
            left = MAX_WAIT if end is None else max(0.0, end - time.monotonic())
            try:
                found = self.peek(wait=min(left, MAX_WAIT))
                pause = _FIRST_PAUSE
            except SLMMeshError as failure:
                if not _is_away(failure) or left < pause:
                    raise
                self._stopped.wait(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
                continue
            if found or (end is not None and time.monotonic() >= end):
                return found
        return []

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
    ) -> Generator[Lock, None, None]:
        """Holds a lease for the length of a ``with`` block. :raises LockHeld: when it is not to be had"""
        held = self.acquire(file_path, reason, mode=mode, scope=scope, ttl_minutes=ttl_minutes, wait=wait)
        try:
            yield held
        finally:
            self.release(held)

    def acquire(
        self,
        file_path: str,
        reason: str = "",
        *,
        mode: str = "exclusive",
        scope: str = "machine",
        ttl_minutes: int | None = None,
        wait: float = 0,
    ) -> Lock:
        """Takes a lease and renews it in the background until :meth:`release`, once for each time it was taken."""
        held = self._known(
            lambda: self.client.lock(
                file_path, self.peer_id, reason, ttl_minutes, mode=mode, scope=scope, wait=wait
            )
        )
        with self._leasing:
            lease = self._leases.setdefault(held.fencing_token, _Lease(held, ttl_minutes))
            lease.holds += 1
            lease.granted(held)
        return held

    def release(self, held: Lock) -> None:
        """Gives back what :meth:`acquire` returned; a lease that had ended is none to give back."""
        with self._leasing:
            lease = self._leases.get(held.fencing_token)
            if lease is not None:
                lease.holds -= 1
                if lease.holds > 0:
                    return
                del self._leases[held.fencing_token]
        try:
            self.client.unlock(held.file_path, self.peer_id, held.fencing_token)
        except SLMMeshError as refusal:
            if refusal.code not in _ENDED:
                raise

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
            self.name,
            session_key=self._session_key,
            authenticated=True,
        )
        self.peer_id, self.name = str(answer["peerId"]), str(answer["name"])
        self._registrations += 1

    def _known(self, call: Callable[[], T]) -> T:
        """Does it, after registering again where the broker has forgotten this session."""
        registrations = self._registrations
        try:
            return call()
        except SLMMeshError as refusal:
            if refusal.code == "forbidden" and self._is_newer_than(registrations):
                return call()
            if refusal.code != "unknown_peer" or refusal.response.get("suggestions") or self._stopped.is_set():
                raise
            known = self.peer_id
            with self._registering:
                if known == self.peer_id and not self._is_known():
                    self._register()
            return call()

    def _is_newer_than(self, registrations: int) -> bool:
        """Whether another thread has registered since; the broker knows that before this session has the new token."""
        with self._registering:
            return self._registrations > registrations

    def _is_known(self) -> bool:
        try:
            self.client.heartbeat(self.peer_id)
            return True
        except SLMMeshError as refusal:
            if refusal.code == "unknown_peer":
                return False
            raise

    def _beat(self) -> None:
        while not self._stopped.wait(self._heartbeat):
            try:
                self._known(lambda: self.client.heartbeat(self.peer_id))
                self._renew()
            except SLMMeshError as failure:
                if not _is_away(failure):  # else it may be back for the next one
                    _LOG.warning("The heartbeat of %s was refused: %s", self.name, failure)

    def _renew(self) -> None:
        """Renews what has less than half of its time left."""
        with self._leasing:
            due = [lease for lease in self._leases.values() if time.monotonic() >= lease.due]
        for lease in due:
            try:
                lease.granted(self.client.renew(lease.lock.file_path, self.peer_id, lease.ttl_minutes))
            except SLMMeshError as refusal:
                if refusal.code not in _ENDED:
                    raise
                with self._leasing:
                    if self._leases.pop(lease.lock.fencing_token, None) is not None:
                        _LOG.warning("The lock on %s has ended: %s", lease.lock.file_path, refusal)


def _is_away(failure: SLMMeshError) -> bool:
    """Whether it could not be asked, rather than refused."""
    return failure.status_code in (0, 503)
