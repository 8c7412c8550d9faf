"""What the four programs share and what a Python client imports: the wire contract, the settings, the SMS standards.

Reading order. The contract: `messages` (what modemd and routerd tell each other), `questions` (routerd and interactd)
with `errands` and `sim_trouble`; `request` (what every request has), `requests` (what clients ask), `documents` (what
they get) and, by subject, `requests_ask`, `requests_directory`, `requests_errands`, `requests_history`,
`requests_watch`; `errors` (error codes of the protocol). The wire: `codec` (message <-> frames), `sockets` (endpoints
and their options), `loop` (the one loop every daemon runs on), `linking` (a daemon's link to routerd), `client`
(request and reply within a deadline, events without gaps); to another host: `curve` and `keys`. Besides: `config`
(smsbus.toml), `numbers` (telephone numbers), `phrases` (what smsbus itself says to a correspondent), `logs`, and `sms`
(3GPP TS 23.038 and 23.040). Nothing here decides.
"""
