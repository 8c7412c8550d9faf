"""Log lines: one line each, key=value or JSON, no full number above debug."""

import io
import json
import logging

import pytest

from smsbus import logs


def line(log_format: logs.LogFormat, level: int, verb: str, **values: object) -> str:
    stream = io.StringIO()
    formatter = logs.Formatter("routerd", log_format)
    record = logging.LogRecord("routerd", level, "f.py", 1, verb, None, None)
    record.__dict__.update(logs.fields(**values))
    stream.write(formatter.format(record))
    return stream.getvalue()


def test_a_text_line_has_time_level_program_verb_and_pairs() -> None:
    text = line("text", logging.INFO, "accepted", message=12, reason="contact of House")
    assert text.partition("Z ")[2] == 'info routerd: accepted message=12 reason="contact of House"'


def test_a_json_line_is_one_object() -> None:
    document = json.loads(line("json", logging.WARNING, "retried", message=12))
    assert {key: document[key] for key in ("level", "program", "message")} == {
        "level": "warning",
        "program": "routerd",
        "message": 12,
    }


def test_a_line_break_in_a_value_does_not_make_two_lines() -> None:
    assert "\n" not in line("text", logging.INFO, "noted", value="one\ntwo")


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_full_number_is_masked_above_debug(log_format: logs.LogFormat) -> None:
    shown = line(log_format, logging.INFO, "accepted", sender="+33639980001")
    assert "+33639980001" not in shown
    assert "+336*****001" in shown


def test_a_full_number_stays_at_debug() -> None:
    assert "+33639980001" in line("text", logging.DEBUG, "read", sender="+33639980001")


def test_setup_sends_records_at_and_above_the_level_to_the_stream() -> None:
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        logs.setup("modemd", level="warning", stream=stream)
        logging.getLogger("x").info("small")
        logging.getLogger("x").warning("great")
    finally:
        root.handlers[:] = before
        root.setLevel(level)
    assert "great" in stream.getvalue()
    assert "small" not in stream.getvalue()
