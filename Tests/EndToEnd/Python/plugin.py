"""Asks a plugin what the daemon would ask. Arguments: its program, a socket's path, settings as JSON, an address."""
import base64
import json
import signal
import subprocess
import sys

import varlink

# A test is bounded in time.
signal.alarm(60)

program, path, settings, address = sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), sys.argv[4]
plugin = subprocess.Popen(
    [program, "--varlink=unix:" + path, "--lifeline"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
assert plugin.stdout.readline() == b"READY=1\n"
notice = {
    "key": "member-assembly/branch-01/2026-Q1/T-5/secretary:zhang/chat", "thread": "member-assembly/branch-01/2026-Q1",
    "date": "2026-03-24T08:30:00+08:00", "tone": "warning", "language": "zh-Hans",
    "recipient": {"id": "zhang", "name": "张三", "address": address}, "subject": "【提醒】支部党员大会",
    "body": [{"paragraph": "请在3月31日前召开。"}, {"steps": ["确定日期", "登记"]}], "fields": {"duty": "member-assembly"},
}
with varlink.Client(address="unix:" + path) as client:
    assert "org.orglife.Plugin" in client.get_interfaces()
    parsed = client.get_interface("org.orglife.Plugin")
    for member in ("Describe", "Configure", "Probe", "Render", "Deliver", "Notice", "SettingsRefused"):
        assert member in parsed.members, (member, sorted(parsed.members))
    with client.open("org.orglife.Plugin") as channel:
        description = channel.Describe()["description"]
        assert description["contract"] == 1 and program.endswith(("-" + description["name"], description["name"] + ".py"))
        try:
            channel.Render(notice)
            raise AssertionError("rendered without being configured")
        except varlink.VarlinkError as error:
            assert error.error() == "org.orglife.Plugin.NotConfigured", error
        try:
            channel.Configure({"no-such-setting": 1}, "1")
            raise AssertionError("taken")
        except varlink.VarlinkError as error:
            assert error.error() == "org.orglife.Plugin.SettingsRefused", error
            assert error.parameters()["setting"] == "no-such-setting", error
        assert channel.Configure(settings, "1")["description"] == description
        channel.Probe()
        payload = channel.Render(notice)["payload"]
        assert payload == channel.Render(notice)["payload"]
        assert base64.b64decode(payload["bytes"], validate=True) and "/" in payload["contentType"]
        attempt = {"key": notice["key"], "number": 1, "deadlineSeconds": 20.0}
        outcome = channel.Deliver(payload, attempt)["outcome"]
        assert list(name for name in outcome if outcome[name] is not None) == ["accepted"], outcome
plugin.stdin.close()
assert plugin.wait(10) == 0
print("as agreed")
