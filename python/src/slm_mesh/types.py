"""What the broker answers, as frozen dataclasses. Unknown fields are passed over, missing ones have defaults."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, cast

_Json = dict[str, Any]


@dataclass(frozen=True)
class Peer:
    """A session that takes part."""

    id: str
    name: str
    pid: int = 0
    project_path: str = ""
    git_root: str | None = None
    git_branch: str | None = None
    agent_type: str = "unknown"
    summary: str = ""
    uds_path: str | None = None
    started_at: str = ""
    last_heartbeat: str = ""
    status: str = "active"
    host: str = ""
    repository: str | None = None
    authenticated: bool = False
    subagents: tuple[str, ...] = ()

    @staticmethod
    def from_dict(data: _Json) -> Peer:
        return Peer(
            id=data.get("id", ""),
            name=data.get("name", ""),
            pid=data.get("pid", 0),
            project_path=data.get("projectPath", ""),
            git_root=data.get("gitRoot"),
            git_branch=data.get("gitBranch"),
            agent_type=data.get("agentType", "unknown"),
            summary=data.get("summary", ""),
            uds_path=data.get("udsPath"),
            started_at=data.get("startedAt", ""),
            last_heartbeat=data.get("lastHeartbeat", ""),
            status=data.get("status", "active"),
            host=data.get("host", ""),
            repository=data.get("repository"),
            authenticated=data.get("authenticated", False),
            subagents=tuple(data.get("subagents", ())),
        )


@dataclass(frozen=True)
class Message:
    """What one peer said to one other. ``delivery`` is queued, delivered, read or expired."""

    id: str
    from_peer: str
    to_peer: str | None
    msg_type: str = "text"
    payload: str = ""
    created_at: str = ""
    read_at: str | None = None
    delivered: bool = False
    seq: int = 0
    reply_to: str | None = None
    delivered_at: str | None = None
    delivery: str = "queued"

    @staticmethod
    def from_dict(data: _Json) -> Message:
        return Message(
            id=data.get("id", ""),
            from_peer=data.get("fromPeer", ""),
            to_peer=data.get("toPeer"),
            msg_type=data.get("type", "text"),
            payload=data.get("payload", ""),
            created_at=data.get("createdAt", ""),
            read_at=data.get("readAt"),
            delivered=data.get("delivered", False),
            seq=data.get("seq", 0),
            reply_to=data.get("replyTo"),
            delivered_at=data.get("deliveredAt"),
            delivery=data.get("delivery", "queued"),
        )


@dataclass(frozen=True)
class StateEntry:
    """A shared value and its version."""

    key: str
    value: str
    namespace: str = "default"
    updated_by: str = ""
    updated_at: str = ""
    version: int = 0

    @staticmethod
    def from_dict(data: _Json) -> StateEntry:
        return StateEntry(
            key=data.get("key", ""),
            value=data.get("value", ""),
            namespace=data.get("namespace", "default"),
            updated_by=data.get("updatedBy", ""),
            updated_at=data.get("updatedAt", ""),
            version=data.get("version", 0),
        )


@dataclass(frozen=True)
class Lock:
    """A lease on a file, or on a directory where ``file_path`` ends in a slash."""

    file_path: str
    locked_by: str
    locked_at: str = ""
    expires_at: str = ""
    reason: str = ""
    mode: str = "exclusive"
    scope: str = "machine"
    fencing_token: int = 0
    locked_by_name: str = ""
    remaining_ms: int = 0
    waiters: tuple[str, ...] = ()
    subagent: str | None = None

    @staticmethod
    def from_dict(data: _Json) -> Lock:
        return Lock(
            file_path=data.get("filePath", ""),
            locked_by=data.get("lockedBy", ""),
            locked_at=data.get("lockedAt", ""),
            expires_at=data.get("expiresAt", ""),
            reason=data.get("reason", ""),
            mode=data.get("mode", "exclusive"),
            scope=data.get("scope", "machine"),
            fencing_token=data.get("fencingToken", 0),
            locked_by_name=data.get("lockedByName", ""),
            remaining_ms=data.get("remainingMs", 0),
            waiters=tuple(data.get("waiters", ())),
            subagent=data.get("subagent"),
        )


@dataclass(frozen=True)
class LockCheck:
    """Whether a grant still stands, and the lease that is there now."""

    current: bool
    lock: Lock | None = None

    def __bool__(self) -> bool:
        return self.current


@dataclass(frozen=True)
class MeshEvent:
    """Something that happened. ``payload`` is JSON text; ``data`` is it parsed."""

    id: str
    event_type: str
    payload: str = "{}"
    emitted_by: str = ""
    created_at: str = ""
    seq: int = 0

    @property
    def data(self) -> _Json:
        parsed: object = json.loads(self.payload)
        return cast(_Json, parsed) if isinstance(parsed, dict) else {}

    @staticmethod
    def from_dict(data: _Json) -> MeshEvent:
        payload = data.get("payload", {})
        return MeshEvent(
            id=data.get("id", ""),
            event_type=data.get("type", ""),
            payload=payload if isinstance(payload, str) else json.dumps(payload, ensure_ascii=False),
            emitted_by=data.get("emittedBy", ""),
            created_at=data.get("createdAt", ""),
            seq=data.get("seq", 0),
        )


@dataclass(frozen=True)
class PeerStats:
    active: int = 0
    stale: int = 0
    total: int = 0


@dataclass(frozen=True)
class MessageStats:
    total: int = 0
    undelivered: int = 0


@dataclass(frozen=True)
class BrokerStatus:
    """Figures of the broker."""

    status: str = ""
    version: str = ""
    uptime: int = 0
    pid: int = 0
    port: int = 0
    peers: PeerStats = field(default_factory=PeerStats)
    messages: MessageStats = field(default_factory=MessageStats)
    locks_active: int = 0
    events_total: int = 0
    store: str = ""
    role: str = ""

    @staticmethod
    def from_dict(data: _Json) -> BrokerStatus:
        peers: _Json = data.get("peers") or {}
        messages: _Json = data.get("messages") or {}
        locks: _Json = data.get("locks") or {}
        events: _Json = data.get("events") or {}
        return BrokerStatus(
            status=data.get("status", ""),
            version=data.get("version", ""),
            uptime=data.get("uptime", 0),
            pid=data.get("pid", 0),
            port=data.get("port", 0),
            peers=PeerStats(peers.get("active", 0), peers.get("stale", 0), peers.get("total", 0)),
            messages=MessageStats(messages.get("total", 0), messages.get("undelivered", 0)),
            locks_active=locks.get("active", 0),
            events_total=events.get("total", 0),
            store=data.get("store", ""),
            role=data.get("role", ""),
        )
