-- Fewer search trees for a message that is queued: each is another page written before the client has its reply.
DROP INDEX event_at;  -- events are read and purged by their sequence numbers

-- The queued ones are in `outbox_queue`; all others by state.
DROP INDEX outbox_state;
CREATE INDEX outbox_state ON outbox (state, id) WHERE state <> 'queued';
