#!/usr/bin/env python3
"""A plugin of orglifed in one file, with nothing but Python's own library: posts each reminder to the webhook
of a group chat. Install it as orglife-plugin-webhook in the daemon's folder of plugins; docs/writing-a-plugin.md
says what the contract is."""

import base64
import errno
import fcntl
import hashlib
import http.client
import json
import os
import select
import signal
import socket
import sys
import threading
import time
import urllib.parse

NAME = "webhook"
VERSION = "1.0.0"
SUMMARY = "posts each reminder to the webhook of a group chat"
LONGEST_DELIVERY_SECONDS = 60
SETTINGS = [
    {"name": "url", "type": "an address that begins with https:// or http://", "required": False,
     "help": "where messages are posted; for an address that holds no secret"},
    {"name": "credential", "type": "the name of a credential", "required": False,
     "help": "in place of url: the file of $CREDENTIALS_DIRECTORY that holds the address, where it is a secret"},
    {"name": "form", "type": "text or msgtype", "required": False, "default": "text",
     "help": 'text posts {"text": …}, as Mattermost and Slack take it; msgtype posts '
             '{"msgtype": "text", "text": {"content": …}}, as WeCom and DingTalk take it'},
]

FRAME_BYTES = 1 << 20
# A message of a WeCom robot has at most 2048 bytes of text.
MSGTYPE_BYTES = 2048
INTERFACE = "org.orglife.Plugin"
SERVICE = "org.varlink.service"

DESCRIPTIONS = {
    SERVICE: """\
interface org.varlink.service
method GetInfo() -> (vendor: string, product: string, version: string, url: string, interfaces: []string)
method GetInterfaceDescription(interface: string) -> (description: string)
error InterfaceNotFound (interface: string)
error MethodNotFound (method: string)
error MethodNotImplemented (method: string)
error InvalidParameter (parameter: string)
error PermissionDenied ()
error ExpectedMore ()
""",
    INTERFACE: """\
interface org.orglife.Plugin
type Setting (name: string, type: string, required: bool, default: ?string, help: string)
type Description (
  contract: int, name: string, version: string, summary: string, settings: []Setting,
  longestDeliverySeconds: int, neverDoubled: bool
)
type Recipient (id: string, name: string, address: ?string)
type Block (heading: ?string, paragraph: ?string, list: ?[]string, steps: ?[]string)
type Tone (notice, warning, urgent, overdue, escalation)
type Notice (
  key: string, thread: string, date: string, tone: Tone, language: string, recipient: Recipient,
  subject: string, body: []Block, fields: [string]string
)
type Payload (bytes: string, contentType: string, envelope: [string]string)
type Attempt (key: string, number: int, deadlineSeconds: float)
type Deferral (temporary, configuration, ambiguous)
type Outcome (
  accepted: ?(detail: string),
  deferred: ?(untilSeconds: ?int, reason: string, kind: ?Deferral),
  rejected: ?(reason: string)
)
method Describe() -> (description: Description)
method Configure(settings: object, revision: string) -> (description: Description)
method Probe() -> ()
method Render(notice: Notice) -> (payload: Payload)
method Deliver(payload: Payload, attempt: Attempt) -> (outcome: Outcome)
error NotConfigured ()
error SettingsRefused (setting: string, reason: string)
error Unusable (reason: string)
error NoticeRefused (reason: string)
""",
}


class Fault(Exception):
    """The error that a call is answered with."""

    def __init__(self, name, **parameters):
        super().__init__(name)
        self.name, self.parameters = name, parameters


def log(priority, text):
    """One line for the operator; the priority is syslog's. Never a secret, never a message's text."""
    line = " ".join(text.split())
    os.write(2, f"<{priority}>{line}\n".encode("utf-8", "replace"))


# The channel: settings, render, deliver. The rest of the file is the wire and would serve any other channel.


def refuse(setting, reason):
    raise Fault(INTERFACE + ".SettingsRefused", setting=setting, reason=reason)


