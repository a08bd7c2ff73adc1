from __future__ import annotations

import asyncio
import inspect
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

from slm_mesh import AsyncMeshSession, LockHeld, MeshSession, SLMMeshClient, SLMMeshError, VersionMismatch
from tests.broker import Broker


def until(condition, seconds: float = 20.0):
    """Waits for a condition and returns what it found."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        pause.wait(0.02)
    raise AssertionError("did not happen in time")


class ClientTest(unittest.TestCase):
    broker: Broker

    @classmethod
    def setUpClass(cls) -> None:
        cls.broker = Broker().start()

    @classmethod
    def tearDownClass(cls) -> None:
        cls.broker.close()

    def setUp(self) -> None:
        self.client = self.broker.client()
        self.addCleanup(self.client.close)

    def peer(self, **options) -> str:
        answer = self.client.register(os.getpid(), str(self.broker.directory), **options)
        self.addCleanup(self.client.unregister, answer["peerId"])
        return answer["peerId"]

    def test_health_needs_no_token_and_status_does(self) -> None:
        stranger = SLMMeshClient(token_path="/nonexistent/token")
        self.addCleanup(stranger.close)
        self.assertEqual("ok", stranger.health()["status"])
        with self.assertRaises(SLMMeshError) as refused:
            stranger.status()
        self.assertEqual(401, refused.exception.status_code)
        status = self.client.status()
        self.assertEqual(self.broker.port, status.port)
        self.assertEqual("sqlite", status.store)

    def test_a_message_arrives_and_its_state_is_told(self) -> None:
        a, b = self.peer(), self.peer(name="recipient")
        message_id = self.client.send(a, "recipient", "hello \u2603")
        self.assertEqual("queued", self.client.inbox(a, "sent")[0].delivery)
        [message] = self.client.inbox(b, peek=True)
        self.assertEqual(("hello \u2603", message_id), (message.payload, message.id))
        self.assertEqual(1, self.client.ack(b, [message.id], "delivered"))
        self.assertEqual("delivered", self.client.inbox(a, "sent")[0].delivery)
        self.client.inbox(b)
        self.assertEqual("read", self.client.inbox(a, "sent")[0].delivery)
        self.assertEqual(1, len(self.client.broadcast(a, "to all of them", to="directory")))

    def test_an_unknown_recipient_is_answered_with_suggestions(self) -> None:
        a = self.peer()
        self.peer(name="amber-otter")
        with self.assertRaises(SLMMeshError) as refused:
            self.client.send(a, "amber-oter", "hello")
        self.assertEqual((404, "unknown_peer"), (refused.exception.status_code, refused.exception.code))
        self.assertIn("amber-otter", refused.exception.response["suggestions"])

    def test_state_is_compared_before_it_is_set(self) -> None:
        a = self.peer()
        entry = self.client.state_set("k", "1", a, if_version=0)
        with self.assertRaises(VersionMismatch) as refused:
            self.client.state_set("k", "2", a, if_version=0)
        self.assertEqual(entry, refused.exception.entry)
        self.assertEqual(2, self.client.state_set("k", "2", a, if_version=1).version)
        self.assertEqual(["k"], [e.key for e in self.client.state_list(prefix="k")])
        self.client.state_delete("k")
        self.assertIsNone(self.client.state_get("k"))

    def test_a_lock_bites_and_says_who_holds_it(self) -> None:
        a, b = self.peer(name="holder"), self.peer()
        lock = self.client.lock("src/app.py", a, "refactoring")
        with self.assertRaises(LockHeld) as refused:
            self.client.lock(str(self.broker.directory / "src/./app.py"), b)
        held = refused.exception.lock
        assert held is not None
        self.assertEqual(("holder", "refactoring"), (held.locked_by_name, held.reason))
        self.assertGreater(self.client.renew("src/app.py", a, 20).remaining_ms, lock.remaining_ms)
        self.assertTrue(self.client.check(lock.file_path, lock.fencing_token))
        with self.assertRaises(SLMMeshError):
            self.client.unlock("src/app.py", b)
        self.client.unlock("src/app.py", a)
        self.assertFalse(self.client.check(lock.file_path, lock.fencing_token))
        self.assertEqual([], [lk for lk in self.client.locks() if lk.locked_by == a])

    def test_events_are_read_from_where_one_was(self) -> None:
        a = self.peer()
        first = self.client.emit(a, "build.started", {"n": 1})
        self.client.emit(a, "build.done")
        events = self.client.events(["build.*"], since=first.seq)
        self.assertEqual(["build.done"], [event.event_type for event in events])
        self.assertEqual({"n": 1}, first.data)
        self.assertEqual(["build.*"], self.client.subscribe(a, ["build.*"]))

    def test_nobody_else_acts_as_an_authenticated_peer(self) -> None:
        a = self.peer(authenticated=True)
        self.client.set_summary(a, "mine")
        stranger = self.broker.client()
        self.addCleanup(stranger.close)
        for act in (
            lambda: stranger.set_summary(a, "theirs"),
            lambda: stranger.send(a, "all", "forged"),
            lambda: stranger.inbox(a),
            lambda: stranger.unregister(a),
        ):
            with self.assertRaises(SLMMeshError) as refused:
                act()
            self.assertEqual(403, refused.exception.status_code)

    def test_calls_written_for_the_older_client_still_run(self) -> None:
        client = SLMMeshClient("127.0.0.1", self.broker.port, 5)
        self.addCleanup(client.close)
        me = client.register(os.getpid(), "/tmp", "my-own-agent", "auto")["peerId"]
        other = client.register(os.getpid(), "/tmp")["peerId"]
        client.heartbeat(me)
        client.set_summary(me, "working")
        self.assertIn("working", [peer.summary for peer in client.peers("machine")])
        client.send(me, other, "hi", "text")
        self.assertEqual(["hi"], [m.payload for m in client.inbox(other, "unread", 20)])
        client.broadcast(me, "all of you", "alert")
        client.state_set("x", "1", me, "older")
        client.state_delete("x", "older")
        client.lock("/tmp/x", me, "why", 10)
        self.assertEqual(1, len(client.locks("/tmp/x")))
        client.unlock("/tmp/x", me)
        self.assertTrue(client.events(["file_locked"], None, 50))
        for peer in (me, other):
            self.assertTrue(client.unregister(peer)["ok"])

    def test_parameters_of_the_older_client_keep_their_names_and_places(self) -> None:
        older = {
            "__init__": "host port timeout token_path",
            "register": "pid project_path agent_type name uds_path",
            "unregister": "peer_id",
            "heartbeat": "peer_id",
            "set_summary": "peer_id summary",
            "peers": "scope",
            "send": "from_peer to_peer payload msg_type",
            "broadcast": "from_peer payload msg_type",
            "inbox": "peer_id msg_filter limit",
            "state_get": "key namespace",
            "state_set": "key value peer_id namespace",
            "state_list": "namespace",
            "state_delete": "key namespace",
            "lock": "file_path peer_id reason ttl_minutes",
            "unlock": "file_path peer_id",
            "locks": "file_path",
            "events": "types since limit",
        }
        for method, names in older.items():
            with self.subTest(method=method):
                found = list(inspect.signature(getattr(SLMMeshClient, method)).parameters)[1:]
                self.assertEqual(names.split(), found[: len(names.split())])

    def test_a_subscription_is_taken_back(self) -> None:
        a = self.peer()
        self.client.subscribe(a, ["build.*", "test.*"])
        self.assertEqual(["test.*"], self.client.unsubscribe(a, ["build.*"]))
        self.assertEqual([], self.client.unsubscribe(a))


class Breaker:
    """Listens, and gives each request the same bytes for an answer; none at all breaks the connection off."""

    def __init__(self, answer: bytes = b"") -> None:
        self.requests: list[str] = []
        self._answer = answer
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as lines:
                self.requests.append(lines.readline().decode("ascii").split()[1])
                length = 0
                while header := lines.readline().strip():
                    name, _, value = header.partition(b":")
                    length = int(value) if name.lower() == b"content-length" else length
                lines.read(length)
                connection.sendall(self._answer)

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()


class BrokenTest(unittest.TestCase):
    def test_only_what_does_no_harm_is_repeated(self) -> None:
        once = {
            "/events": lambda client: client.emit("x", "build.done"),
            "/state": lambda client: client.state_set("k", "v", "x"),
            "/messages": lambda client: client.inbox("x"),
            "/register": lambda client: client.register(1, "/tmp"),
            "/unregister": lambda client: client.unregister("x"),
        }
        twice = {
            "/send": lambda client: client.send("x", "y", "z"),
            "/lock": lambda client: client.lock("f", "x"),
            "/health": lambda client: client.health(),
            "/heartbeat": lambda client: client.heartbeat("x"),
        }
        for expected, calls in ((1, once), (2, twice)):
            for path, call in calls.items():
                breaker = Breaker()
                self.addCleanup(breaker.close)
                with self.subTest(path=path), SLMMeshClient(port=breaker.port) as client:
                    with self.assertRaises(SLMMeshError) as broken:
                        call(client)
                    self.assertEqual(0, broken.exception.status_code)
                    self.assertEqual([path] * expected, breaker.requests)

    def test_what_is_no_broker_is_an_error(self) -> None:
        for body in (b"<html>hello</html>", b"[1]", b"{}", b""):
            answer = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
            stranger = Breaker(answer)
            self.addCleanup(stranger.close)
            with self.subTest(body=body), SLMMeshClient(port=stranger.port) as client:
                with self.assertRaises(SLMMeshError):
                    client.peers()


class SessionTest(unittest.TestCase):
    def setUp(self) -> None:
        self.broker = Broker().start()
        self.addCleanup(self.broker.close)

    def test_two_sessions_talk_and_take_turns(self) -> None:
        with MeshSession("one") as one, MeshSession("two") as two:
            one.send("two", "first")
            one.send("two", "second")
            got = []
            for message in two.messages(wait=0.1):
                got.append(message.payload)
            self.assertEqual(["first", "second"], got)
            with one.lock("x"):
                with self.assertRaises(LockHeld):
                    with two.lock("x"):
                        self.fail("both hold it")
            with two.lock("x", wait=5) as held:
                self.assertEqual(two.peer_id, held.locked_by)
        with self.broker.client() as client:
            self.assertEqual([], client.peers())

    def test_a_message_that_was_not_taken_comes_again(self) -> None:
        with MeshSession("one") as one, MeshSession("two") as two:
            one.send("two", "x")
            next(iter(two.messages(wait=5)))
            self.assertEqual(["x"], [m.payload for m in two.messages(wait=0.1)])

    def test_a_waiting_reader_is_woken(self) -> None:
        with MeshSession("one") as one, MeshSession("two") as two:
            found: list[str] = []
            reader = threading.Thread(target=lambda: found.extend(m.payload for m in two.inbox(wait=20)))
            reader.start()
            one.send("two", "now")
            reader.join(20)
            self.assertEqual(["now"], found)

    def test_a_restart_of_the_broker_goes_unnoticed(self) -> None:
        with MeshSession("one") as one, MeshSession("two") as two:
            with one.lock("x"):
                one.send("two", "before")
                self.broker.stop(signal.SIGKILL)
                self.broker.start()
                self.assertEqual(["before"], [m.payload for m in two.inbox()])
                with self.assertRaises(LockHeld):
                    with two.lock("x"):
                        self.fail("both hold it")

    def test_a_connection_that_the_broker_ended_is_not_used_again(self) -> None:
        with SLMMeshClient() as client:
            peer = client.register(os.getpid(), "/tmp")["peerId"]
            self.broker.stop()
            self.broker.start()
            self.assertEqual("build.done", client.emit(peer, "build.done").event_type)
            self.assertEqual(1, len(client.events(["build.done"])))

    def test_a_reader_waits_through_a_restart(self) -> None:
        with MeshSession("one") as one, MeshSession("two") as two:
            found: list[str] = []
            reader = threading.Thread(target=lambda: found.append(next(iter(two.messages())).payload))
            reader.start()
            self.broker.stop(signal.SIGKILL)
            self.broker.start()
            one.send("two", "after")
            reader.join(30)
            self.assertEqual(["after"], found)

    def test_whoever_is_not_known_any_more_registers_again(self) -> None:
        with MeshSession("one", heartbeat=0.05) as one:
            id_before = one.peer_id
            one.client.unregister(id_before)
            with self.broker.client() as client:
                until(lambda: [p.name for p in client.peers()] == ["one"])
            one.summarize("still here")
            self.broker.stop(signal.SIGKILL)
            shutil.rmtree(self.broker.data)
            self.broker.start()
            one.summarize("in another mesh")
            self.assertNotEqual(id_before, one.peer_id)
            self.assertEqual(["in another mesh"], [p.summary for p in one.peers() if p.name == "one"])

    def test_leaving_twice_is_no_failure(self) -> None:
        with MeshSession("one") as one:
            one.client.unregister(one.peer_id)
        with MeshSession("two"):
            self.broker.stop()

    def test_a_lock_is_renewed_as_long_as_the_block_lasts(self) -> None:
        with MeshSession("one", heartbeat=0.02) as one, self.broker.client() as client:
            with one.lock("x", ttl_minutes=1) as held:
                one._leases[held.fencing_token].due = 0
                until(lambda: client.locks()[0].expires_at > held.expires_at)
            self.assertEqual([], client.locks())

    def test_the_inner_of_two_blocks_does_not_end_the_outer(self) -> None:
        with MeshSession("one") as one, MeshSession("two") as two:
            with one.lock("x") as outer:
                with one.lock("x") as inner:
                    self.assertEqual(outer.fencing_token, inner.fencing_token)
                with self.assertRaises(LockHeld):
                    two.acquire("x")
            two.release(two.acquire("x"))

    def test_a_killed_program_frees_its_lock(self) -> None:
        program = (
            "import sys, time\n"
            "from slm_mesh import MeshSession\n"
            "with MeshSession('victim') as s, s.lock('/tmp/slm-mesh-test-x'):\n"
            "    print('held', flush=True)\n"
            "    sys.stdin.read()\n"
        )
        source = Path(__file__).resolve().parents[1] / "src"
        victim = subprocess.Popen(
            [sys.executable, "-c", program],
            env=dict(self.broker.environment, PYTHONPATH=str(source)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert victim.stdout is not None and victim.stdin is not None
        self.assertEqual(b"held\n", victim.stdout.readline())
        victim.kill()
        victim.wait()
        victim.stdin.close()
        victim.stdout.close()
        client = self.broker.client()
        self.addCleanup(client.close)
        until(lambda: not client.locks(), seconds=2)

    def test_the_asyncio_twin_does_the_same(self) -> None:
        async def story() -> list[str]:
            async with AsyncMeshSession("one") as one, AsyncMeshSession("two") as two:
                waiting = asyncio.create_task(two.inbox(wait=20))
                await one.send("two", "hello")
                first = [m.payload for m in await waiting]
                async with one.lock("x"):
                    with self.assertRaises(LockHeld):
                        async with two.lock("x"):
                            self.fail("both hold it")
                await one.send("two", "again")
                return first + [m.payload async for m in two.messages(wait=0.1)]

        self.assertEqual(["hello", "again"], asyncio.run(story()))

    def test_many_that_wait_keep_nobody_from_sending(self) -> None:
        async def story() -> list[str]:
            async with AsyncMeshSession("one") as one, AsyncMeshSession("two") as two:
                waiting = [asyncio.create_task(two.peek(wait=20)) for _ in range(40)]
                await one.send("two", "now")
                found = await asyncio.wait_for(asyncio.gather(*waiting), 15)
                return [message.payload for messages in found for message in messages]

        self.assertEqual(["now"] * 40, asyncio.run(story()))

    def test_whoever_is_cancelled_leaves_nothing_behind(self) -> None:
        async def cancelled(task: asyncio.Task) -> None:
            task.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await task

        async def story() -> None:
            async with AsyncMeshSession("one") as one, AsyncMeshSession("two") as two, AsyncMeshSession("three") as three:
                reading = asyncio.create_task(two.inbox(wait=20))
                forever = asyncio.create_task(anext(two.messages()))
                async with one.lock("x"):
                    locking = asyncio.create_task(two.lock("x", wait=20).__aenter__())
                    await asyncio.to_thread(until, lambda: client.locks()[0].waiters)
                    for task in (reading, forever, locking):
                        await cancelled(task)
                await one.send("two", "kept")
                async with three.lock("x", wait=20):  # behind two in the queue
                    self.assertEqual(["kept"], [m.payload for m in await two.inbox()])

        began = time.monotonic()
        with self.broker.client() as client:
            asyncio.run(story())
        self.assertLess(time.monotonic() - began, 15, "nobody waits for what was cancelled")

    def test_a_broker_that_is_away_is_told_apart_from_a_refusal(self) -> None:
        self.broker.stop()
        with self.assertRaises(SLMMeshError) as away:
            self.broker.client().health()
        self.assertEqual(0, away.exception.status_code)
        self.assertIn("slm-mesh start", str(away.exception))


if __name__ == "__main__":
    unittest.main()
