-- Errands: what is to be done later for a sender, once or by watching for something. States: routerd/errands.py.
CREATE TABLE errand (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sender TEXT NOT NULL CHECK (sender GLOB '+[0-9]*'),  -- for whom, and where the answer goes
    modem TEXT NOT NULL,                   -- through which it leaves: the one by which it was asked for
    contact TEXT,                          -- names as they were then; rights are looked up anew when it is due
    equipment TEXT,
    number INTEGER NOT NULL CHECK (number > 0),  -- how the sender names it
    what TEXT NOT NULL CHECK (what <> ''), -- in the sender's words
    note TEXT NOT NULL,                    -- interactd's own, never read here
    state TEXT NOT NULL CHECK (state IN ('waiting', 'asked', 'done', 'cancelled', 'expired', 'dropped')),
    due_at INTEGER NOT NULL,               -- when its turn comes; of a watch: when it is looked at next
    relative INTEGER NOT NULL CHECK (relative IN (0, 1)),  -- 1: counted from `created_at`; a clock that is set moves both
    every_s INTEGER CHECK (every_s >= 10), -- a watch: how often it is looked at; null: done once
    expires_at INTEGER,                    -- a watch: when it ends unfulfilled
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    reason TEXT,                           -- why it ended without an answer; of an open watch: why the last look told nothing
    CHECK ((state IN ('waiting', 'asked')) = (ended_at IS NULL)),
    CHECK ((every_s IS NULL) = (expires_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX errand_number ON errand (sender, number) WHERE ended_at IS NULL;
CREATE INDEX errand_due ON errand (due_at) WHERE state = 'waiting';
CREATE INDEX errand_sender ON errand (sender, id);

-- What interactd remembers of a sender from one question to the next.
CREATE TABLE conversation (
    sender TEXT NOT NULL PRIMARY KEY,      -- number
    memory TEXT NOT NULL CHECK (memory <> ''),  -- interactd's own, never read here; nothing to remember: no row
    at INTEGER NOT NULL                    -- when the sender last asked something, or it changed
) STRICT;
CREATE INDEX conversation_at ON conversation (at);

-- A question is a received message's, or an errand's whose turn has come.
CREATE TABLE question_6 (
    id TEXT NOT NULL PRIMARY KEY,          -- random: an interactd may remember those of a store since replaced
    inbox INTEGER UNIQUE REFERENCES inbox (id) ON DELETE CASCADE,  -- null: an errand's
    errand INTEGER REFERENCES errand (id) ON DELETE CASCADE,       -- null: a message's
    turn TEXT CHECK (turn IN ('due', 'late', 'expired')),  -- of an errand, as it was last asked
    sender TEXT NOT NULL,                  -- number the answer goes to
    modem TEXT NOT NULL,                   -- through which it leaves
    state TEXT NOT NULL CHECK (state IN ('waiting', 'asked', 'taken', 'answered', 'apologised', 'dropped')),
    interactd TEXT,                        -- who was asked
    boot TEXT,                             -- which process of that name
    acts INTEGER NOT NULL DEFAULT 0 CHECK (acts IN (0, 1)),  -- 1: was told that it may act now
    created_at INTEGER NOT NULL,
    asked_at INTEGER,
    deadline_at INTEGER,                   -- waiting, asked, taken: when the sender gets an apology instead
    outcome TEXT,                          -- of the answer
    CHECK ((state IN ('waiting', 'asked', 'taken')) = (deadline_at IS NOT NULL)),
    CHECK (state NOT IN ('asked', 'taken') OR (interactd IS NOT NULL AND boot IS NOT NULL AND asked_at IS NOT NULL)),
    CHECK ((inbox IS NULL) <> (errand IS NULL)),
    CHECK (errand IS NOT NULL OR turn IS NULL)
) STRICT;
INSERT INTO question_6 (id, inbox, sender, modem, state, interactd, boot, created_at, asked_at, deadline_at, outcome)
    SELECT id, inbox, sender, modem, state, interactd, boot, created_at, asked_at, deadline_at, outcome
    FROM question ORDER BY created_at, inbox;
DROP TABLE question;
ALTER TABLE question_6 RENAME TO question;
CREATE INDEX question_open ON question (deadline_at) WHERE deadline_at IS NOT NULL;
CREATE INDEX question_sender ON question (sender) WHERE deadline_at IS NOT NULL;  -- a sender's are asked one by one
CREATE INDEX question_errand ON question (errand) WHERE errand IS NOT NULL;
