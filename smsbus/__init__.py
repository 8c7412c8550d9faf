"""What the four programs share and what a Python client imports: the wire contract, the settings, the SMS standards.

Reading order: `messages` (what modemd, routerd and interactd tell each other), `requests` (what clients ask and get),
`codec` (message <-> frames), `sockets` (endpoints and their options), `loop` (the one loop every daemon runs on),
`client` (request and reply within a deadline, events without gaps), `config` (smsbus.toml), `numbers` (telephone
numbers), `errors` (error codes of the protocol), `logs`, and `sms` (3GPP TS 23.038 and 23.040). Nothing here decides.
"""
