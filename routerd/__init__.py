"""The truth: who may, what came in, what goes out. routerd binds every endpoint and owns the one SQLite file.

Reading order:

- what goes in and out: `exchange`; the core: `router` (input -> outputs), `upkeep` (what time and trouble call for),
  `work` (what handling one input has at hand), `peers` (who said hello);
- receiving: `directory`, `directory_rules` and `policy` (who may), `inbox` (parts -> messages), `intake` (what follows
  from a message), `values`; `questions`, `errands`, `interactds`, `conversation` (what interactd has remembered);
  `replying` with `limits` and `ping_pong` (to whom no answer goes); `asks` (what clients ask contacts) and `choice`
  (which answer a reply means);
- sending: `outbox` (states and moves), `precedence` and `rates` (whose turn it is, and how much), `submission` (parts
  at the modems), `retry`, `reports`, `pool`, `failover`, `modems`;
- clients: `requests` and, by subject, `requests_messages`, `requests_asks`, `requests_errands`, `requests_directory`,
  `requests_apply` with `declaring`, `requests_history`, `requests_watch`; `orders` and `trials`, which others answer,
  over `awaited`; `recipients`; what they get: `documents`, `status`, `glance` and `paging` (within one reply);
- memory: `schema.sql`, `store`, and one `store_*` module of queries per subject; `retention` and `purging` (what is
  kept for how long); `integrity` and `backup`, processes of their own;
- the shell: `doors` with `admission` and `refusals` (who is let in over tcp), `reading` (frames -> input), `turn`
  (group commit), `daemon`, `__main__`.
"""
