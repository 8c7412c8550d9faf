"""`http`: what the operator may declare, what a slot may do in it, what comes back."""

import time
from pathlib import Path

import pytest

from interactd.connectors.http import HttpSource, declare, declare_action
from interactd.connectors.servers import Servers
from interactd.connectors.source import Patience
from interactd.errors import DeclarationError, SourceFailed
from tests.interactd.connectors.web_server import CERTIFICATES, Asked, answer, serving

HERE = Path("/etc/smsbus")
WITHIN_S = 10.0


def read(source: HttpSource) -> str:
    return source.read(Patience(ends_at=time.monotonic() + WITHIN_S))


def value(table: object, folder: Path = HERE) -> HttpSource:
    return declare(table, folder, Servers())


def action(table: object, folder: Path = HERE) -> HttpSource:
    return declare_action(table, folder, Servers())


# --- values ---


def test_an_address_alone_is_a_value() -> None:
    with serving(answer(b" 16.3\n")) as server:
        assert read(value(f"{server.url}/t")) == "16.3"
        assert (server.asked[0].method, server.asked[0].target) == ("GET", "/t")


def test_a_pointer_takes_one_value_out_of_json() -> None:
    with serving(
        answer(b'{"rooms": {"living room": {"temperature": 16.30}}}', content_type="application/json")
    ) as server:
        source = value({"url": server.url, "pointer": "/rooms/{room}/temperature"})
        assert source.placeholders() == {"room"}
        assert read(source.filled({"room": "living room"})) == "16.30"
        with pytest.raises(SourceFailed, match="the answer has nothing at the pointer") as caught:
            read(source.filled({"room": "secret/garden"}))
        assert "secret" not in str(caught.value)


def test_an_answer_that_is_no_json_fails_at_a_pointer() -> None:
    with serving(answer(b"<html>secret</html>")) as server:
        with pytest.raises(SourceFailed) as caught:
            read(value({"url": server.url, "pointer": "/x"}))
        assert str(caught.value) == f"{server.url}: the answer is not JSON"


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("404 Not Found", "answered with status 404: not found there"),
        ("401 Unauthorized", "answered with status 401: the key or password is missing or refused"),
        ("403 Forbidden", "answered with status 403: not allowed"),
        ("500 Oops", "answered with status 500"),
        ("302 Found", "answered with status 302, a redirect, which is not followed: write the address it leads to"),
    ],
)
def test_another_status_than_success_is_a_failure(status: str, reason: str) -> None:
    with serving(answer(b"secret", status)) as server:
        with pytest.raises(SourceFailed) as caught:
            read(value({"url": f"{server.url}/{{room}}"}).filled({"room": "secret"}))
        assert str(caught.value) == f"{server.url}: {reason}"


def test_the_operator_may_say_which_statuses_are_answers() -> None:
    with serving(answer(b"nobody home", "404 Not Found")) as server:
        assert read(value({"url": server.url, "status": [200, 404]})) == "nobody home"
        assert read(value({"url": server.url, "status": 404})) == "nobody home"
        with pytest.raises(SourceFailed, match="status 404"):
            read(value({"url": server.url, "status": [200]}))


def test_a_server_with_a_certificate_of_its_own() -> None:
    with serving(answer(b"16.3"), certificate="loopback") as server:
        assert read(value({"url": server.url, "ca_file": "loopback.pem"}, CERTIFICATES)) == "16.3"


# --- actions and bodies ---


def test_json_is_built_from_data() -> None:
    with serving(answer(b"ok")) as server:
        source = action({"method": "PUT", "url": server.url, "json": {"on": "{state}", "level": 5}})
        assert read(source.filled({"state": 'on", "level": "99'})) == "ok"
        asked = server.asked[0]
        assert (asked.method, asked.headers["content-type"]) == ("PUT", "application/json")
        assert asked.body == b'{"on": "on\\", \\"level\\": \\"99", "level": 5}'


