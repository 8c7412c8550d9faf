"""What `smsctl doctor` finds: facts in, findings with their remedies out. Pure.

`finding` declares what a finding is and lists every kind; then one module per subject: `service` (settings,
supervisord, daemons, endpoints), `ports` (which port, and who has it), `usb` (modes, power, kernel log), `modems`
(SIM, network, storages), `host` (folders, disk, secrets, store, clock), `people` (contacts, and what else routerd
alerts of).
"""
