"""One file per command of smsctl: arguments, request, rendering, help. Each calls its click command `command`.

They are imported only when called for: what one of them needs costs the others nothing.
"""