def test_a_form_is_encoded() -> None:
    with serving(answer(b"ok")) as server:
        source = action({"url": server.url, "form": {"room": "{room}", "x": "1"}})
        read(source.filled({"room": "a&x=2\r\né"}))
        asked = server.asked[0]
        assert (asked.method, asked.headers["content-type"]) == ("POST", "application/x-www-form-urlencoded")
        assert asked.body == b"room=a%26x%3D2%0D%0A%C3%A9&x=1"


def test_a_text_is_sent_as_text() -> None:
    with serving(answer(b"")) as server:
        assert read(action({"url": server.url, "body": "say {what}"}).filled({"what": '{"é"}'})) == ""
        assert server.asked[0].headers["content-type"] == "text/plain; charset=utf-8"
        assert server.asked[0].body == 'say {"é"}'.encode()


def test_an_action_without_a_body_is_a_get_unless_it_says_otherwise() -> None:
    with serving(answer(b"")) as server:
        read(action(f"{server.url}/relay/0?turn=on"))
        read(action({"url": server.url, "method": "POST"}))
        read(action({"url": server.url, "method": "DELETE"}))
        assert [(asked.method, asked.target) for asked in server.asked] == [
            ("GET", "/relay/0?turn=on"), ("POST", "/"), ("DELETE", "/"),
        ]  # fmt: skip


def test_an_action_is_sent_once_whatever_comes_back() -> None:
    for octets in (b"", b"HTTP/1.1 503 Busy\r\n\r\n", b"nonsense\r\n"):
        with serving(octets) as server:
            with pytest.raises(SourceFailed):
                read(action({"url": server.url, "json": {}}))
            assert len(server.asked) == 1


# --- headers and secrets ---


def test_headers_are_sent_with_the_slots_in_them() -> None:
    with serving(answer(b"")) as server:
        read(value({"url": server.url, "headers": {"X-Room": "<{room}>"}}).filled({"room": "a: b"}))
        assert server.asked[0].headers["x-room"] == "<a: b>"


@pytest.mark.parametrize("room", ["a\r\nX-Admin: yes", "a\nb", "a\rb", "a\0", "\x85", "é", "\u2028"])
def test_a_slot_never_starts_a_header_of_its_own(room: str) -> None:
    source = value({"url": "http://h", "headers": {"X-Room": "{room}"}})
    with pytest.raises(SourceFailed) as caught:
        source.filled({"room": room})
    assert str(caught.value) == "a slot may put printable ASCII characters only into a header"


def secret_file(folder: Path, secret: str) -> None:
    path = folder / "token"
    path.write_text(secret)
    path.chmod(0o600)


def test_secrets_come_from_files_and_are_read_each_time(tmp_path: Path) -> None:
    with serving(answer(b"")) as server:
        source = value(
            {"url": server.url, "token_file": "token", "header_files": {"X-Key": str(tmp_path / "token")}}, tmp_path
        )
        secret_file(tmp_path, "s3cret\n")
        read(source)
        secret_file(tmp_path, "an0ther")
        read(source)
        assert [(asked.headers["authorization"], asked.headers["x-key"]) for asked in server.asked] == [
            ("Bearer s3cret", "s3cret"),
            ("Bearer an0ther", "an0ther"),
        ]


def test_a_secret_that_others_can_read_is_not_sent(tmp_path: Path) -> None:
    with serving(answer(b"")) as server:
        secret_file(tmp_path, "s3cret")
        (tmp_path / "token").chmod(0o644)
        with pytest.raises(SourceFailed, match="chmod 600"):
            read(value({"url": server.url, "token_file": "token"}, tmp_path))
        assert server.asked == []


def test_a_secret_is_in_no_failure_and_no_representation(tmp_path: Path) -> None:
    secret_file(tmp_path, "s3cret")

    def play(asked: Asked) -> list[bytes]:
        return [answer(asked.head, "500 " + asked.headers["authorization"])]

    with serving(play) as server:
        source = value({"url": server.url, "token_file": "token"}, tmp_path)
        with pytest.raises(SourceFailed) as caught:
            read(source)
        assert "s3cret" not in str(caught.value) + repr(source)
        assert caught.value.__cause__ is None


