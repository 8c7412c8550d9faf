"""`smsctl pdu`: what a PDU says, field by field, and the PDUs of a text."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ctl.exits import Exit, Failure
from ctl.invocation import Invocation, pass_invocation
from ctl.output import print_fields, print_json
from ctl.parameters import Command, duration

if TYPE_CHECKING:
    from smsbus.sms.fields import Field
    from smsbus.sms.segments import Segmentation
    from smsbus.sms.tpdu import Direction, SmsSubmit
    from smsbus.sms.udh import Element

_OCTET = click.IntRange(0, 255)
_PORT = click.IntRange(0, 65535)


class PduGroup(click.Group):
    """The commands on PDUs."""

    command_class = Command


@click.group("pdu", cls=PduGroup)
def command() -> None:
    """Look into a PDU, or make one. No modem and no daemon is needed.

    \b
    Examples:
      smsctl pdu decode 00040B913336990800F10000623041906235400BD3B07B0E1A97DD747919
      smsctl pdu encode +33639980001 "16.3 °C"
    """


@command.command("decode")
@click.argument("pdu", metavar="HEX")
@click.option("--length", type=click.IntRange(min=0), help="TPDU octets that the modem announced.")
@click.option(
    "--direction",
    type=click.Choice(["mt", "mo"]),
    help="mt: arrived; mo: submitted or stored to be. Else by what is usual: SMS-SUBMIT is mo, all else mt.",
)
@pass_invocation
def decode(invocation: Invocation, pdu: str, length: int | None, direction: str | None) -> None:
    """Show every field of HEX, a PDU as modems print it: service centre and TPDU. - reads standard input.

    \b
    Examples:
      smsctl pdu decode --length 29 00040B913336990800F10000623041906235400BD3B07B0E1A97DD747919
      smsctl pdu decode --direction mo --json - < stored.txt
    """
    from smsbus.sms import fields, tpdu
    from smsbus.sms.errors import DecodeError

    line = sys.stdin.read().strip() if pdu == "-" else pdu
    try:
        first = _first_octet(line)
        message = tpdu.decode_hex(line, direction=_direction(direction, first), tpdu_length=length)
    except DecodeError as error:
        raise Failure(Exit.USAGE, "undecodable", str(error)) from None
    name = fields.NAMES[type(message)]
    listed = fields.fields(message, first)
    if invocation.json:
        found = {field.name: {"value": field.value, "meaning": field.meaning} for field in listed}
        print_json({"type": name, "fields": found, "warnings": list(message.warnings)})
        return
    rows = [("type", name), *((field.name, shown(field)) for field in listed)]
    print_fields([*rows, *(("warning", warning) for warning in message.warnings)])


def _first_octet(line: str) -> int:
    """The first octet of the TPDU, or 0 where the line has none: decoding says what is wrong with it."""
    digits = line.strip('" \t\r\n')
    try:
        start = 2 + 2 * int(digits[:2], 16)
        return int(digits[start : start + 2], 16)
    except ValueError:
        return 0


def _direction(chosen: str | None, first: int) -> Direction:
    from smsbus.sms.tpdu import Direction

    if chosen is not None:
        return Direction(chosen)
    return Direction.MO if first & 3 == 1 else Direction.MT


def shown(field: Field) -> str:
    """A field on a line, elements of a header on one each."""
    if isinstance(field.value, list):
        return "\n".join(f"{element['iei']:02X} {element['data']} ({element['name']})" for element in field.value)
    value = "-" if field.value is None else str(field.value)
    return value if field.meaning is None else f"{value} ({field.meaning})"


@command.command("encode")
@click.argument("to")
@click.argument("text")
@click.option("--smsc", metavar="NUMBER", help="The service centre; else the SIM's.")
@click.option("--mr", type=_OCTET, default=0, help="Message reference; most modems put in their own.")
@click.option("--pid", type=_OCTET, default=0, help="Protocol identifier.")
@click.option("--class", "message_class", type=click.IntRange(0, 3), help="Message class; 0 is shown at once.")
@click.option("--flash", is_flag=True, help="The same as --class 0.")
@click.option("--report", is_flag=True, help="Ask for a status report.")
@click.option("--validity", callback=duration, help="How long the centre may try: 90, 10m, 2h, 3d.")
@click.option("--reply-path", is_flag=True, help="Ask for the reply through the same centre.")
@click.option("--reject-duplicates", is_flag=True, help="The centre is to refuse a repetition.")
@click.option("--port", type=_PORT, help="The application port it is for.")
@click.option("--source-port", type=_PORT, default=0, help="The application port it comes from.")
@click.option("--reference", type=_PORT, default=0, help="Concatenation reference; above 255 with 16 bits.")
@click.option("--language", "languages", type=int, multiple=True, help="National tables that may be used: 1 Turkish...")
@click.option("--transliterate", is_flag=True, help="Write it in the GSM alphabet if that can say it: ° becomes deg.")
@pass_invocation
def encode(
    invocation: Invocation,
    to: str,
    text: str,
    smsc: str | None,
    mr: int,
    pid: int,
    message_class: int | None,
    flash: bool,
    report: bool,
    validity: int | None,
    reply_path: bool,
    reject_duplicates: bool,
    port: int | None,
    source_port: int,
    reference: int,
    languages: tuple[int, ...],
    transliterate: bool,
) -> None:
    """Make the SMS-SUBMITs of TEXT to TO (international, national, short code or a name): length for AT+CMGS, PDU.

    TEXT - reads standard input. As few parts as possible are made.

    \b
    Examples:
      smsctl pdu encode +33639980001 "16.3 °C"
      smsctl pdu encode --flash --validity 10m 3663 "Water in the cellar"
    """
    from datetime import timedelta

    from smsbus.sms.address import Address
    from smsbus.sms.errors import EncodeError
    from smsbus.sms.segments import segmentation
    from smsbus.sms.tpdu import SmsSubmit

    try:
        written = sys.stdin.read().removesuffix("\n") if text == "-" else text
        cut = segmentation(
            written,
            wide=reference > 255,
            transliterate=transliterate,
            languages=languages,
            udh=_ports(port, source_port),
        )
        template = SmsSubmit(
            smsc=Address.from_text(smsc) if smsc else None,
            destination=Address.from_text(to),
            mr=mr,
            pid=pid,
            alphabet=cut.alphabet,
            message_class=0 if flash else message_class,
            validity=None if validity is None else timedelta(seconds=validity),
            udh=cut.udh,
            status_report=report,
            reply_path=reply_path,
            reject_duplicates=reject_duplicates,
        )
        parts = _parts(template, cut, reference)
    except EncodeError as error:
        raise Failure(Exit.USAGE, "invalid", str(error)) from None
    if invocation.json:
        print_json({"alphabet": cut.alphabet.value, "parts": parts})
        return
    for part in parts:
        click.echo(f"AT+CMGS={part['length']}\n{part['pdu']}")


def _ports(port: int | None, source: int) -> tuple[Element, ...]:
    from smsbus.sms import udh

    return () if port is None else (udh.ports_element(udh.Ports(destination=port, source=source)),)


def _parts(template: SmsSubmit, cut: Segmentation, reference: int) -> list[dict[str, object]]:
    """Text, TPDU length and PDU of each part."""
    from dataclasses import replace

    from smsbus.sms.tpdu import encode as encoded
    from smsbus.sms.udh import Concatenation

    found: list[dict[str, object]] = []
    total = len(cut.parts)
    for sequence, text in enumerate(cut.parts, 1):
        place = Concatenation(reference=reference, total=total, sequence=sequence, wide=reference > 255)
        pdu = encoded(replace(template, text=text, concatenation=place if total > 1 else None))
        found.append({"text": text, "length": pdu.tpdu_length, "pdu": pdu.hex})
    return found
