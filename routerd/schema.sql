-- The memory of routerd, version 1. Moments are milliseconds since the Unix epoch, UTC; flags are 0 or 1.
-- The words of `state` columns are those of docs/architecture.md and of routerd/outbox.py, inbox.py and questions.py.

-- Things of the house that people text: each has contacts and values. Changed by requests only.
CREATE TABLE equipment (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    parent_object TEXT,                    -- where it hangs in the automation's tree; null: nowhere
    enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),  -- 0: as if it did not exist
    visible INTEGER NOT NULL CHECK (visible IN (0, 1)),  -- for user interfaces; nothing here depends on it
    disable_interactions INTEGER NOT NULL CHECK (disable_interactions IN (0, 1)),  -- 1: values only, no questions
    allow_unknown INTEGER NOT NULL CHECK (allow_unknown IN (0, 1)),  -- 1: texts of strangers update its values
    add_unknown INTEGER NOT NULL CHECK (add_unknown IN (0, 1)),      -- 1: strangers become contacts
    modem TEXT,                            -- the modem its values and its messages belong to; null: any
    CHECK (allow_unknown OR NOT add_unknown)
) STRICT;

-- People of an equipment.
CREATE TABLE contact (
    id INTEGER PRIMARY KEY,
    equipment INTEGER NOT NULL REFERENCES equipment (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (name <> ''),
    user TEXT CHECK (user <> ''),          -- as whom the contact asks; null: as nobody in particular
    added_automatically INTEGER NOT NULL CHECK (added_automatically IN (0, 1)),  -- 1: by add_unknown, nobody looked yet
    UNIQUE (equipment, name),
    UNIQUE (id, equipment)
) STRICT;

-- Telephone numbers of contacts. A number is one person's within an equipment, else nobody could tell who texts.
CREATE TABLE contact_number (
    contact INTEGER NOT NULL,
    equipment INTEGER NOT NULL,            -- the contact's, repeated for the constraint below
    position INTEGER NOT NULL,             -- order as the person wrote them
    number TEXT NOT NULL CHECK (number GLOB '+[0-9]*'),  -- E.164; nothing else ever matches a contact
    UNIQUE (equipment, number),
    FOREIGN KEY (contact, equipment) REFERENCES contact (id, equipment) ON DELETE CASCADE
) STRICT;
CREATE INDEX contact_number_contact ON contact_number (contact);

-- What an equipment shows: signal, network, message, sender.
CREATE TABLE value (
    equipment INTEGER NOT NULL REFERENCES equipment (id) ON DELETE CASCADE,
    name TEXT NOT NULL CHECK (name IN ('signal', 'network', 'message', 'sender')),
    value TEXT NOT NULL CHECK (json_valid(value)),  -- as JSON
    at INTEGER NOT NULL,                   -- when it was set
    PRIMARY KEY (equipment, name)
) STRICT;

-- Numbers the loop guard silenced: their texts are accepted, no question is asked until contact.unmute.
CREATE TABLE mute (
    number TEXT NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL                    -- since when
) STRICT;

-- Received messages, each put together from one or several parts.
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    modem TEXT NOT NULL,                   -- through which it came (its first part)
    sim TEXT NOT NULL,                     -- opaque identity of the SIM it was on
    sender TEXT NOT NULL,                  -- in the one written form of smsbus.numbers
    sender_kind TEXT NOT NULL CHECK (sender_kind IN ('international', 'short', 'alphanumeric')),
    content TEXT NOT NULL CHECK (content IN ('text', 'data', 'undecodable')),
    text TEXT,                             -- null unless content is text; gaps marked while parts are missing
    state TEXT NOT NULL CHECK (state IN ('incomplete', 'accepted', 'refused')),
    reason TEXT NOT NULL,                  -- the decision's word, see routerd/policy.py
    contact TEXT,                          -- names as they were then: renaming a contact does not rewrite history
    user TEXT,
    equipment TEXT,
    reference INTEGER,                     -- of the concatenation; null: a single message
    wide INTEGER NOT NULL DEFAULT 0 CHECK (wide IN (0, 1)),  -- 1: a 16-bit reference
    parts INTEGER NOT NULL CHECK (parts BETWEEN 1 AND 255),  -- how many it should have
    missing INTEGER NOT NULL CHECK (missing BETWEEN 0 AND parts),  -- how many have not come
    scts INTEGER,                          -- the service centre's time stamp of the first part that came
    received_at INTEGER NOT NULL,          -- when its first part came
    deliver_at INTEGER,                    -- incomplete only: when it is delivered in spite of its gaps
    CHECK ((state = 'incomplete') = (deliver_at IS NOT NULL)),
    CHECK (reference IS NOT NULL OR parts = 1),
    CHECK (content = 'text' OR text IS NULL)
) STRICT;
CREATE INDEX inbox_concatenated ON inbox (sender, reference, wide, parts, id) WHERE reference IS NOT NULL;
CREATE INDEX inbox_incomplete ON inbox (deliver_at) WHERE state = 'incomplete';
CREATE INDEX inbox_state ON inbox (state, id);

