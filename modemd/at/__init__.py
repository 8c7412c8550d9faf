"""The AT dialogue over a serial line, without the line: octets in, events out (V.250, 3GPP TS 27.007 and 27.005).

In reading order:

- `events`: what goes into the engine and what comes out of it.
- `lexer`: octets -> lines and prompts.
- `results`: final result codes, which end the response to a command.
- `urcs`: unsolicited result codes, which may come at any moment, also inside a response.
- `commands`, `signal_commands`, `message_commands`, `text_commands`, `order_commands`: what may be asked of a modem,
  and what its answers mean.
- `bodies`: where the text of a message ends that is shown in text mode.
- `patience`: how long a command may take.
- `engine`: one command in flight; decides what each line is by what is awaited.
"""
