-- Keys of parts and reports that were purged with their messages: read from the SIM again, they are not handled again.
CREATE TABLE handled (
    id INTEGER PRIMARY KEY,                -- in the order of `at`
    key TEXT NOT NULL UNIQUE,              -- that of `part` or `report`; nothing else of them is kept
    at INTEGER NOT NULL                    -- when it was purged, or last read again
) STRICT;

-- So that purging a message does not search all parts and reports for its own.
CREATE INDEX part_message ON part (inbox) WHERE inbox IS NOT NULL;
CREATE INDEX report_part ON report (part) WHERE part IS NOT NULL;

-- Everything that came from a number, for its owner to read or to have purged; what went to it: outbox_recipient.
CREATE INDEX inbox_sender ON inbox (sender, id);
