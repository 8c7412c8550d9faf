"""The watchdog: restarts a daemon that is alive but deaf, and starts again what supervisord has given up.

supervisord sees only whether a process exists. This event listener asks each main loop: routerd by a request, the
simulators through their control sockets, modemd and interactd by what routerd says of its own pings to them.

Reading order: `exchange` (what goes in and comes out), `program` (what is known of one program), `guard` (the core that
decides), `listener` (supervisord's protocol), `watched` (which programs, from smsbus.toml), `asking` (how main loops
are asked), `ordering` (what supervisord is told to do), `daemon` (the shell).
"""
