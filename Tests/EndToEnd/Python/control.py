"""Asks a running daemon on the bureau's programme, at 2026-03-20, by the client that others have written."""
import signal
import sys

import varlink

# A test is bounded in time.
signal.alarm(60)

with varlink.Client(address="unix:" + sys.argv[1]) as client:
    names = client.get_interfaces()
    assert "org.orglife.Control" in names and "org.varlink.service" in names, names
    with client.open("org.varlink.service") as service:
        info = service.GetInfo()
        assert info["vendor"] == "OrgLife" and info["product"] == "orglifed" and info["version"], info
        text = service.GetInterfaceDescription("org.orglife.Control")["description"]
        parsed = varlink.Interface(text)
        assert parsed.name == "org.orglife.Control"
        for member in ("GetStatus", "List", "Record", "Reload", "Owed", "NoSuchThing"):
            assert member in parsed.members, (member, sorted(parsed.members))
        try:
            service.GetInterfaceDescription("org.example.Nobody")
            raise AssertionError("described")
        except varlink.InterfaceNotFound as error:
            assert error.parameters()["interface"] == "org.example.Nobody", error

    with client.open("org.orglife.Control") as control:
        status = control.GetStatus()["status"]
        assert status["configuration"] == "ok" and status["now"].startswith("2026-03-20T12:0"), status
        assert status["next"]["reminders"] == 20, status
        owed = control.List("branch-01", True)["owed"]
        keys = [one["key"] for one in owed]
        assert "member-assembly/branch-01/2026-Q1" in keys, keys
        assert len(control.List()["owed"]) > len(owed)
        for call, name in [
            (lambda: control.List("nowhere"), "NoSuchThing"),
            (lambda: control.Waive("member-assembly/branch-77/2026-Q1", "a reason"), "NoSuchThing"),
        ]:
            try:
                call()
                raise AssertionError("answered")
            except varlink.VarlinkError as error:
                assert error.error() == "org.orglife.Control." + name, error
                assert " " in error.parameters()["reason"], error
        meeting = {
            "organisation": "branch-01", "duty": "member-assembly", "date": "2026-03-19", "chair": "支部书记",
            "present": 14, "due": 16,
        }
        assert control.Record(meeting, "b01-organiser")["isNew"] is True
        assert control.Record(meeting, "b01-organiser")["isNew"] is False
        assert "member-assembly/branch-01/2026-Q1" not in [one["key"] for one in control.List("branch-01")["owed"]]
print("as agreed")