class Channel:
    """One connection's configured webhook."""

    def __init__(self, settings):
        known = [setting["name"] for setting in SETTINGS]
        for name, value in settings.items():
            if name not in known:
                refuse(name, "is not a setting; known are " + ", ".join(known))
            if value is not None and not isinstance(value, str):
                refuse(name, "must be a text in quotation marks")
        given = {name: value for name, value in settings.items() if value is not None}
        self.form = given.get("form", "text")
        if self.form not in ("text", "msgtype"):
            refuse("form", "must be text or msgtype")
        self.credential = given.get("credential")
        if ("url" in given) == (self.credential is not None):
            refuse("url", "is required, or credential in its place, and never both")
        if self.credential is not None:
            if not self.credential or "/" in self.credential or self.credential.startswith("."):
                refuse("credential", "must be the name of a credential, without a folder")
            self.url = None
        else:
            reason = unfit(given["url"])
            if reason:
                refuse("url", reason)
            self.url = given["url"]

    def address(self):
        """The webhook's address; raises OSError or ValueError with a sentence where it cannot be had."""
        if self.url is not None:
            return self.url
        folder = os.environ.get("CREDENTIALS_DIRECTORY")
        if not folder:
            raise ValueError(f"the service has no credentials: add LoadCredential={self.credential} to its unit")
        with open(os.path.join(folder, self.credential), encoding="utf-8") as file:
            address = file.read(65536).strip()
        reason = unfit(address)
        if reason:
            raise ValueError(f"the credential {self.credential} {reason}")
        return address

    def probe(self):
        try:
            split = urllib.parse.urlsplit(self.address())
            connect(split, timeout=10).close()
        except (OSError, ValueError) as error:
            raise Fault(INTERFACE + ".Unusable", reason=f"cannot reach the webhook: {error}") from None

    def render(self, notice):
        text = plain_text(notice)
        if self.form == "msgtype":
            message = {"msgtype": "text", "text": {"content": shortened(text, MSGTYPE_BYTES)}}
        else:
            message = {"text": text}
        content = json.dumps(message, ensure_ascii=False, sort_keys=True)
        return content.encode("utf-8", "replace"), "application/json; charset=utf-8"

    def deliver(self, content, content_type, attempt, hold):
        """Posts the bytes once. `hold` is told of the socket, and shuts it when time is up."""
        try:
            split = urllib.parse.urlsplit(self.address())
        except (OSError, ValueError) as error:
            return deferred(str(error), "configuration")
        if hold.is_over():
            return deferred("the deadline passed before anything was sent")
        try:
            connection = connect(split, timeout=hold.seconds_left())
        except OSError as error:
            return deferred(f"cannot connect to {split.hostname}: {error}")
        try:
            if not hold.take(connection.sock):
                return deferred("the deadline passed before anything was sent")
            # A receiver that knows the header can tell a repetition; header text is ASCII, so the key is hashed.
            key = hashlib.sha256(attempt["key"].encode("utf-8", "surrogatepass")).hexdigest()
            headers = {"Content-Type": content_type, "Idempotency-Key": key, "Connection": "close",
                       "User-Agent": f"orglife-plugin-{NAME}/{VERSION}"}
            connection.request("POST", urllib.parse.urlunsplit(("", "", split.path or "/", split.query, "")),
                               body=content, headers=headers)
            response = connection.getresponse()
            return outcome(response.status, response.headers, response.read(65536))
        except (OSError, http.client.HTTPException) as error:
            what = "the time was up" if hold.is_over() else str(error) or type(error).__name__
            return deferred(f"no answer from {split.hostname}, the message may have arrived: {what}", "ambiguous")
        finally:
            hold.let_go()
            connection.close()


def unfit(url):
    """What is wrong with an address, or None."""
    if any(ord(character) <= 32 or ord(character) > 126 for character in url):
        return "must have no spaces and only ASCII characters"
    try:
        split = urllib.parse.urlsplit(url)
        port = split.port
    except ValueError:
        return "is no address: its port or host cannot be read"
    if split.scheme not in ("http", "https") or not split.hostname or port == 0:
        return "must begin with https:// or http:// and name a host, for instance https://chat.example/hooks/1"
    if split.username is not None or split.password is not None:
        return "must hold no name and no password; a secret address belongs into a credential"
    return None


