"""modemd: one serial line with a GSM modem on it. It decides nothing about people; it reads, submits, and stays alive.

In reading order:

- `events`: what goes into the core and what comes out of it.
- `modem`: the core: the modem's states, and what happens when the modem does not answer; `agenda`: what is done next;
  `exchange`: what routerd is told, and when.
- `procedure`: how a sequence of commands is written down; `runner`: does what it says; `session`: what is known of the
  modem while it is up.
- `startup` with `storages`, `reading`, `submitting`, `monitoring`, `orders`, `upkeep`: the sequences; `slot_by_slot`,
  `remedies`: where one of them meets a difficult modem; `receiving`: what was read, until routerd has it; `pin`:
  whether to try one.
- `message_mode`: PDU mode or text mode; `text_mode`, `text_submitting`: what the latter shows and takes.
- `troubles`: what can be wrong with a modem that answers; `recovery`: the ladder, as data.
- `profiles`: how modems differ, as data; `settings`: what is set for this one.
- `usb_ids`, `devices`: what may be plugged in; `detection`: which port is the modem's; `probing`: what a port is asked;
  `search`: one port after the other; `finder`: where the modem is, as set or found.
- `at`: the AT dialogue below all this.
- `port`, `usb`, `survey`, `ledger`, `daemon`: the shells: serial line, reset of its device, what is plugged in, what is
  remembered of PINs, the process; `effects`: outputs in their order; `holders`, `lock_files`: who has a port, and that
  we have it; `report`: `modemd --detect`; `inventory`, `examination`, `examining`: `modemd --survey` and `--examine`,
  for `smsctl doctor`.
- `simulator`: a modem for those who have none.
"""