-- Received parts. The keys outlive the messages: a part read from the SIM again must never be handled again.
CREATE TABLE part (
    key TEXT NOT NULL PRIMARY KEY,                  -- hash of SIM identity and raw TPDU
    inbox INTEGER REFERENCES inbox (id) ON DELETE SET NULL,
    sequence INTEGER NOT NULL CHECK (sequence BETWEEN 1 AND 255),
    repeats INTEGER NOT NULL DEFAULT 0 CHECK (repeats IN (0, 1)),  -- 1: the sender's phone sent this place twice
    text TEXT,
    pdu BLOB NOT NULL,                     -- as it came, for diagnosis and for content that is no text
    scts INTEGER,
    received_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX part_place ON part (inbox, sequence) WHERE inbox IS NOT NULL AND NOT repeats;

-- Questions for interactd, one per accepted message that asks.
CREATE TABLE question (
    id TEXT NOT NULL PRIMARY KEY,                   -- random: an interactd may remember those of a store since replaced
    inbox INTEGER NOT NULL UNIQUE REFERENCES inbox (id) ON DELETE CASCADE,
    sender TEXT NOT NULL,                  -- number the answer goes to
    modem TEXT NOT NULL,                   -- through which it leaves
    state TEXT NOT NULL CHECK (state IN ('waiting', 'asked', 'taken', 'answered', 'apologised', 'dropped')),
    interactd TEXT,                        -- who was asked
    boot TEXT,                             -- which process of that name
    created_at INTEGER NOT NULL,
    asked_at INTEGER,
    deadline_at INTEGER,                   -- waiting, asked, taken: when the sender gets an apology instead
    outcome TEXT,                          -- of the answer
    CHECK ((state IN ('waiting', 'asked', 'taken')) = (deadline_at IS NOT NULL)),
    CHECK (state NOT IN ('asked', 'taken') OR (interactd IS NOT NULL AND boot IS NOT NULL AND asked_at IS NOT NULL))
) STRICT;
CREATE INDEX question_open ON question (deadline_at) WHERE deadline_at IS NOT NULL;

-- Idempotency keys: of clients, and `answer:QUESTION` of answers, which makes a second answer impossible.
CREATE TABLE submission (
    key TEXT NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL,                  -- of the request, to notice another request under the same key
    at INTEGER NOT NULL
) STRICT;

-- Outgoing messages, one per recipient.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    recipient TEXT NOT NULL,               -- E.164 or a short code
    contact TEXT,                          -- name as it was then
    text TEXT NOT NULL,
    alphabet TEXT NOT NULL CHECK (alphabet IN ('gsm7', 'ucs2')),
    state TEXT NOT NULL CHECK (state IN
        ('queued', 'in-flight', 'uncertain', 'sent', 'delivered', 'failed', 'expired', 'cancelled')),  -- its worst part's
    reason TEXT,                           -- why it failed or waits, for a person
    priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 3),  -- 0 alert, 1 answer, 2 normal, 3 bulk
    modem TEXT,                            -- the modem asked for; null: any
    via TEXT,                              -- the modem its first part went to; the others follow it
    key TEXT REFERENCES submission (key),
    reference INTEGER CHECK (reference BETWEEN 0 AND 255),  -- of the concatenation, the same on a retry; null: none
    delivery_report INTEGER NOT NULL CHECK (delivery_report IN (0, 1)),
    flash INTEGER NOT NULL CHECK (flash IN (0, 1)),
    cancelled INTEGER NOT NULL DEFAULT 0 CHECK (cancelled IN (0, 1)),  -- 1: nothing of it is sent again
    validity_s INTEGER CHECK (validity_s > 0),
    not_before_at INTEGER,
    expires_at INTEGER,                    -- what is not sent by then is not sent at all
    queued_at INTEGER NOT NULL,
    sent_at INTEGER,                       -- when its last part was sent
    delivered_at INTEGER                   -- when its last part was delivered
) STRICT;
CREATE UNIQUE INDEX outbox_key ON outbox (key, recipient) WHERE key IS NOT NULL;
CREATE INDEX outbox_state ON outbox (state, id);
CREATE INDEX outbox_answers ON outbox (recipient, queued_at) WHERE priority = 1;
CREATE INDEX outbox_expiring ON outbox (expires_at) WHERE expires_at IS NOT NULL AND state = 'queued';