def connect(split, timeout):
    kind = http.client.HTTPSConnection if split.scheme == "https" else http.client.HTTPConnection
    connection = kind(split.hostname, split.port, timeout=timeout)
    connection.connect()
    return connection


def outcome(status, headers, body):
    if 200 <= status < 300:
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            answer = None
        code = answer.get("errcode", 0) if isinstance(answer, dict) else 0
        if code:
            return deferred(f"the chat refused it: error {code}: {answer.get('errmsg', '')}", "configuration")
        return {"accepted": {"detail": f"HTTP {status}"}}
    if status in (408, 425, 429, 500, 503):
        pause = headers.get("Retry-After", "")
        seconds = min(int(pause), 86400) if pause.isascii() and pause.isdecimal() and len(pause) < 9 else None
        return deferred(f"the webhook answered HTTP {status}", until=seconds)
    if status in (502, 504):
        return deferred(f"a gateway answered HTTP {status}, the message may have arrived", "ambiguous")
    if status in (400, 413, 415, 422):
        return {"rejected": {"reason": f"the webhook takes no such message: HTTP {status}"}}
    return deferred(f"the webhook answered HTTP {status}; check its address", "configuration")


def deferred(reason, kind="temporary", until=None):
    answer = {"reason": reason, "kind": kind}
    if until is not None:
        answer["untilSeconds"] = until
    return {"deferred": answer}


def plain_text(notice):
    parts = []
    for block in notice["body"]:
        if block.get("list") is not None:
            parts.append("\n".join("- " + item for item in block["list"]))
        elif block.get("steps") is not None:
            parts.append("\n".join(f"{number}. {item}" for number, item in enumerate(block["steps"], 1)))
        else:
            parts.append(block.get("heading") or block.get("paragraph") or "")
    subject = " ".join(notice["subject"].split())
    return "\n\n".join([subject, "→ " + notice["recipient"]["name"]] + [part for part in parts if part])


def shortened(text, limit):
    data = text.encode("utf-8", "replace")
    if len(data) <= limit:
        return text
    return data[: limit - len("…".encode())].decode("utf-8", "ignore") + "…"


# The wire.


class Hold:
    """Ends one delivery's connection at its deadline, or when whoever asked for it has left."""

    def __init__(self, seconds, client):
        self.end = time.monotonic() + seconds
        self.client = client
        self.lock = threading.Lock()
        self.taken = None
        self.over = False
        self.reading, self.writing = os.pipe()
        self.watcher = threading.Thread(target=self.watch, daemon=True)
        self.watcher.start()

    def seconds_left(self):
        return max(0.001, self.end - time.monotonic())

    def is_over(self):
        return self.over or time.monotonic() >= self.end

    def take(self, connected):
        """False where it is too late already."""
        with self.lock:
            self.taken = connected
            return not self.over

    def let_go(self):
        with self.lock:
            self.taken = None

    def watch(self):
        poll = select.poll()
        poll.register(self.client, select.POLLRDHUP | select.POLLHUP | select.POLLERR)
        poll.register(self.reading, select.POLLIN)
        events = poll.poll(self.seconds_left() * 1000)
        if any(descriptor == self.reading for descriptor, _ in events):
            return
        with self.lock:
            self.over = True
            if self.taken is not None:
                try:
                    self.taken.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def finish(self):
        os.write(self.writing, b"x")
        self.watcher.join()
        os.close(self.reading)
        os.close(self.writing)


def member(value, name, kind, place):
    """A member of an object by its type; an InvalidParameter with the place where it is missing or another."""
    found = value.get(name) if isinstance(value, dict) else None
    if not isinstance(found, kind) or (isinstance(found, bool) and kind is not bool):
        raise Fault(SERVICE + ".InvalidParameter", parameter=f"{place}.{name}" if place else name)
    return found