def test_a_refused_token_is_not_brought_again_by_another_interaction(tmp_path: Path) -> None:
    secret_file(tmp_path, "s3cret")
    with serving(answer(b"", "401 Unauthorized")) as server:
        known = Servers()
        for path in ("/a", "/b", "/c"):
            source = declare({"url": server.url + path, "token_file": "token"}, tmp_path, known)
            with pytest.raises(SourceFailed, match=r"refused the key|the key was refused"):
                read(source)
        assert len(server.asked) == 1


def test_a_secret_never_goes_where_a_redirect_leads(tmp_path: Path) -> None:
    secret_file(tmp_path, "s3cret")
    with serving(answer(b"")) as elsewhere:
        octets = f"HTTP/1.1 307 Moved\r\nLocation: {elsewhere.url}\r\nContent-Length: 0\r\n\r\n".encode()
        with serving(octets) as server, pytest.raises(SourceFailed, match="redirect"):
            read(value({"url": server.url, "token_file": "token"}, tmp_path))
        assert elsewhere.asked == []


# --- what is refused at load ---


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (5, "must be an address or a table with url"),
        ({}, "must be an address or a table with url"),
        ({"url": "http://h", "verify": False}, "unknown key verify"),
        ({"url": "http://h", "method": "HEAD"}, "method must be one of GET, POST"),
        ({"url": "http://h", "method": "PUT"}, "method must be one of GET, POST"),
        ({"url": "http://h", "method": "GET", "json": {}}, "a GET request has no body"),
        ({"url": "http://h", "json": {}, "body": "x"}, "one of json, form, body"),
        ({"url": "http://h", "body": {"x": 1}}, "body must be a text"),
        ({"url": "http://h", "form": {"x": 1}}, "form must be a table of texts"),
        ({"url": "http://h", "form": {"{x}": "1"}}, "no slot may stand in a name"),
        ({"url": "http://h", "json": {"{x}": "1"}}, "no slot may stand in a key"),
        (
            {"url": "http://h", "body": '{"on": "{x}"}', "headers": {"content-type": "application/json"}},
            "a body with slots is plain text; to send data, use json or form",
        ),
        ({"url": "http://h", "headers": {"Authorization": "Bearer x"}}, "see header_files"),
        ({"url": "http://h", "headers": {"cookie": "x"}}, "see header_files"),
        ({"url": "http://h", "headers": {"Host": "x"}}, "may not be given as a header"),
        ({"url": "http://h", "headers": {"Transfer-Encoding": "x"}}, "may not be given as a header"),
        ({"url": "http://h", "header_files": {"Content-Length": "x"}}, "may not be given as a header"),
        ({"url": "http://h", "headers": {"X Y": "x"}}, "may not be given as a header"),
        ({"url": "http://h", "headers": {"X\r\nY": "x"}}, "may not be given as a header"),
        ({"url": "http://h", "headers": {"{x}": "x"}}, "no slot may stand in a name"),
        ({"url": "http://h", "headers": {"X": "a\nb"}}, "the header X may hold printable ASCII characters only"),
        ({"url": "http://h", "headers": {"X": 1}}, "headers must be a table of texts"),
        ({"url": "http://h", "headers": ["X: y"]}, "headers must be a table of texts"),
        ({"url": "http://h", "headers": {"x-key": "a"}, "header_files": {"X-Key": "f"}}, "given twice"),
        ({"url": "http://h", "token_file": "a", "header_files": {"authorization": "f"}}, "given twice"),
        ({"url": "http://h", "token_file": 5}, "token_file must be the path"),
        ({"url": "http://h", "pointer": "x"}, "pointer must be a JSON pointer"),
        ({"url": "http://h", "status": []}, "status must be a list of HTTP statuses"),
        ({"url": "http://h", "status": [True]}, "status must be a list of HTTP statuses"),
        ({"url": "http://h", "status": [99]}, "status must be a list of HTTP statuses"),
        ({"url": "http://{host}/"}, "no slot may stand in the scheme, host or port"),
    ],
)
def test_what_cannot_be_used_is_said(table: object, reason: str) -> None:
    with pytest.raises(DeclarationError, match=reason):
        value(table)
