"""One exchange: within its time, within its size, with the server it was meant for, once."""

import contextlib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactd.connectors import http_client, web_address
from interactd.connectors.http_client import Answer, Request
from interactd.connectors.source import MAX_OCTETS, Patience
from interactd.errors import SourceFailed
from tests.interactd.connectors.web_server import CERTIFICATES, Asked, answer, serving

WITHIN_S = 10.0
SOON_S = 0.5


def get(url: str, within_s: float = WITHIN_S, ca_file: str | None = None) -> Answer:
    request = Request(method="GET", address=web_address.parse(url), ca_file=ca_file)
    return http_client.exchange(request, Patience(ends_at=time.monotonic() + within_s))


def failure(url: str, within_s: float = WITHIN_S, ca_file: str | None = None) -> str:
    started = time.monotonic()
    with pytest.raises(SourceFailed) as caught:
        get(url, within_s, ca_file)
    assert time.monotonic() - started < within_s + 2
    reason = str(caught.value)
    assert reason.startswith(f"{web_address.parse(url).origin}: ")
    return reason.partition(": ")[2]


# --- what is sent ---


def test_a_request_is_sent_as_it_is_meant() -> None:
    with serving(answer(b"16.3")) as server:
        request = Request(
            method="PUT",
            address=web_address.parse(f"{server.url}/rooms/x?a=b"),
            headers=(("X-Key", "abc"), ("Content-Type", "text/plain")),
            body=b"hello",
        )
        assert http_client.exchange(request, Patience(ends_at=time.monotonic() + WITHIN_S)) == Answer(
            status=200, content_type="text/plain", octets=b"16.3"
        )
        assert server.asked == [
            Asked(
                method="PUT",
                target="/rooms/x?a=b",
                headers={
                    "host": server.url.removeprefix("http://"),
                    "accept-encoding": "identity",
                    "content-length": "5",
                    "user-agent": "smsbus",
                    "connection": "close",
                    "x-key": "abc",
                    "content-type": "text/plain",
                },
                body=b"hello",
                head=server.asked[0].head,
            )
        ]


def test_a_large_body_arrives_whole() -> None:
    with serving(answer(b"ok")) as server:
        body = bytes(range(256)) * 8192
        request = Request(method="POST", address=web_address.parse(server.url), body=body)
        http_client.exchange(request, Patience(ends_at=time.monotonic() + WITHIN_S))
        assert server.asked[0].body == body


def test_a_request_is_not_shown_with_its_headers() -> None:
    request = Request(
        method="GET", address=web_address.parse("http://h/?room=x"), headers=(("Authorization", "Bearer s3cret"),)
    )
    assert repr(request) == "Request(GET http://h)"


# --- what comes back ---

HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (HEAD + b"Content-Length: 5\r\n\r\n16.3\n", "16.3"),
        (HEAD + b"Content-Length: 2\r\n\r\n16.3", "16"),
        (HEAD + b"\r\n16.3", "16.3"),
        (b"HTTP/1.0 200 OK\r\n\r\n16.3", "16.3"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n16\r\n2;x=y\r\n.3\r\n0\r\nX: y\r\n\r\n", "16.3"),
        (HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n4\r\n16.3\r\n0\r\n\r\n", "16.3"),
        (HEAD + b"Content-Length: -1\r\n\r\n16.3", "16.3"),
        (HEAD + b"Content-Length: many\r\n\r\n16.3", "16.3"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + HEAD + b"\r\n16.3", "16.3"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", ""),
        (HEAD + b"Content-Type: text/plain; charset=ISO-8859-1\r\n\r\n16 \xb0C", "16 °C"),
        (HEAD + b'Content-Type: text/plain; charset="windows-1252"; x=y\r\n\r\n5 \x80', "5 €"),
        (HEAD + b"Content-Type: text/plain; charset=ISO-8859-15\r\n\r\n5 \xa4", "5 €"),
        (HEAD + b"Content-Type: text/plain\r\n\r\n16 \xc2\xb0C", "16 °C"),
        (HEAD + b"Content-Type: text/plain; charset=hex\r\n\r\n3136", "3136"),
        (HEAD + b"Content-Type: text/plain; charset=punycode\r\n\r\na-b", "a-b"),
        (HEAD + b"\r\n\xef\xbb\xbf16", "16"),
        (HEAD + b"\r\n16\xff", "16\ufffd"),
    ],
)
def test_what_a_server_says(octets: bytes, text: str) -> None:
    with serving(octets) as server:
        assert get(server.url).text() == text


def test_the_same_answer_octet_by_octet() -> None:
    octets = HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n16\r\n2\r\n.3\r\n0\r\n\r\n"
    with serving(lambda _: [bytes([octet]) for octet in octets]) as server:
        assert get(server.url).text() == "16.3"


@pytest.mark.parametrize(
    ("octets", "reason"),
    [
        (b"", "the connection broke"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "did not answer as HTTP does"),
        (b"HTTP/1.1 abc\r\n\r\n", "did not answer as HTTP does"),
        (b"HTTP/9.1 200 OK\r\n\r\n", "did not answer as HTTP does"),
        (HEAD + b"X: " + b"y" * 70000 + b"\r\n\r\n", "did not answer as HTTP does"),
        (HEAD + b"X: y\r\n" * 200 + b"\r\n", "did not answer as HTTP does"),
        (HEAD + b"Content-Length: 9\r\n\r\n16.3", "the answer broke off"),
        (HEAD + b"Content-Length: 9\r\n\r\n", "the answer broke off"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n9\r\n16.3", "did not answer as HTTP does"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n16.3", "did not answer as HTTP does"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n-5\r\n16.3", "did not answer as HTTP does"),
        (HEAD + b"Content-Encoding: gzip\r\n\r\n\x1f\x8b", "answered in a compressed form that was not asked for"),
        (HEAD + b"\r\n" + b"x" * (MAX_OCTETS + 1), "answered with more than 65536 octets"),
        (
            HEAD
            + b"Transfer-Encoding: chunked\r\n\r\n"
            + b"8000\r\n"
            + b"x" * 0x8000
            + b"\r\n8001\r\n"
            + b"x" * 0x8001,
            "answered with more than 65536 octets",
        ),
    ],
)
def test_what_is_no_answer_fails_in_plain_words(octets: bytes, reason: str) -> None:
    with serving(octets) as server:
        assert failure(server.url) == reason


def test_as_much_as_may_be_is_taken() -> None:
    with serving(answer(b"x" * MAX_OCTETS)) as server:
        assert len(get(server.url).octets) == MAX_OCTETS


def test_an_endless_answer_is_left() -> None:
    def play(_: Asked) -> Iterator[bytes]:
        yield HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
        while True:
            yield b"1\r\nx\r\n" * 1000

    with serving(play) as server:
        assert failure(server.url) == "answered with more than 65536 octets"


def test_endless_interim_answers_are_left() -> None:
    def play(_: Asked) -> Iterator[bytes]:
        while True:
            yield b"HTTP/1.1 100 Continue\r\n\r\n" * 1000

    with serving(play) as server:
        assert failure(server.url) == "answered with more than 65536 octets"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with serving(answer(b"")) as elsewhere:
        octets = f"HTTP/1.1 {status} Moved\r\nLocation: {elsewhere.url}\r\nContent-Length: 0\r\n\r\n".encode()
        with serving(octets) as server:
            assert get(server.url).status == status
        assert elsewhere.asked == []
    assert "a redirect, which is not followed" in http_client.describe(status)


@settings(max_examples=60, deadline=None)
@given(
    start=st.sampled_from(
        [b"", HEAD, HEAD + b"Transfer-Encoding: chunked\r\n\r\n", HEAD + b"Content-Length: ", b"HTTP/1.1 "]
    ),
    rest=st.binary(max_size=40) | st.text("0123456789abcdef-+; \r\n:", max_size=40).map(str.encode),
)
def test_any_octets_are_an_answer_or_a_failure(start: bytes, rest: bytes) -> None:
    with serving(start + rest) as server, contextlib.suppress(SourceFailed):
        assert len(get(server.url).text()) < 100


# --- time ---


def test_a_silent_server_is_left_when_the_time_is_over() -> None:
    with serving(lambda _: [WITHIN_S]) as server:
        assert failure(server.url, SOON_S) == "took too long"


@pytest.mark.parametrize("start", [b"", HEAD + b"X: ", HEAD + b"\r\n", HEAD + b"Content-Length: 9999\r\n\r\n"])
def test_an_octet_now_and_then_does_not_make_the_time_longer(start: bytes) -> None:
    def play(_: Asked) -> Iterator[bytes | float]:
        yield start
        for _ in range(200):
            yield b"1"
            yield 0.05

    with serving(play) as server:
        assert failure(server.url, SOON_S) == "took too long"


def test_a_server_that_does_not_read_is_left() -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as deaf:
        request = Request(
            method="POST",
            address=web_address.parse(f"http://127.0.0.1:{deaf.getsockname()[1]}"),
            body=b"x" * 20_000_000,
        )
        with pytest.raises(SourceFailed, match="took too long"):
            http_client.exchange(request, Patience(ends_at=time.monotonic() + SOON_S))


def test_a_cancelled_exchange_ends_at_once() -> None:
    with serving(lambda _: [WITHIN_S]) as server:
        patience = Patience(ends_at=time.monotonic() + 1000)
        request = Request(method="GET", address=web_address.parse(server.url))
        threading.Timer(0.2, patience.cancelled.set).start()
        with pytest.raises(SourceFailed, match="took too long"):
            http_client.exchange(request, patience)


def test_time_that_is_over_sends_nothing() -> None:
    with serving(answer(b"")) as server:
        assert failure(server.url, 0.0) == "took too long"
        assert server.asked == []


def test_a_host_that_takes_no_connection_is_left() -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0), backlog=0)) as full:
        port = full.getsockname()[1]
        with contextlib.ExitStack() as stack:
            for _ in range(4):
                waiting = stack.enter_context(socket.socket())
                waiting.setblocking(False)
                waiting.connect_ex(("127.0.0.1", port))
            assert failure(f"http://127.0.0.1:{port}", SOON_S) == "took too long"


