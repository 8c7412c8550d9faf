"""modemd: one serial line with a GSM modem on it. It decides nothing about people; it reads, submits, and stays alive.

In reading order:

- `events`: what goes into the core and what comes out of it.
- `modem`: the core: the modem's states, what is done next, what happens when the modem does not answer.
- `procedure`: how a sequence of commands is written down; `session`: what is known of the modem while it is up.
- `startup`, `receiving`, `submitting`, `monitoring`: the sequences; `pin`: whether a PIN may be tried.
- `recovery`: the ladder, as data; `profiles`: how modems differ, as data.
- `at`: the AT dialogue below all this.
- `port`, `ledger`, `daemon`: the shells: serial line, what is remembered of PINs, the process.
- `simulator`: a modem for those who have none.
"""
