"""The HTTP API, one method for each call."""

from __future__ import annotations

import http.client
import json
import os
import socket
import threading
import uuid
from pathlib import Path
from typing import Any, cast

from .errors import SLMMeshError, error_for
from .types import BrokerStatus, Lock, LockCheck, MeshEvent, Message, Peer, StateEntry

_Json = dict[str, Any]
DEFAULT_PORT = 7899
#: How much longer than a wait that was asked for an answer may take, in seconds.
_WAIT_GRACE = 5.0


def data_directory() -> Path:
    """Where token and port of the local broker are."""
    return Path(os.environ.get("SLM_MESH_DATA_DIR") or Path.home() / ".slm-mesh")


class SLMMeshClient:
    """Talks to a broker on this machine. May be shared by threads; connections are kept alive and used again.

    :param port: by default what the broker wrote into its data directory, else 7899
    :param timeout: seconds to wait for an answer
    :param token_path: by default ``broker.token`` in the data directory
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int | None = None,
        timeout: float = 5,
        token_path: str | None = None,
    ) -> None:
        self.host = host
        self.timeout = timeout
        self._port = port
        self._token_path = Path(token_path) if token_path else None
        self._peer_tokens: dict[str, str] = {}
        self._idle: list[http.client.HTTPConnection] = []
        self._pool = threading.Lock()

    @property
    def port(self) -> int:
        if self._port is not None:
            return self._port
        try:
            return int((data_directory() / "port").read_text("ascii").strip())
        except (OSError, ValueError):
            return DEFAULT_PORT

    # -- peers

    def health(self) -> _Json:
        """Whether the broker is well: ``status``, ``version``, ``uptime``."""
        return self._request("GET", "/health", repeatable=True)

    def status(self) -> BrokerStatus:
        return BrokerStatus.from_dict(self._request("GET", "/status", repeatable=True))

    def register(
        self,
        pid: int,
        project_path: str,
        agent_type: str = "unknown",
        name: str = "auto",
        uds_path: str | None = None,
        *,
        git_root: str | None = None,
        git_branch: str | None = None,
        session_key: str | None = None,
        authenticated: bool = False,
    ) -> _Json:
        """Takes part. The answer has ``peerId``, ``name``, ``peerToken`` and ``resumed``.

        Once registered ``authenticated``, this client shows the peer's token in all that it does in its name.
        """
        answer = self._request(
            "POST",
            "/register",
            _without_none(
                pid=pid,
                projectPath=project_path,
                agentType=agent_type,
                name=name,
                udsPath=uds_path,
                gitRoot=git_root,
                gitBranch=git_branch,
                sessionKey=session_key,
                authenticated=authenticated,
            ),
            repeatable=session_key is not None,
        )
        self._peer_tokens[answer["peerId"]] = answer["peerToken"]
        return answer

    def unregister(self, peer_id: str) -> _Json:
        answer = self._request("POST", "/unregister", {"peerId": peer_id}, acting=peer_id)
        self._peer_tokens.pop(peer_id, None)
        return answer

    def heartbeat(self, peer_id: str) -> _Json:
        """Says that the peer is there. The answer has its ``unread`` count."""
        return self._request("POST", "/heartbeat", {"peerId": peer_id}, acting=peer_id, repeatable=True)

    def set_summary(self, peer_id: str, summary: str) -> _Json:
        body = {"peerId": peer_id, "summary": summary}
        return self._request("POST", "/summary", body, acting=peer_id, repeatable=True)

    def peers(self, scope: str = "machine", peer_id: str | None = None) -> list[Peer]:
        """Who is there. ``directory`` and ``repo`` mean near ``peer_id``."""
        body = _without_none(scope=scope, peerId=peer_id)
        answer = self._request("POST", "/peers", body, acting=peer_id, repeatable=True)
        return [Peer.from_dict(peer) for peer in answer["peers"]]

    # -- messages

    def send(
        self,
        from_peer: str,
        to_peer: str,
        payload: str,
        msg_type: str = "text",
        *,
        reply_to: str | None = None,
        idempotency_key: str | None = None,
    ) -> str:
        """Sends to a peer's id or name and returns the message's id."""
        answer = self._send(from_peer, to_peer, payload, msg_type, reply_to, idempotency_key)
        return str(answer.get("messageId") or next(iter(answer.get("messageIds", [])), ""))

    def broadcast(self, from_peer: str, payload: str, msg_type: str = "text", to: str = "all") -> list[str]:
        """Sends to ``all``, ``repo``, ``directory`` or ``agent:<type>``; returns the messages' ids."""
        return list(self._send(from_peer, to, payload, msg_type, None, None).get("messageIds", []))

    def _send(
        self, from_peer: str, to: str, payload: str, kind: str, reply_to: str | None, key: str | None
    ) -> _Json:
        body = _without_none(
            fromPeer=from_peer,
            toPeer=to,
            payload=payload,
            type=kind,
            replyTo=reply_to,
            idempotencyKey=key or str(uuid.uuid4()),
        )
        return self._request("POST", "/send", body, acting=from_peer, repeatable=True)

    def inbox(
        self,
        peer_id: str,
        msg_filter: str = "unread",
        limit: int = 20,
        *,
        from_peer: str | None = None,
        peek: bool = False,
        wait: float = 0,
    ) -> list[Message]:
        """Messages of a peer: ``unread`` oldest first, ``all`` and ``sent`` newest first.

        What is returned is marked as read unless ``peek``. ``wait`` is in seconds, at most 50.
        """
        body = _without_none(
            peerId=peer_id, filter=msg_filter, limit=limit, peek=peek, waitMs=round(wait * 1000), **{"from": from_peer}
        )
        answer = self._request("POST", "/messages", body, acting=peer_id, repeatable=peek, wait=wait)
        return [Message.from_dict(message) for message in answer["messages"]]

    def ack(self, peer_id: str, ids: list[str], state: str = "read") -> int:
        """Says what became of messages, ``delivered`` or ``read``; returns how many changed."""
        body = {"peerId": peer_id, "ids": ids, "state": state}
        return int(self._request("POST", "/messages/ack", body, acting=peer_id, repeatable=True)["updated"])

    # -- state

    def state_get(self, key: str, namespace: str = "default") -> StateEntry | None:
        body = {"action": "get", "key": key, "namespace": namespace}
        entry = self._request("POST", "/state", body, repeatable=True).get("entry")
        return StateEntry.from_dict(entry) if entry else None

    def state_set(
        self, key: str, value: str, peer_id: str, namespace: str = "default", *, if_version: int | None = None
    ) -> StateEntry:
        """Sets a value. :raises VersionMismatch: when ``if_version`` does not hold (0 = must not exist)"""
        body = _without_none(
            action="set", key=key, value=value, peerId=peer_id, namespace=namespace, ifVersion=if_version
        )
        return StateEntry.from_dict(self._request("POST", "/state", body, acting=peer_id)["entry"])

    def state_list(self, namespace: str = "default", prefix: str = "") -> list[StateEntry]:
        body = {"action": "list", "namespace": namespace, "prefix": prefix}
        return [StateEntry.from_dict(e) for e in self._request("POST", "/state", body, repeatable=True)["entries"]]

    def state_delete(
        self,
        key: str,
        namespace: str = "default",
        *,
        peer_id: str | None = None,
        if_version: int | None = None,
    ) -> None:
        body = _without_none(
            action="delete", key=key, namespace=namespace, peerId=peer_id, ifVersion=if_version
        )
        self._request("POST", "/state", body, acting=peer_id)

    # -- locks

    def lock(
        self,
        file_path: str,
        peer_id: str,
        reason: str = "",
        ttl_minutes: int | None = 10,
        *,
        mode: str = "exclusive",
        scope: str = "machine",
        wait: float = 0,
    ) -> Lock:
        """Acquires a lease, waiting up to ``wait`` seconds (at most 50). :raises LockHeld: when it is not to be had"""
        body = _without_none(
            action="lock",
            filePath=file_path,
            peerId=peer_id,
            reason=reason,
            ttlMinutes=ttl_minutes,
            mode=mode,
            scope=scope,
            waitMs=round(wait * 1000),
        )
        # Whoever holds it already is given it again, so that a repeated request does no harm.
        return Lock.from_dict(self._request("POST", "/lock", body, acting=peer_id, repeatable=True, wait=wait)["lock"])

    def unlock(self, file_path: str, peer_id: str, fencing_token: int | None = None) -> None:
        body = _without_none(action="unlock", filePath=file_path, peerId=peer_id, fencingToken=fencing_token)
        self._request("POST", "/lock", body, acting=peer_id)

    def renew(self, file_path: str, peer_id: str, ttl_minutes: int | None = None) -> Lock:
        body = _without_none(action="renew", filePath=file_path, peerId=peer_id, ttlMinutes=ttl_minutes)
        return Lock.from_dict(self._request("POST", "/lock", body, acting=peer_id, repeatable=True)["lock"])

    def check(self, file_path: str, fencing_token: int, peer_id: str | None = None) -> LockCheck:
        """Whether a grant still stands: ask before a write that must not come late."""
        body = _without_none(action="check", filePath=file_path, fencingToken=fencing_token, peerId=peer_id)
        answer = self._request("POST", "/lock", body, acting=peer_id, repeatable=True)
        lock = answer.get("lock")
        return LockCheck(bool(answer["current"]), Lock.from_dict(lock) if lock else None)

    def locks(self, file_path: str | None = None) -> list[Lock]:
        body = _without_none(action="query", filePath=file_path)
        return [Lock.from_dict(lock) for lock in self._request("POST", "/lock", body, repeatable=True)["locks"]]

    # -- events

    def events(
        self, types: list[str] | None = None, since: str | int | None = None, limit: int = 50
    ) -> list[MeshEvent]:
        """Events oldest first; ``since`` is a time or a sequence number."""
        body = _without_none(action="read", types=types, since=since, limit=limit)
        return [MeshEvent.from_dict(e) for e in self._request("POST", "/events", body, repeatable=True)["events"]]

    def subscribe(self, peer_id: str, types: list[str]) -> list[str]:
        """Adds event types (``prefix.*`` and ``*`` too) to the peer's subscription; returns all of it."""
        body = {"action": "subscribe", "peerId": peer_id, "types": types}
        return list(self._request("POST", "/events", body, acting=peer_id, repeatable=True)["subscribed"])

    def unsubscribe(self, peer_id: str, types: list[str] | None = None) -> list[str]:
        """Takes event types, by default all of them, out of the peer's subscription; returns what is left of it."""
        body = _without_none(action="unsubscribe", peerId=peer_id, types=types)
        return list(self._request("POST", "/events", body, acting=peer_id, repeatable=True)["subscribed"])

    def emit(self, peer_id: str, event_type: str, payload: _Json | None = None) -> MeshEvent:
        body = {"action": "emit", "peerId": peer_id, "type": event_type, "payload": payload or {}}
        return MeshEvent.from_dict(self._request("POST", "/events", body, acting=peer_id)["event"])

    # -- one request

    def close(self) -> None:
        """Closes what is kept alive; the next call opens another connection."""
        with self._pool:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def __enter__(self) -> SLMMeshClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _request(
        self,
        method: str,
        path: str,
        body: _Json | None = None,
        *,
        acting: str | None = None,
        repeatable: bool = False,
        wait: float = 0,
    ) -> _Json:
        """Asks and returns the answer. Repeats once, and only what does no harm when it is done twice."""
        headers = self._headers(path, acting)
        text = json.dumps(body).encode("utf-8") if body is not None else None
        timeout = max(self.timeout, wait + _WAIT_GRACE) if wait else self.timeout
        for last in (False, True):
            connection, sent = self._connection(timeout), False
            try:
                connection.request(method, path, body=text, headers=headers)
                sent = True
                response = connection.getresponse()
                status, raw = response.status, response.read()
            except (OSError, http.client.HTTPException) as failure:
                connection.close()
                # Sent and not answered: it may have been done, or not. What the broker has not whole, it does not do.
                if not last and (repeatable or not sent) and not isinstance(failure, TimeoutError):
                    continue
                raise SLMMeshError(
                    f"Cannot reach the broker at {self.host}:{self.port} ({failure}). Start it with: slm-mesh start"
                ) from failure
            with self._pool:
                self._idle.append(connection)
            return _parsed(status, raw)
        raise AssertionError("unreachable")

    def _connection(self, timeout: float) -> http.client.HTTPConnection:
        """One that is kept and still open, else a new one."""
        port = self.port
        while True:
            with self._pool:
                kept = self._idle.pop() if self._idle else None
            if kept is None:
                return http.client.HTTPConnection(self.host, port, timeout=timeout)
            if kept.port == port and _is_open(kept.sock):
                kept.timeout = timeout
                kept.sock.settimeout(timeout)
                return kept
            kept.close()  # the broker ended it, or came back elsewhere

    def _headers(self, path: str, acting: str | None) -> dict[str, str]:
        headers = {"Content-Type": "application/json"}
        if path != "/health":
            try:
                token = (self._token_path or data_directory() / "broker.token").read_text("ascii").strip()
                headers["Authorization"] = f"Bearer {token}"
            except (OSError, ValueError):
                pass  # the broker will say that a token is missing
        if acting in self._peer_tokens:
            headers["X-Mesh-Peer-Token"] = self._peer_tokens[str(acting)]
        return headers


def _is_open(kept: socket.socket | None) -> bool:
    """Whether the other side has not ended a connection that is idle: then there is nothing to read, not even an end."""
    if kept is None:
        return False
    try:
        kept.settimeout(0)
        kept.recv(1, socket.MSG_PEEK)
        return False
    except BlockingIOError:
        return True
    except OSError:
        return False


def _parsed(status: int, raw: bytes) -> _Json:
    """What was answered; whatever is not an answer of a broker is an error, too."""
    try:
        parsed: object = json.loads(raw)
    except ValueError:
        parsed = None
    answer = cast(_Json, parsed) if isinstance(parsed, dict) else {}
    if status >= 400 or answer.get("ok") is not True:
        answer.setdefault("error", f"HTTP status {status}: " + raw[:200].decode("utf-8", "replace"))
        raise error_for(status, answer)
    return answer


def _without_none(**fields: Any) -> _Json:
    return {name: value for name, value in fields.items() if value is not None}
