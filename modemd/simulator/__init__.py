"""A GSM modem without a modem: a pseudo-terminal that answers AT commands, with a mobile network behind it.

    python -m modemd.simulator --link /tmp/modem --control /tmp/modem.sock

Any program that can use a GSM modem can use it: ours, gammu, smstools, minicom. `control` says how to text it, how to
see what was sent through it and how to make it misbehave.

Reading order: `settings` (what kind of modem it is, and what may change as it runs), `personalities` (the kinds to
choose from), `events` (inputs and outputs of the core), `modem` (octets in, octets out: echo, prompt, answers,
unsolicited codes) and what it consists of: `command_line` (V.250: a line -> commands), `dispatch` (which command does
what), `results` (final result codes), `charset` (`+CSCS`), `state` (everything a command may look at or change), `sim`
(PIN and PUK), `storage` (slots), `calls`; the commands themselves in `general` (modem, SIM, network) and `messaging`
(27.005), the latter with `text_mode`; `network` (SMSC, delays, delivery reports), `arrivals` (stored, passed on or
refused), `faults` (what it does wrong on request), `speech` (how it puts what it says), `pulse` (what it says by
itself), `wire` and `line` (how octets pass: how fast, in pieces, damaged). Around that core is the shell: `control`
(what the control socket understands), `port` (the pty and its link), `sockets` (the control socket), `daemon` (brings
them together), `__main__` (the command line).
"""