def check_notice(notice):
    for name in ("key", "thread", "date", "tone", "language", "subject"):
        member(notice, name, str, "notice")
    member(member(notice, "recipient", dict, "notice"), "name", str, "notice.recipient")
    for block in member(notice, "body", list, "notice"):
        said = [name for name in ("heading", "paragraph", "list", "steps")
                if isinstance(block, dict) and block.get(name) is not None]
        if len(said) != 1:
            raise Fault(SERVICE + ".InvalidParameter", parameter="notice.body")
        if said[0] in ("heading", "paragraph"):
            member(block, said[0], str, "notice.body")
        elif not all(isinstance(item, str) for item in member(block, said[0], list, "notice.body")):
            raise Fault(SERVICE + ".InvalidParameter", parameter="notice.body." + said[0])


class Client:
    """One connection: calls in order, each for this connection's own channel."""

    # Keys that are being delivered in this process: never the same one twice at a time.
    under_way = set()
    under_way_lock = threading.Lock()

    def __init__(self, connected, server):
        self.socket, self.server, self.channel = connected, server, None

    def run(self):
        try:
            for frame in self.frames():
                # What is no Varlink has no answer in Varlink: the connection ends, and only this one.
                request = json.loads(frame.decode("utf-8"), parse_constant=self.no_number)
                self.serve(request)
        except (OSError, ValueError, RecursionError, TypeError, AttributeError):
            pass
        finally:
            self.socket.close()
            self.server.closed(self)

    @staticmethod
    def no_number(text):
        raise ValueError(text)

    def frames(self):
        buffer = bytearray()
        searched = 0
        while True:
            end = buffer.find(0, searched)
            if end >= 0:
                if end > FRAME_BYTES:
                    return
                frame = bytes(buffer[:end])
                del buffer[: end + 1]
                searched = 0
                yield frame
                continue
            searched = len(buffer)
            if searched > FRAME_BYTES:
                return
            chunk = self.socket.recv(65536)
            if not chunk:
                return
            buffer += chunk

    def serve(self, request):
        method = request["method"] if isinstance(request, dict) and "method" in request else None
        if not isinstance(method, str):
            raise ValueError("no method")
        if not self.server.begin():
            raise ValueError("leaving")
        try:
            try:
                if request.get("upgrade"):
                    raise Fault(SERVICE + ".MethodNotImplemented", method=method)
                parameters = request.get("parameters")
                parameters = {} if parameters is None else parameters
                if not isinstance(parameters, dict):
                    raise Fault(SERVICE + ".InvalidParameter", parameter="parameters")
                reply = {"parameters": self.answer(method, parameters)}
            except Fault as fault:
                reply = {"error": fault.name, "parameters": fault.parameters}
            frame = json.dumps(reply, ensure_ascii=True).encode() + b"\0"
            if len(frame) > FRAME_BYTES + 1:
                frame = json.dumps({"error": "org.orglife.Unforeseen", "parameters": {
                    "reason": "the answer is longer than a message may be"}}).encode() + b"\0"
            if not request.get("oneway"):
                self.socket.sendall(frame)
        finally:
            self.server.end()

    def answer(self, method, parameters):
        interface, _, name = method.rpartition(".")
        if interface not in DESCRIPTIONS:
            raise Fault(SERVICE + ".InterfaceNotFound", interface=interface)
        if interface == SERVICE:
            if name == "GetInfo":
                return {"vendor": "OrgLife", "product": "orglife-plugin-" + NAME, "version": VERSION,
                        "url": "https://varlink.org", "interfaces": list(DESCRIPTIONS)}
            if name == "GetInterfaceDescription":
                asked = member(parameters, "interface", str, "")
                if asked not in DESCRIPTIONS:
                    raise Fault(SERVICE + ".InterfaceNotFound", interface=asked)
                return {"description": DESCRIPTIONS[asked]}
            raise Fault(SERVICE + ".MethodNotFound", method=method)
        if name == "Describe":
            return self.describe()
        if name == "Configure":
            self.channel = Channel(member(parameters, "settings", dict, ""))
            return self.describe()
        if name not in ("Probe", "Render", "Deliver"):
            raise Fault(SERVICE + ".MethodNotFound", method=method)
        if self.channel is None:
            raise Fault(INTERFACE + ".NotConfigured")
        if name == "Probe":
            self.channel.probe()
            return {}
        if name == "Render":
            notice = member(parameters, "notice", dict, "")
            check_notice(notice)
            content, content_type = self.channel.render(notice)
            return {"payload": {"bytes": base64.b64encode(content).decode(), "contentType": content_type,
                                "envelope": {}}}
        return {"outcome": self.deliver(parameters)}

    @staticmethod
    def describe():
        return {"description": {
            "contract": 1, "name": NAME, "version": VERSION, "summary": SUMMARY, "settings": SETTINGS,
            "longestDeliverySeconds": LONGEST_DELIVERY_SECONDS, "neverDoubled": False}}

    def deliver(self, parameters):
        payload = member(parameters, "payload", dict, "")
        attempt = member(parameters, "attempt", dict, "")
        key = member(attempt, "key", str, "attempt")
        member(attempt, "number", int, "attempt")
        seconds = min(member(attempt, "deadlineSeconds", (int, float), "attempt"), LONGEST_DELIVERY_SECONDS)
        content_type = member(payload, "contentType", str, "payload")
        try:
            content = base64.b64decode(member(payload, "bytes", str, "payload"), validate=True)
        except ValueError:
            raise Fault(SERVICE + ".InvalidParameter", parameter="payload.bytes") from None
        if not content_type.isascii() or not content_type.isprintable():
            raise Fault(SERVICE + ".InvalidParameter", parameter="payload.contentType")
        with self.under_way_lock:
            if key in self.under_way:
                return deferred("an earlier attempt of this delivery is still under way", "ambiguous")
            self.under_way.add(key)
        hold = Hold(seconds, self.socket)
        try:
            return self.channel.deliver(content, content_type, attempt, hold)
        finally:
            hold.finish()
            with self.under_way_lock:
                self.under_way.discard(key)


