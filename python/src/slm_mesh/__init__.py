"""Client of slm-mesh. ``MeshSession`` takes part; ``SLMMeshClient`` is the HTTP API, call by call."""

from .aio import AsyncMeshSession
from .client import SLMMeshClient
from .errors import LockHeld, SLMMeshError, VersionMismatch
from .session import MeshSession
from .types import (
    BrokerStatus,
    Lock,
    LockCheck,
    MeshEvent,
    Message,
    MessageStats,
    Peer,
    PeerStats,
    StateEntry,
)

__version__ = "2.0.0"
__all__ = [
    "AsyncMeshSession",
    "BrokerStatus",
    "Lock",
    "LockCheck",
    "LockHeld",
    "MeshEvent",
    "MeshSession",
    "Message",
    "MessageStats",
    "Peer",
    "PeerStats",
    "SLMMeshClient",
    "SLMMeshError",
    "StateEntry",
    "VersionMismatch",
]
