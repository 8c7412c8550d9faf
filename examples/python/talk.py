"""A client of smsbus: sends a text and follows it, asks a contact, watches alerts. README.md says how to run it."""

import argparse
import sys
import uuid

from smsbus.client import Client, EventStream
from smsbus.errors import NoReply, RequestRefused

TRIES = 5
SMS_ENDS = ("sms.sent", "sms.delivered", "sms.failed")
ASK_ENDS = ("ask.answered", "ask.expired", "ask.failed", "ask.cancelled")


def once(client: Client, kind: str, body: dict) -> dict:
    """A request that must be done once, however often it is made.

    When no reply comes, it is unknown whether the request was carried out: perhaps smsbus was being restarted. The
    body has a `key`, and with the same key smsbus does the same thing only once, so that it can safely be asked again.
    """
    for _ in range(TRIES - 1):
        try:
            return client.request(kind, body)
        except NoReply:
            print("no reply; asking again", file=sys.stderr)
    return client.request(kind, body)


def ended(events: EventStream, name: str, number: int, topics: tuple[str, ...]) -> dict:
    """Waits for the event of one of `topics` that is about the thing `number`, and prints what comes before."""
    while True:
        try:
            event = events.next(10.0)
        except NoReply:
            continue  # smsbus is away; when it is back, the stream goes on where it was
        if event is None or event["data"].get(name) != number:
            continue
        print(event["topic"])
        if event["topic"] in topics:
            return event


def send(client: Client, to: str, text: str, key: str) -> int:
    """Sends a text and waits until the network took it, or it failed."""
    # The stream is opened before the request: nothing can happen between the two.
    events = client.events(SMS_ENDS)
    result = once(client, "send", {"to": to, "text": text, "key": key})
    if not result["messages"]:
        print("sent earlier, and removed since")
        return 0
    message = result["messages"][0]  # one per recipient; here there is one
    print(f"message {message['id']} is {message['state']}")
    if message["state"] in ("queued", "in-flight", "uncertain"):
        ended(events, "message", message["id"], SMS_ENDS)
    message = client.request("message.show", {"box": "outbox", "message": message["id"]})
    print(f"message {message['id']} is {message['state']}", message["reason"] or "")
    return 0 if message["state"] in ("sent", "delivered") else 1


def ask(client: Client, contact: str, question: str, answers: list[str], key: str) -> int:
    """Puts a question to a contact and prints the answer, which may take as long as people take."""
    events = client.events(("ask.",))
    wanted = {"to": contact, "text": question, "answers": answers, "timeout_s": 300, "key": key}
    asked = once(client, "ask", wanted)
    if asked["state"] in ("waiting", "asking", "asked"):
        ended(events, "ask", asked["id"], ASK_ENDS)
    # Events never hold what people wrote: the answer is in the document.
    asked = client.request("ask.show", {"ask": asked["id"]})
    print(asked["answer"] if asked["state"] == "answered" else f"{asked['state']}: {asked['reason']}")
    return 0 if asked["state"] == "answered" else 1


def alerts(client: Client) -> int:
    """Prints every alert from now on. To go on where another run ended, keep `seq` and give it as `since`."""
    events = client.events(("alert",))
    print("watching", flush=True)
    while True:
        try:
            event = events.next(10.0)
        except NoReply:
            continue
        if events.lost:
            print("some are too old to be told")
            events.lost = False
        if event is not None:
            print(event["seq"], event["data"]["message"], flush=True)


def main() -> int:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run_dir", help="the folder of smsbus's sockets: run_dir in smsbus.toml")
    commands = parser.add_subparsers(dest="command", required=True)
    sending = commands.add_parser("send")
    sending.add_argument("to", help="a number or a contact's name")
    sending.add_argument("text")
    asking = commands.add_parser("ask")
    asking.add_argument("contact")
    asking.add_argument("question")
    asking.add_argument("answers", nargs="*", help="allowed answers; none: any text")
    for command in (sending, asking):
        # A good key names the reason, such as the number of an alarm: then what a restarted program asks again is
        # known, too.
        command.add_argument("--key", default=str(uuid.uuid4()), help="the same key is done once")
    commands.add_parser("alerts")
    given = parser.parse_args()
    try:
        with Client(f"ipc://{given.run_dir}/clients", f"ipc://{given.run_dir}/events") as client:
            if given.command == "send":
                return send(client, given.to, given.text, given.key)
            if given.command == "ask":
                return ask(client, given.contact, given.question, given.answers, given.key)
            return alerts(client)
    except (NoReply, RequestRefused) as error:
        print(error, file=sys.stderr)  # in plain words: what is wrong and what to do
        return 1
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