class Server:
    def __init__(self, listening, path):
        self.listening, self.path = listening, path
        self.condition = threading.Condition()
        self.clients = set()
        self.running = 0
        self.leaving = False
        self.waking, self.wake_end = os.pipe()
        for end in (self.waking, self.wake_end):
            os.set_blocking(end, False)

    def begin(self):
        with self.condition:
            self.running += not self.leaving
            return not self.leaving

    def end(self):
        with self.condition:
            self.running -= 1
            self.condition.notify_all()

    def closed(self, client):
        with self.condition:
            self.clients.discard(client)
        self.wake()

    def wake(self):
        try:
            os.write(self.wake_end, b"x")
        except BlockingIOError:
            pass

    def stop(self, *_):
        self.leaving = True
        self.wake()

    def run(self, idle_seconds):
        # Whoever started it may need a while to come.
        patience = 60
        poll = select.poll()
        poll.register(self.listening, select.POLLIN)
        poll.register(self.waking, select.POLLIN)
        while not self.leaving:
            with self.condition:
                is_idle = not self.clients
            limit = max(idle_seconds, patience) * 1000 if idle_seconds and is_idle else None
            events = dict(poll.poll(limit))
            if not events and limit is not None:
                break
            if self.waking in events:
                os.read(self.waking, 4096)
            if self.listening.fileno() not in events:
                continue
            try:
                connected, _ = self.listening.accept()
            except OSError as error:
                if error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM):
                    time.sleep(0.2)
                continue
            patience = 0
            connected.setblocking(True)
            client = Client(connected, self)
            with self.condition:
                self.clients.add(client)
            threading.Thread(target=client.run, daemon=True).start()
        if self.path:
            try:
                os.unlink(self.path)
            except FileNotFoundError:
                pass
        with self.condition:
            self.leaving = True
            self.condition.wait_for(lambda: self.running == 0, timeout=1.5)
        # Not sys.exit: what it runs would wait for threads that are still at work.
        os._exit(0)


# The program.


def leave(status, sentence):
    log(3, sentence)
    os._exit(status)


