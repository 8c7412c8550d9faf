"""Where values come from and what actions go to: one file per kind.

Reading order: `source` (what every kind can do), `slots` (`{room}` in a path, an argument or a text), `text`, `file`,
`command` (the kinds), `workers` (threads that read, so that a hanging source never holds the loop).

Over the network: `connecting` (within a reading's time).

Web services: `http_client` (one exchange within its time), `web_address`, `json_body`, `json_pointer` (what a slot may
do in each), `secret_files`, `keys` (refused ones rest), `servers` (where Jeedom and Home Assistant are), and the kinds
`http`, `jeedom`, `homeassistant`.

MQTT: `mqtt_broker` (its table), `payloads` (text or JSON, in which no slot becomes structure), `mqtt_line` (the
connection, TLS or not), `mqtt_session` (one conversation, by paho), and the kind `mqtt`.
"""