-- Parts of outgoing messages. Moves between states: the table in routerd/outbox.py.
CREATE TABLE outbox_part (
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL CHECK (sequence BETWEEN 1 AND 255),
    text TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('queued', 'in-flight', 'uncertain', 'sent', 'delivered', 'failed', 'expired', 'cancelled')),
    priority INTEGER NOT NULL,             -- the message's, repeated for the index
    attempts INTEGER NOT NULL DEFAULT 0,   -- that failed
    resent INTEGER NOT NULL DEFAULT 0,     -- how often it was sent again without knowing whether it had been sent
    due_at INTEGER,                        -- queued: not before; uncertain: waits for a late answer until
    job TEXT UNIQUE,                       -- the last attempt: a random id,
    modem TEXT,                            --   the modem it was handed to,
    boot TEXT,                             --   the process of that modem's modemd,
    handed_at INTEGER,                     --   and when
    tp_mr INTEGER CHECK (tp_mr BETWEEN 0 AND 255),  -- message reference the network's reports repeat
    sent_at INTEGER,
    delivered_at INTEGER,
    reason TEXT,
    UNIQUE (message, sequence),
    CHECK ((state IN ('queued', 'uncertain')) = (due_at IS NOT NULL)),
    CHECK (state NOT IN ('in-flight', 'uncertain', 'sent', 'delivered')
        OR (job IS NOT NULL AND modem IS NOT NULL AND boot IS NOT NULL AND handed_at IS NOT NULL)),
    CHECK (state NOT IN ('sent', 'delivered') OR sent_at IS NOT NULL),
    CHECK (state <> 'delivered' OR delivered_at IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX part_one_in_flight ON outbox_part (modem) WHERE state = 'in-flight';
CREATE INDEX part_queue ON outbox_part (priority, message, sequence) WHERE state = 'queued';
CREATE INDEX part_due ON outbox_part (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX part_uncertain ON outbox_part (modem, handed_at) WHERE state = 'uncertain';
CREATE INDEX part_reference ON outbox_part (modem, tp_mr, sent_at) WHERE tp_mr IS NOT NULL;

-- Delivery reports, also those that came before the submission's own result. Keys stay, as those of parts.
CREATE TABLE report (
    key TEXT NOT NULL PRIMARY KEY,
    modem TEXT NOT NULL,
    tp_mr INTEGER NOT NULL,
    recipient TEXT NOT NULL,               -- in the one written form
    status INTEGER NOT NULL,               -- TP-ST
    received_at INTEGER NOT NULL,
    part INTEGER REFERENCES outbox_part (id) ON DELETE SET NULL  -- null: nothing matched yet
) STRICT;
CREATE INDEX report_unmatched ON report (modem, tp_mr, received_at) WHERE part IS NULL;

-- Everything that happened, for `events.since`; the oldest are purged. Sequence numbers are never used twice.
CREATE TABLE event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    topic TEXT NOT NULL,
    at INTEGER NOT NULL,
    data TEXT NOT NULL CHECK (json_valid(data))  -- no texts; numbers masked
) STRICT;
CREATE INDEX event_at ON event (at);

-- Numbers that must not start again after a restart.
CREATE TABLE counter (
    name TEXT NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counter (name, value) VALUES ('concatenation', 0), ('probe', 0);
