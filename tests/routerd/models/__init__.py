"""The router beside plain models of it: hypothesis looks for a sequence after which they disagree.

`budget` how long it looks; `carrier` a modemd, its modem and the network; `ledger` what was promised and what went on
air; `mailbox` how parts become messages; `table` who may; `test_outbox`, `test_inbox`, `test_policy` and
`test_errands` the machines.
"""