# --- who answers ---


def test_nobody_there_is_said_in_plain_words() -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
    assert failure(f"http://127.0.0.1:{port}") == "Connection refused"


@pytest.mark.parametrize("host", ["x" * 64 + ".invalid", "a..b"])
def test_what_is_no_name_of_a_host_fails(host: str) -> None:
    assert failure(f"http://{host}/")


def test_tls_is_verified_with_a_certificate_of_ones_own() -> None:
    with serving(answer(b"16.3"), certificate="loopback") as server:
        assert get(server.url, ca_file=str(CERTIFICATES / "loopback.pem")).text() == "16.3"
        assert "its certificate is not accepted" in failure(server.url)
        assert "its certificate is not accepted" in failure(server.url, ca_file=str(CERTIFICATES / "elsewhere.pem"))
        assert len(server.asked) == 1


def test_a_certificate_made_out_to_another_host_is_not_accepted() -> None:
    with serving(answer(b"16.3"), certificate="elsewhere") as server:
        reason = failure(server.url, ca_file=str(CERTIFICATES / "elsewhere.pem"))
        assert "its certificate is not accepted" in reason
        assert server.asked == []


def test_a_slow_drip_over_tls_ends_in_time_too() -> None:
    def play(_: Asked) -> Iterator[bytes | float]:
        yield HEAD + b"\r\n"
        for _ in range(200):
            yield b"1"
            yield 0.05

    with serving(play, certificate="loopback") as server:
        assert failure(server.url, SOON_S, str(CERTIFICATES / "loopback.pem")) == "took too long"


def test_a_server_that_speaks_no_tls_fails_in_time() -> None:
    with serving(lambda _: [WITHIN_S]) as server:
        assert failure(server.url.replace("http:", "https:"), SOON_S) == "took too long"
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as plain:

        def speak() -> None:
            connection, _ = plain.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.recv(4096)

        threading.Thread(target=speak, daemon=True).start()
        assert failure(f"https://127.0.0.1:{plain.getsockname()[1]}") == "no secure connection came about"


def test_an_unusable_ca_file_is_named() -> None:
    with serving(answer(b"16.3"), certificate="loopback") as server:
        assert failure(server.url, ca_file="/none") == "/none holds no certificates that can be read"


def test_the_heavy_libraries_are_loaded_by_the_first_exchange() -> None:
    code = (
        "import sys; before = set(sys.modules);"
        "import interactd.connectors.http, interactd.connectors.jeedom, interactd.connectors.homeassistant;"
        "print(sorted({'http.client', 'ssl', 'email'} & set(sys.modules)))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"
