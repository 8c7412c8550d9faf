"""Where `smsctl doctor` looks: each module gathers one kind of facts, below a root that tests build themselves.

`gather` runs them side by side and within a time; `accounts`, `processes`, `files`, `endpoints`, `kernel`, `clock` look
at this computer; `daemons` asks supervisord and routerd; `children` asks modemd, interactd and routerd's check of the
store, each as a process of its own, since no package imports another.
"""
