"""The truth: who may, what came in, what goes out. routerd binds every endpoint and owns the one SQLite file.

Reading order. What goes in and out: `exchange`. The core: `router` (input -> outputs), `upkeep` (what time and trouble
call for), `work` (what handling one input has at hand), `peers` (who said hello). Receiving: `directory` and `policy`
(who may), `inbox` (parts -> messages), `intake` (what follows from a message), `values`, `questions`, `limits`, `asks`
(what clients ask contacts) and `choice` (which answer a reply means). Sending: `outbox` (states and moves),
`submission` (parts at the modems), `retry`, `reports`, `pool`, `modems`. Clients: `requests`, `requests_directory`,
`requests_apply`, `requests_messages`, `requests_asks`, `recipients`, `documents`, `status`, `trials`, `orders`.
Memory: `schema.sql`, `store`, and one `store_*` module of queries per subject. The shell: `reading`
(frames -> input), `turn` (group commit), `daemon`, `__main__`.
"""
