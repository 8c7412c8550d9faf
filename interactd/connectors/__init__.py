"""Where values come from: one file per kind.

Reading order: `source` (what every kind can do), `slots` (`{room}` in a path, an argument or a text), `text`, `file`,
`command` (the kinds), `workers` (threads that read, so that a hanging source never holds the loop).
"""
