"""Logging, set up once per process: `key=value` lines or JSON lines on stderr, numbers masked above debug.

A log line starts with a fixed verb: `logger.info("accepted", extra=fields(message=12, sender=number.masked))`.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from typing import Any, Literal, TextIO

LogFormat = Literal["text", "json"]

# A number long enough to be somebody's: the net under callers that forgot to mask. Ids and moments have no plus.
_FULL_NUMBER = re.compile(r"\+\d{7,15}")


def fields(**values: Any) -> dict[str, Any]:
    """The `extra` of a log call: what the formatter prints behind the verb."""
    return {"fields": values}


def setup(program: str, *, level: str = "info", log_format: LogFormat = "text", stream: TextIO | None = None) -> None:
    """Sends the root logger's lines to `stream` (stderr)."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Formatter(program, log_format))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())


class Formatter(logging.Formatter):
    """One line per record; a traceback follows only below a record that has one."""

    def __init__(self, program: str, log_format: LogFormat) -> None:
        super().__init__()
        self._program = program
        self._json = log_format == "json"

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line, UTC."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z"
        head = {"time": moment, "level": record.levelname.lower(), "program": self._program}
        values = {**getattr(record, "fields", {})}
        line = self._json_line(head, record, values) if self._json else self._text_line(head, record, values)
        if record.levelno > logging.DEBUG:
            line = _FULL_NUMBER.sub(lambda match: match[0][:4] + "*" * (len(match[0]) - 7) + match[0][-3:], line)
        return line + ("\n" + self.formatException(record.exc_info) if record.exc_info else "")

    @staticmethod
    def _text_line(head: dict[str, str], record: logging.LogRecord, values: dict[str, Any]) -> str:
        pairs = "".join(f" {key}={_text_value(value)}" for key, value in values.items())
        return f"{head['time']} {head['level']} {head['program']}: {record.getMessage()}{pairs}"

    @staticmethod
    def _json_line(head: dict[str, str], record: logging.LogRecord, values: dict[str, Any]) -> str:
        return json.dumps({**head, "message": record.getMessage(), **values}, default=str, ensure_ascii=False)


def _text_value(value: Any) -> str:
    text = str(value)
    plain = text and all(character.isprintable() and character not in ' "=' for character in text)
    return text if plain else json.dumps(text, ensure_ascii=False)
