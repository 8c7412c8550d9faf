"""smsctl, the operator's client: it asks routerd, runs everything under supervisord, and shows the demo.

Reading order: `__main__` (parse, hand over, exit codes), `exits` (how each failure is told), `invocation` (what every
command needs), `endpoints` (where routerd is), `parameters` and `output` (what commands share), then `commands`, one
file each. `sending` follows a message to its end, `asking` an ask; `history` gathers what comes in pages, `purging`
removes in batches, `directory_file` is what `apply` reads; `health` judges a status, `status_page` shows it. Terminals:
`terminal`, `screen`, `patience` (a sign of life), `completion`; `manual` makes pages of what --help says.

Installing: `interview` (the questions of `init`), `detection` (what is plugged in), `installation` (which files),
`settings_file`, `writing`.

Supervision: `programs` (what supervisord is told), `folders`, `supervision` (supervisord itself), `readiness` (does
everything answer?), `service` (up, down, restart), `orphans` (what runs without supervisord); the package `watchdog`
restarts what is alive but deaf.

The doctor: `facts` (what is known), `probes` (how it was learnt), `findings` (what is wrong, by subject), `doctor` (the
diagnosis), `kernel_log`; `error_codes` explains what modems and networks answer.

The demo: `house` (everything in a temporary folder), `phone` (the far end of the simulated modem), `conversation` (on a
terminal), `exchange` (without one).
"""
