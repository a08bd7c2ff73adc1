"""What is promised about several machines, on three of them, in the order in which a person would come across it."""

import contextlib
import json
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from network import SUBNET, Network, eventually  # noqa: E402

LAUNCHER = sys.argv[1]
MESSAGES_UNDER_LOSS = 8


def say(text):
    print("  " + text, flush=True)


def require(condition, what):
    if not condition:
        raise AssertionError(what)


def texts(inbox):
    return [message["text"] for message in inbox["messages"]]


def clone(source, host):
    folder = os.path.join(host.home, "project")
    subprocess.run(["git", "clone", "-q", source, folder], check=True)
    return folder


def repository(host):
    folder = os.path.join(host.home, "project")
    git = ["git", "-C", folder, "-c", "user.name=Test", "-c", "user.email=test@example.org"]
    subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True)
    with open(os.path.join(folder, "shared.txt"), "w", encoding="utf-8") as file:
        file.write("text\n")
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "Begin"], check=True)
    return folder


class Scenario:
    def __init__(self, network):
        self.network = network
        self.hub = network.host("hub", 1, LAUNCHER, SLM_MESH_HOST="0.0.0.0")
        self.a = network.host("alpha", 2, LAUNCHER)
        self.b = network.host("beta", 3, LAUNCHER)

    # --- Joining ---

    def closed_until_it_is_opened(self):
        self.a.run("start")
        said = self.a.run("invite", status=2)
        require("SLM_MESH_HOST=0.0.0.0" in said, said)
        port = self.a.json("status")["port"]
        require("refused" in self.b.python(connect(self.a, port)), "the HTTP port is open to others")
        require("refused" in self.b.python(connect(self.a, 7900)), "the WebSocket port is open to others")

    def join(self):
        self.hub.run("start")
        self.invitation = self.hub.json("invite")
        require(self.invitation["addresses"] == [self.hub.address], self.invitation)
        cut = self.invitation["invitation"][:-1]
        require("checksum" in self.a.run("join", cut, status=2), "a line that was cut off is noticed")
        joined = self.a.json("join", self.invitation["invitation"])
        require("stoppedPid" in joined and joined["machine"] == "alpha", joined)
        self.b.run("join", "-", input=self.invitation["invitation"] + "\n")
        require(self.b.json("status")["role"] == "client", "joined")
        require("starts no broker" in self.b.run("start", status=4), "a client machine starts no broker")
        require(not os.path.exists(os.path.join(self.b.data, "broker.lock")), "a client machine has no broker")
        rights = os.stat(os.path.join(self.b.data, "tls", "hub")).st_mode & 0o777
        require(rights == 0o600, "rights of the joined hub: %o" % rights)

    def only_the_link_is_open(self):
        port = self.hub.json("status")["port"]
        require("refused" in self.a.python(connect(self.hub, port)), "the HTTP port is open to others")
        plain = self.a.python(upgrade(self.hub, tls=False))
        require(" 400 " in plain and "TLS only" in plain, plain)
        wrong = self.a.python(upgrade(self.hub, tls=True))
        require(" 401 " in wrong and "not this hub's shared secret" in wrong, wrong)
        require(self.a.address + " showed a wrong secret" in self.hub.log(), "the log tells of a wrong secret")

    def meet(self):
        top = repository(self.hub)
        self.at_hub = self.hub.session(top)
        self.at_a = self.a.session(clone(top, self.a))
        self.at_b = self.b.session(clone(top, self.b))
        for session in self.sessions():
            session.name = session.call("mesh_peers")["you"]
        for session in self.sessions():
            require(len(session.call("mesh_peers", scope="repo")["peers"]) == 2, "clones are one repository")
            require(session.call("mesh_peers", scope="directory")["peers"] == [], "machines share no directory")
        require(self.at_a.call("mesh_status")["role"] == "client", "the session works with the hub")
        self.ids = [session.call("mesh_status")["id"] for session in self.sessions()]

    def sessions(self):
        return [self.at_hub, self.at_a, self.at_b]

    # --- Working ---

    def talk(self):
        self.at_hub.call("mesh_send", to=self.at_a.name, message="from the hub")
        self.at_a.call("mesh_send", to=self.at_b.name, message="from a to b")
        self.at_b.call("mesh_send", to=self.at_hub.name, message="from b")
        for session, text in [(self.at_a, "from the hub"), (self.at_b, "from a to b"), (self.at_hub, "from b")]:
            pushed = session.pushed.get(timeout=30)
            require(text in pushed["params"]["content"], pushed)
            require(texts(session.call("mesh_inbox")) == [text], "the inbox")
        self.b.run("send", self.at_hub.name, "from the terminal of b")
        self.drain(self.at_hub, "from the terminal of b")

    def contend(self):
        path = {"filePath": "shared.txt", "scope": "repo"}
        self.at_a.call("mesh_lock", action="lock", **path)
        held = self.at_b.tool("mesh_lock", action="lock", **path)
        require(self.at_a.name in json.dumps(held), held)
        require(self.at_hub.tool("mesh_lock", action="lock", **path).get("isError"), "held for the hub too")
        self.at_a.call("mesh_lock", action="unlock", **path)
        for session in self.sessions():  # without the scope it is the file of each machine
            session.call("mesh_lock", action="lock", filePath="shared.txt")
        for session in self.sessions():
            session.call("mesh_lock", action="unlock", filePath="shared.txt")
        self.at_b.call("mesh_lock", action="lock", **path)
        self.at_b.call("mesh_lock", action="unlock", **path)

    def discover(self):
        with self.avahi() as (tool, host):
            eventually("avahi hears of the hub", lambda: self.hub.address in tool("avahi-browse", "-prt", "_slm-mesh._tcp"))
            heard = tool("avahi-browse", "-prt", "_slm-mesh._tcp")
            require("fingerprint=" + self.invitation["fingerprint"] in heard, heard)
            fake = host.start(
                "avahi-publish", "-s", "another", "_slm-mesh._tcp", "7900", "fingerprint=none", "version=9",
                env=self.avahi_environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            eventually("both are listed", lambda: len(self.a.json("discover")["hubs"]) == 2)
            hubs = {hub["name"]: hub for hub in self.a.json("discover")["hubs"]}
            require(hubs["hub"]["joined"] and hubs["hub"]["addresses"] == [self.hub.address], hubs)
            require(not hubs["another"]["joined"] and hubs["another"]["version"] == "9", hubs)
            fake.terminate()

    def flood(self):
        """Somebody fills the network with mDNS records that live for ever."""
        before = live_megabytes(self.hub)
        sent = self.b.python(FLOOD % (FLOOD_PACKETS, self.b.address))
        require(sent == "sent", sent)
        eventually("the hub notices", lambda: "too many mDNS records" in self.hub.log(), within=10)
        grown = []

        def forgotten():
            grown.append(live_megabytes(self.hub) - before)
            return grown[-1] < 16

        eventually("the hub keeps less than 16 MB more, once it has read all", forgotten)
        say("  %d records later the hub keeps %.1f MB more" % (FLOOD_PACKETS * 20, grown[-1]))
        self.talk()
        eventually("the hub is found again", lambda: any(hub["joined"] for hub in self.a.json("discover")["hubs"]))

    @contextlib.contextmanager
    def avahi(self):
        """An independent speaker of mDNS on a machine of its own."""
        host = self.b
        folder = os.path.join(host.home, "avahi")
        os.mkdir(folder)
        os.chmod(folder, 0o755)
        os.chmod(host.home, 0o711)
        os.chmod(os.path.dirname(host.home), 0o711)
        bus = "unix:path=%s/bus" % folder
        with open(folder + "/bus.conf", "w", encoding="utf-8") as file:
            file.write(
                "<busconfig><type>system</type><listen>%s</listen><auth>EXTERNAL</auth><policy context='default'>"
                "<allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/><allow own='*'/>"
                "</policy></busconfig>" % bus)
        with open(folder + "/avahi.conf", "w", encoding="utf-8") as file:
            file.write("[server]\nallow-interfaces=eth0\n[publish]\npublish-workstation=no\n")
        self.avahi_environment = {"PATH": os.environ["PATH"], "DBUS_SYSTEM_BUS_ADDRESS": bus}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": self.avahi_environment}
        daemons = [host.start("dbus-daemon", "--config-file=" + folder + "/bus.conf", "--nofork", **quiet)]
        eventually("the bus listens", lambda: os.path.exists(folder + "/bus"))
        os.makedirs("/run/avahi-daemon", exist_ok=True)
        private = "mount -t tmpfs tmpfs /run/avahi-daemon && exec avahi-daemon --no-drop-root --no-chroot --no-rlimits -f "
        daemons.append(host.start("unshare", "--mount", "sh", "-c", private + folder + "/avahi.conf", **quiet))

        def tool(*words):
            command = host.command(["timeout", "20", *words])
            return subprocess.run(command, env=self.avahi_environment, capture_output=True, text=True).stdout

        try:
            yield tool, host
        finally:
            for daemon in reversed(daemons):
                daemon.terminate()
                daemon.wait()

    # --- Faults ---

    def lose_a_quarter(self):
        """Of all round trips. With much more TCP itself is now and then silent for longer than a link may be."""
        self.a.lose(14)
        try:
            for number in range(MESSAGES_UNDER_LOSS):
                self.at_hub.call("mesh_send", to=self.at_a.name, message="lossy %d" % number)
                self.at_a.call("mesh_send", to=self.at_hub.name, message="back %d" % number)
            self.nothing_lost(self.at_a, ["lossy %d" % number for number in range(MESSAGES_UNDER_LOSS)])
            self.nothing_lost(self.at_hub, ["back %d" % number for number in range(MESSAGES_UNDER_LOSS)])
        finally:
            self.a.heal()

    def nothing_lost(self, session, expected):
        """Each message once and in order, both in the inbox and as a push."""
        found = []
        while len(found) < len(expected):
            more = texts(session.call("mesh_inbox", limit=100, waitSeconds=20))
            require(more, "lost: %s" % expected[len(found):])
            found += more
        require(found == expected, found)
        pushed = [session.pushed.get(timeout=30)["params"]["content"].split("\n")[0] for _ in expected]
        require(pushed == expected, pushed)
        require(session.pushed.empty(), "shown twice")

    def restart_the_hub(self):
        self.at_a.call("mesh_lock", action="lock", filePath="kept.txt")
        self.at_a.call("mesh_send", to=self.at_b.name, message="before the restart")
        self.drain(self.at_b, "before the restart")
        self.hub.run("stop")
        self.hub.run("start")
        require([s.call("mesh_status")["id"] for s in self.sessions()] == self.ids, "the same peers")
        require(self.at_a.call("mesh_lock", action="query", filePath="kept.txt")["locks"], "locks are kept")
        self.at_hub.call("mesh_send", to=self.at_a.name, message="after the restart")
        self.drain(self.at_a, "after the restart")
        self.at_a.call("mesh_lock", action="unlock", filePath="kept.txt")

    def drain(self, session, text):
        require(text in session.pushed.get(timeout=60)["params"]["content"], text)
        require(texts(session.call("mesh_inbox")) == [text], text)
        require(session.pushed.empty(), "shown twice: " + text)

    def part_past_the_lease(self):
        path = {"filePath": "shared.txt", "scope": "repo"}
        taken = time.monotonic()
        lock = self.at_a.call("mesh_lock", action="lock", ttlMinutes=1, **path)["locks"][0]
        self.a.lose(100)
        try:
            require(self.at_b.tool("mesh_lock", action="lock", **path).get("isError"), "the lease holds while it lasts")
            self.at_b.call("mesh_send", to=self.at_a.name, message="sent into the dark")
            granted = None
            while granted is None:
                require(time.monotonic() - taken < 90, "the lease outlives its time")
                answer = self.at_b.tool("mesh_lock", action="lock", waitSeconds=40, **path)
                granted = None if answer.get("isError") else answer["structuredContent"]["locks"][0]
            passed = time.monotonic() - taken
            require(59 < passed < 75, "granted after %d s" % passed)
            require(granted["fencingToken"] > lock["fencingToken"], "tokens grow")
        finally:
            self.a.heal()
        healed = time.monotonic()
        self.drain(self.at_a, "sent into the dark")
        say("  whole again after %.1f s" % (time.monotonic() - healed))
        require(self.at_a.call("mesh_status")["id"] == self.ids[1], "the same peer")
        check = self.at_a.tool("mesh_lock", action="check", fencingToken=lock["fencingToken"], **path)
        require(check["structuredContent"]["current"] is False, check)
        require(self.at_a.tool("mesh_lock", action="lock", **path).get("isError"), "it is b's now")
        self.at_b.call("mesh_lock", action="unlock", **path)

    def move_the_hub(self):
        """Its old address goes to somebody else, who says by mDNS that he is the hub."""
        self.hub.move(11)
        impostor = self.network.host("mallory", 1, LAUNCHER, SLM_MESH_HOST="0.0.0.0")
        impostor.run("start")
        secret_line = impostor.json("invite")
        require(secret_line["fingerprint"] != self.invitation["fingerprint"], "another key")
        self.at_hub.call("mesh_send", to=self.at_a.name, message="from the new address")
        self.hub.run("stop")  # so that it announces where it is now; its links were dead anyway
        self.hub.run("start")
        begin = time.monotonic()
        self.drain(self.at_a, "from the new address")
        say("  found again after %.1f s" % (time.monotonic() - begin))
        require(self.at_a.call("mesh_status")["id"] == self.ids[1], "the same peer")
        require(self.b.json("status")["role"] == "client", "a command finds it, too")
        with open(os.path.join(self.b.data, "tls", "hub"), encoding="utf-8") as file:
            require("/" + self.hub.address + "," in file.read(), "and remembers where it is")
        require(impostor.json("peers")["peers"] == [], "nobody is taken in")
        require("showed" not in impostor.log(), "nobody shows the secret to a stranger")
        impostor.run("stop")
        self.b.environment["SLM_MESH_DISCOVERY"] = "false"
        self.b.environment["SLM_MESH_HOST"] = SUBNET + "250"
        require("cannot be reached" in self.b.run("status", status=3), "a host that is named is not searched for")
        del self.b.environment["SLM_MESH_HOST"], self.b.environment["SLM_MESH_DISCOVERY"]

    def rotate(self):
        self.at_a.call("mesh_status")
        old = established(self.hub)
        require(len(old) >= 2, "links before: %s" % old)
        begin = time.monotonic()
        self.hub.run("token", "rotate")
        took = eventually("links with the old secret are closed", lambda: not old & established(self.hub), within=10)
        say("  closed %.1f s after the command began, %.1f s after it ended" % (time.monotonic() - begin, took))
        require(took < 1, "links with the old secret lived for %.1f s" % took)
        said = self.a.run("status", status=4)
        require("401" in said and "slm-mesh invite" in said, said)
        refused = self.at_a.tool("mesh_status")
        require(refused.get("isError") and "invit" in json.dumps(refused), refused)
        self.a.run("join", self.hub.json("invite")["invitation"])
        require(self.at_a.call("mesh_status")["id"] == self.ids[1], "the same peer, with the new invitation")

    def leave(self):
        self.b.run("join", "--leave")
        require(self.b.json("start")["started"], "it has a broker of its own again")
        require(self.b.json("status")["role"] == "broker", "its own broker")


FLOOD_PACKETS = 5_000
FLOOD = """
import os, socket, struct
def label(text): return bytes([len(text)]) + text
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
s.bind(('', 5353))
for packet in range(%d):
    answers = b''
    for record in range(20):
        name = label(os.urandom(8).hex().encode()) + label(b'_slm-mesh') + label(b'_tcp') + label(b'local') + bytes(1)
        answers += name + struct.pack('>HHIH', 16, 0x8001, 2**31 - 1, 51) + label(os.urandom(25).hex().encode())
    s.sendto(struct.pack('>HHHHHH', 0, 0x8400, 0, 20, 0, 0) + answers, ('224.0.0.251', 5353))
print('sent')  # from %s
"""


def live_megabytes(host):
    """What the broker's heap keeps after a collection; how far the heap had grown before is the collector's affair."""
    with open(os.path.join(host.data, "broker.pid"), encoding="utf-8") as file:
        pid = file.read().strip()
    jcmd = os.path.join(os.path.dirname(os.path.realpath("/proc/%s/exe" % pid)), "jcmd")
    histogram = subprocess.run([jcmd, pid, "GC.class_histogram"], capture_output=True, text=True, check=True, timeout=60)
    total = histogram.stdout.strip().splitlines()[-1].split()
    require(total[0] == "Total", total)
    return int(total[2]) / 1e6


def connect(host, port):
    return "import socket; socket.create_connection(('%s', %d), 5); print('open')" % (host.address, port)


def upgrade(host, tls):
    wrap = (
        "import ssl; c = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT); c.check_hostname = False; c.verify_mode = 0;"
        " s = c.wrap_socket(s)\n" if tls else "")
    return (
        "import socket\ns = socket.create_connection(('%s', 7900), 5)\n%s"
        "s.sendall(b'GET / HTTP/1.1\\r\\nHost: h\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n"
        "Sec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\n"
        "Authorization: Bearer not-the-secret-at-all\\r\\n\\r\\n')\n"
        "answer = b''\n"
        "while (more := s.recv(4096)): answer += more\n"
        "print(answer.decode())" % (host.address, wrap))


def established(host):
    """The other ends of the TCP connections to the WebSocket port."""
    command = ["ip", "netns", "exec", host.namespace, "cat", "/proc/net/tcp", "/proc/net/tcp6"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    port = ":%04X" % 7900
    columns = [line.split() for line in lines]
    return {line[2] for line in columns if len(line) > 3 and line[1].endswith(port) and line[3] == "01"}


def main():
    network = Network()
    begin = time.monotonic()
    try:
        scenario = Scenario(network)
        for step in [
                scenario.closed_until_it_is_opened, scenario.join, scenario.only_the_link_is_open, scenario.meet,
                scenario.talk, scenario.contend, scenario.discover, scenario.flood, scenario.lose_a_quarter,
                scenario.restart_the_hub, scenario.part_past_the_lease, scenario.move_the_hub, scenario.rotate,
                scenario.leave]:
            step_begin = time.monotonic()
            say(step.__name__.replace("_", " "))
            step()
            say("  %.1f s" % (time.monotonic() - step_begin))
    except BaseException:
        for host in network.hosts:
            if os.path.exists(os.path.join(host.data, "broker.log")):
                print("--- broker.log of %s\n%s" % (host.name, host.log()[-4000:]), file=sys.stderr)
        raise
    finally:
        network.close()
    say("all in %.0f s" % (time.monotonic() - begin))


main()
