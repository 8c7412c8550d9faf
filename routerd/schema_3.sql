-- Asks: questions that a client puts to a contact, and what came of them. Moves between states: routerd/asks.py.
CREATE TABLE ask (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- asks of one person are answered in this order
    key TEXT UNIQUE,                       -- idempotency key of the client; null: none
    digest TEXT NOT NULL,                  -- of the request, to notice another request under the same key
    contact INTEGER REFERENCES contact (id) ON DELETE SET NULL,  -- who may reply; null: no longer there
    contact_name TEXT NOT NULL,            -- names as they were then
    equipment_name TEXT NOT NULL,
    number TEXT NOT NULL CHECK (number GLOB '+[0-9]*'),  -- where the question goes; replies come from any of the contact's
    text TEXT NOT NULL CHECK (text <> ''), -- the question as the client wrote it
    answers TEXT NOT NULL CHECK (json_valid(answers)),   -- allowed ones, a JSON list of texts; empty: any
    timeout_s INTEGER NOT NULL CHECK (timeout_s > 0),
    priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 3),  -- of its message, as in outbox
    modem TEXT,                            -- the modem asked for; null: any
    state TEXT NOT NULL CHECK (state IN
        ('waiting', 'asking', 'asked', 'answered', 'expired', 'failed', 'cancelled')),
    reason TEXT,                           -- why it ended without an answer, for a person
    message INTEGER REFERENCES outbox (id) ON DELETE SET NULL,  -- the question's, from asking on
    reply INTEGER REFERENCES inbox (id) ON DELETE SET NULL,     -- the message that answered it
    answer TEXT,                           -- the allowed answer, or the reply's text where any is allowed
    choice INTEGER CHECK (choice > 0),     -- place among the allowed ones, from 1
    hinted INTEGER NOT NULL DEFAULT 0 CHECK (hinted IN (0, 1)),  -- 1: was told once what the allowed answers are
    created_at INTEGER NOT NULL,
    due_at INTEGER,                        -- waiting: not asked before
    asked_at INTEGER,                      -- when the question was sent
    deadline_at INTEGER,                   -- waiting: when it is too late to ask; asked: when it is too late to reply
    ended_at INTEGER,
    CHECK ((state IN ('waiting', 'asking', 'asked')) = (ended_at IS NULL)),
    CHECK ((state IN ('waiting', 'asked')) = (deadline_at IS NOT NULL)),
    CHECK ((state = 'waiting') = (due_at IS NOT NULL)),
    CHECK (state <> 'asked' OR asked_at IS NOT NULL),
    CHECK ((state = 'answered') = (answer IS NOT NULL)),
    CHECK (choice IS NULL OR answer IS NOT NULL)
) STRICT;
CREATE INDEX ask_open ON ask (id) WHERE ended_at IS NULL;
CREATE INDEX ask_contact ON ask (contact, ended_at);
CREATE INDEX ask_message ON ask (message);
CREATE INDEX ask_reply ON ask (reply);
CREATE INDEX ask_state ON ask (state, id);
