"""Machines as network namespaces on one bridge, and the program on each of them."""

import itertools
import json
import os
import queue
import shutil
import signal
import subprocess
import tempfile
import threading
import time

SUBNET = "10.77.0."
PATIENCE = 60


def ip(*words):
    subprocess.run(["ip", *words], check=True)


class Network:
    """A bridge in a namespace of its own. All is gone when it is closed."""

    def __init__(self):
        self.tag = "slm%d" % os.getpid()
        self.folder = tempfile.mkdtemp(prefix="slm-lan-")
        self.hosts = []
        ip("netns", "add", self.tag)
        # Without snooping: nobody here asks for multicast groups on behalf of the others.
        ip("-n", self.tag, "link", "add", "br0", "type", "bridge", "mcast_snooping", "0")
        ip("-n", self.tag, "link", "set", "br0", "up")

    def host(self, name, number, launcher, **environment):
        return Host(self, name, number, os.path.abspath(launcher), environment)

    def close(self):
        for host in self.hosts:
            host.close()
        ip("netns", "delete", self.tag)
        shutil.rmtree(self.folder)


class Host:
    """One machine: its network, its name, its home."""

    def __init__(self, network, name, number, launcher, environment):
        self.name = name
        self.launcher = launcher
        self.namespace = "%s-%s" % (network.tag, name)
        self.home = os.path.join(network.folder, name)
        self.data = os.path.join(self.home, "data")
        self.processes = []
        os.mkdir(self.home)
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": self.home,
            "JAVA_HOME": os.environ.get("JAVA_HOME", ""),
            "SLM_MESH_DATA_DIR": self.data,
            "SLM_MESH_MEMORY": "off",
            "SLM_MESH_HEARTBEAT_MS": "1000",
            "SLM_MESH_STALE_MS": "5000",
            "SLM_MESH_DEAD_MS": "120000",
            "SLM_MESH_RATE_LIMIT": "0",
            **environment,
        }
        outer = "to-" + name
        ip("netns", "add", self.namespace)
        network.hosts.append(self)
        ip("-n", network.tag, "link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", self.namespace)
        ip("-n", network.tag, "link", "set", outer, "master", "br0", "up")
        ip("-n", self.namespace, "link", "set", "lo", "up")
        ip("-n", self.namespace, "link", "set", "eth0", "up")
        self.address = None
        self.move(number)

    def move(self, number):
        """Gives the machine another address."""
        if self.address:
            ip("-n", self.namespace, "address", "flush", "dev", "eth0", "scope", "global")
        self.address = SUBNET + str(number)
        ip("-n", self.namespace, "address", "add", self.address + "/24", "dev", "eth0")
        ip("-n", self.namespace, "route", "add", "default", "via", SUBNET + "254")

    # --- Processes ---

    def command(self, words):
        """In this machine's network and under its name, which is what the kernel calls the host."""
        named = 'echo "$0" >/proc/sys/kernel/hostname; exec "$@"'
        return ["ip", "netns", "exec", self.namespace, "unshare", "--uts", "sh", "-c", named, self.name, *words]

    def start(self, *words, **settings):
        process = subprocess.Popen(
            self.command(words), env=settings.pop("env", self.environment), cwd=self.home, text=True,
            start_new_session=True, **settings)
        self.processes.append(process)
        return process

    def run(self, *words, status=0, input=None):
        """Runs a command line of the program. Returns what it printed."""
        done = subprocess.run(
            self.command([self.launcher, *words]), env=self.environment, cwd=self.home, text=True, input=input,
            stdin=subprocess.DEVNULL if input is None else None, capture_output=True, timeout=PATIENCE)
        if done.returncode != status:
            raise AssertionError(
                "%s: slm-mesh %s ended with %d\n%s%s" % (self.name, " ".join(words), done.returncode, done.stdout, done.stderr))
        return done.stdout if status == 0 else done.stdout + done.stderr

    def json(self, *words):
        return json.loads(self.run(*words, "--json"))

    def python(self, code):
        """Runs Python in this machine's network."""
        done = subprocess.run(
            self.command(["python3", "-c", code]), env=self.environment, text=True, capture_output=True, timeout=PATIENCE)
        return (done.stdout + done.stderr).strip()

    def session(self, clone):
        return Session(self, clone)

    # --- Faults ---

    def nft(self, rules):
        subprocess.run(["ip", "netns", "exec", self.namespace, "nft", "-f", "-"], input=rules, text=True, check=True)

    def lose(self, percent):
        """Drops that part of all packets, in both directions."""
        rule = "drop" if percent == 100 else "numgen random mod 100 < %d drop" % percent
        self.nft(
            "table inet faults {\n"
            " chain in { type filter hook input priority 0; iifname \"eth0\" %s; }\n"
            " chain out { type filter hook output priority 0; oifname \"eth0\" %s; }\n"
            "}\n" % (rule, rule))

    def heal(self):
        self.nft("delete table inet faults\n")

    # --- End ---

    def log(self):
        with open(os.path.join(self.data, "broker.log"), encoding="utf-8") as log:
            return log.read()

    def close(self):
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for pid in subprocess.run(
                ["ip", "netns", "pids", self.namespace], capture_output=True, text=True).stdout.split():
            os.kill(int(pid), signal.SIGKILL)  # brokers: nobody else lives in this namespace
        ip("netns", "delete", self.namespace)


class Session:
    """An agent's end of an MCP session."""

    def __init__(self, host, clone):
        self.host = host
        self.ids = itertools.count(1)
        self.process = subprocess.Popen(
            host.command([host.launcher, "mcp"]), env=host.environment, cwd=clone, text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        host.processes.append(self.process)
        self.answers = {}
        self.arrived = threading.Condition()
        self.pushed = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()
        self.ask("initialize", protocolVersion="2025-11-25", capabilities={}, clientInfo={"name": "test", "version": "1"})
        self.send(method="notifications/initialized")

    def read(self):
        for line in self.process.stdout:
            message = json.loads(line)
            if "id" in message:
                with self.arrived:
                    self.answers[message["id"]] = message
                    self.arrived.notify_all()
            else:
                self.pushed.put(message)

    def send(self, **message):
        self.process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
        self.process.stdin.flush()

    def ask(self, method, **parameters):
        number = next(self.ids)
        self.send(id=number, method=method, params=parameters)
        with self.arrived:
            if not self.arrived.wait_for(lambda: number in self.answers, timeout=PATIENCE + 30):
                raise AssertionError("%s: no answer to %s" % (self.host.name, method))
            return self.answers.pop(number)["result"]

    def tool(self, name, **arguments):
        """Calls a tool. Returns what it answered, refusals included."""
        return self.ask("tools/call", name=name, arguments=arguments)

    def call(self, name, **arguments):
        """Calls a tool that must not refuse. Returns its structured answer."""
        result = self.tool(name, **arguments)
        if result.get("isError"):
            raise AssertionError("%s: %s refused: %s" % (self.host.name, name, result["content"]))
        return result["structuredContent"]


def eventually(what, condition, within=PATIENCE):
    """Waits until it is so. Returns after how many seconds."""
    begin = time.monotonic()
    while True:
        found = condition()
        passed = time.monotonic() - begin
        if found:
            return passed
        if passed > within:
            raise AssertionError("not within %s s: %s" % (within, what))
        time.sleep(0.05)
