"""The dataclasses read what ``protocol/golden`` says is on the wire."""

from __future__ import annotations

import dataclasses
import json
import unittest
from pathlib import Path
from typing import Any, Callable

from slm_mesh import LockHeld, SLMMeshError, VersionMismatch
from slm_mesh.errors import error_for
from slm_mesh.types import BrokerStatus, Lock, MeshEvent, Message, Peer, StateEntry

GOLDEN = Path(__file__).resolve().parents[2] / "protocol" / "golden"

READERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "peer": Peer.from_dict,
    "message": Message.from_dict,
    "state-entry": StateEntry.from_dict,
    "lock": Lock.from_dict,
    "event": MeshEvent.from_dict,
    "status": BrokerStatus.from_dict,
}

# Fields that kept the name they had in the older client.
NAMES = {"msg_type": "type", "event_type": "type"}


def golden(name: str) -> dict[str, Any]:
    return json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))


def wire_name(field: str) -> str:
    first, *others = NAMES.get(field, field).split("_")
    return first + "".join(word.capitalize() for word in others)


class ProtocolTest(unittest.TestCase):
    def test_every_field_has_the_value_of_its_member(self) -> None:
        for name, read in READERS.items():
            for view in ("full", "bare"):
                members = golden(name)[view]
                found = read(members)
                for field in dataclasses.fields(found):
                    member = members.get(wire_name(field.name))
                    value = getattr(found, field.name)
                    with self.subTest(name=name, view=view, field=field.name):
                        if isinstance(value, tuple):
                            self.assertEqual(member, list(value))
                        elif name == "event" and field.name == "payload":
                            self.assertEqual(member, found.data)
                        elif dataclasses.is_dataclass(value):
                            self.assertEqual(member, dataclasses.asdict(value))
                        elif field.name in ("locks_active", "events_total"):
                            part, figure = field.name.split("_")
                            self.assertEqual(members[part][figure], value)
                        else:
                            self.assertEqual(member, value)

    def test_members_of_a_later_version_are_passed_over(self) -> None:
        for name, read in READERS.items():
            with self.subTest(name=name):
                file = golden(name)
                self.assertEqual(read(file["full"]), read(file["later"]))

    def test_what_is_left_out_is_as_absent(self) -> None:
        for name, read in READERS.items():
            with self.subTest(name=name):
                file = golden(name)
                self.assertEqual(read(file["bare"]), read(file["short"]))

    def test_a_registration_holds_the_peer_that_it_made(self) -> None:
        file = golden("registration")
        for view, answer in file.items():
            with self.subTest(view=view):
                peer = Peer.from_dict(answer["peer"])
                self.assertEqual((answer["peerId"], answer["name"]), (peer.id, peer.name))
                self.assertTrue(answer["peerToken"])
        for same, other in (("full", "later"), ("bare", "short")):
            self.assertEqual(Peer.from_dict(file[same]["peer"]), Peer.from_dict(file[other]["peer"]))

    def test_a_push_brings_a_message_or_an_event(self) -> None:
        for kind, push in golden("pushes").items():
            body = push["body"]
            with self.subTest(kind=kind):
                if kind == "message":
                    message = Message.from_dict(body)
                    self.assertEqual((push["seq"], body["payload"]), (message.seq, message.payload))
                elif kind != "later":
                    event = MeshEvent.from_dict(body)
                    self.assertEqual((push["seq"], body["payload"]), (event.seq, event.data))

    def test_every_failure_is_the_exception_that_fits(self) -> None:
        for code, failure in golden("errors").items():
            with self.subTest(code=code):
                error = error_for(failure["status"], failure["body"])
                self.assertIsInstance(error, SLMMeshError)
                self.assertEqual((code, failure["status"]), (error.code, error.status_code))
                self.assertEqual(failure["body"]["error"], str(error))
                self.assertEqual(failure["body"], error.response)
                self.assertEqual(code in ("lock_held", "would_deadlock"), isinstance(error, LockHeld))
                self.assertEqual(code == "version_mismatch", isinstance(error, VersionMismatch))

    def test_a_refusal_brings_what_is_in_the_way(self) -> None:
        errors = golden("errors")
        held = error_for(409, errors["lock_held"]["body"])
        self.assertIsInstance(held, LockHeld)
        self.assertEqual("blue-heron", held.lock.locked_by_name)
        mismatch = error_for(409, errors["version_mismatch"]["body"])
        self.assertIsInstance(mismatch, VersionMismatch)
        self.assertEqual(3, mismatch.entry.version)


if __name__ == "__main__":
    unittest.main()
