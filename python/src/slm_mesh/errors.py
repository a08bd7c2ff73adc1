"""What a call can fail with."""

from __future__ import annotations

from typing import Any

from .types import Lock, StateEntry


class SLMMeshError(Exception):
    """The broker refused, or could not be reached (then ``status_code`` is 0)."""

    def __init__(self, message: str, status_code: int = 0, response: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.response: dict[str, Any] = response or {}

    @property
    def code(self) -> str:
        """The broker's word for it, such as ``unknown_peer``; empty where there was no answer."""
        return str(self.response.get("code", ""))


class LockHeld(SLMMeshError):
    """Somebody else holds it, came first, or waiting would never end."""

    @property
    def lock(self) -> Lock | None:
        """The lease in the way, where one is."""
        data = self.response.get("lock")
        return Lock.from_dict(data) if data else None


class VersionMismatch(SLMMeshError):
    """``if_version`` did not hold; nothing was changed."""

    @property
    def entry(self) -> StateEntry | None:
        """What is there now, if anything."""
        data = self.response.get("entry")
        return StateEntry.from_dict(data) if data else None


_BY_CODE: dict[str, type[SLMMeshError]] = {
    "lock_held": LockHeld,
    "would_deadlock": LockHeld,
    "version_mismatch": VersionMismatch,
}


def error_for(status: int, answer: dict[str, Any]) -> SLMMeshError:
    """The exception that fits a failure answer."""
    kind = _BY_CODE.get(str(answer.get("code", "")), SLMMeshError)
    return kind(str(answer.get("error", f"HTTP status {status}")), status, answer)