def help_text(program):
    lines = [f"{program} {VERSION}: {SUMMARY}", "",
             f"A plugin of orglifed. The daemon or systemd starts it; it serves {INTERFACE} over Varlink.", "",
             f"Usage: {program} --varlink=unix:PATH [--lifeline] [--idle-exit=SECONDS]",
             f"       {program}            with a socket passed by systemd (LISTEN_FDS)", "",
             "  --varlink=unix:PATH   listen there", "  --lifeline            leave as soon as standard input ends",
             "  --idle-exit=SECONDS   leave when no connection was open for so long",
             "  --version             print name and version", "  --help                print this", "",
             "Settings of a channel that uses it:"]
    for setting in SETTINGS:
        default = f"; default: {setting['default']}" if "default" in setting else ""
        lines += ["", f"  {setting['name']} ({setting['type']}{default})", f"      {setting['help']}"]
    return "\n".join(lines) + "\n"


def options(program, arguments):
    chosen = {"path": None, "lifeline": False, "idle": None}
    for argument in arguments:
        name, equals, value = argument.partition("=")
        if argument in ("--help", "-h"):
            chosen["print"] = help_text(program)
        elif argument == "--version":
            chosen["print"] = f"{program} {VERSION}\n"
        elif argument == "--lifeline":
            chosen["lifeline"] = True
        elif name == "--varlink" and equals:
            if not value.startswith("unix:/"):
                leave(64, f"{program}: --varlink wants unix: and an absolute path, for instance unix:/run/x.sock")
            chosen["path"] = value[len("unix:"):]
        elif name == "--idle-exit" and equals:
            try:
                chosen["idle"] = float(value)
            except ValueError:
                chosen["idle"] = 0
            if not 0 < chosen["idle"] < 1e9:
                leave(64, f"{program}: --idle-exit wants a number of seconds above zero")
        else:
            leave(64, f"{program}: {argument} is no option of this program; --help lists them")
    return chosen


def passed_socket():
    """The first socket that systemd passed to this very process; sd_listen_fds(3)."""
    mine = os.environ.get("LISTEN_PID") == str(os.getpid())
    count = os.environ.get("LISTEN_FDS", "0")
    for name in ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"):
        os.environ.pop(name, None)
    return socket.socket(fileno=3) if mine and count.isdecimal() and int(count) >= 1 else None


def own_socket(path):
    """A listening socket, once no other process serves the channel. The lock is held until this process ends."""
    def too_long(*_):
        leave(75, f"another process has been serving {path} for more than 30 s")

    try:
        lock = os.open(path + ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        signal.signal(signal.SIGALRM, too_long)
        signal.alarm(30)
        fcntl.flock(lock, fcntl.LOCK_EX)
        signal.alarm(0)
        try:
            os.unlink(path)
        except FileNotFoundError:
            pass
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        mask = os.umask(0o177)
        listening.bind(path)
        os.umask(mask)
        listening.listen(64)
        return listening
    except OSError as error:
        leave(69, f"cannot listen on {path}: {error}")


def watch_lifeline():
    try:
        while os.read(0, 4096):
            pass
    finally:
        os._exit(0)


def main():
    program = os.path.basename(sys.argv[0])
    chosen = options(program, sys.argv[1:])
    if "print" in chosen:
        sys.stdout.write(chosen["print"])
        return
    if chosen["lifeline"]:
        threading.Thread(target=watch_lifeline, daemon=True).start()
    listening = passed_socket()
    path = None if listening else chosen["path"]
    if listening is None:
        if path is None:
            leave(64, "no socket: start it with --varlink=unix:PATH or by a systemd socket unit; --help tells more")
        listening = own_socket(path)
    listening.setblocking(False)
    server = Server(listening, path)
    # Python runs a handler between two steps of the main thread; the byte wakes that out of poll(2).
    signal.set_wakeup_fd(server.wake_end, warn_on_full_buffer=False)
    signal.signal(signal.SIGTERM, server.stop)
    if chosen["lifeline"]:
        os.write(1, b"READY=1\n")
    server.run(chosen["idle"])


if __name__ == "__main__":
    main()
