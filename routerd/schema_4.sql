-- The queue by modem and class of priority: a modem's next part is found at once, however many wait for another modem or
-- for their time. Why a message has its modem is kept, because only one that nobody asked for may be exchanged.
ALTER TABLE outbox ADD COLUMN bound INTEGER NOT NULL DEFAULT 0 CHECK (bound IN (0, 1));  -- 1: waits for its modem, however long
ALTER TABLE outbox ADD COLUMN lane TEXT GENERATED ALWAYS AS (coalesce(via, modem)) VIRTUAL;  -- whose queue; null: any modem's
ALTER TABLE outbox ADD COLUMN next_at INTEGER;  -- when its next part may be handed over; null: there is none to hand over
UPDATE outbox SET bound = 1 WHERE modem IS NOT NULL AND (key IS NULL OR key NOT LIKE 'answer:%');
UPDATE outbox SET next_at = (
    SELECT part.due_at FROM outbox_part AS part WHERE part.message = outbox.id AND part.state = 'queued'
    AND NOT EXISTS (SELECT 1 FROM outbox_part AS earlier WHERE earlier.message = part.message
        AND earlier.sequence < part.sequence AND earlier.state NOT IN ('sent', 'delivered', 'in-flight'))
    ORDER BY part.sequence LIMIT 1
) WHERE state IN ('queued', 'in-flight');
CREATE INDEX outbox_queue ON outbox (lane, bound, priority, next_at, id) WHERE next_at IS NOT NULL;
DROP INDEX part_queue;
ALTER TABLE outbox_part DROP COLUMN priority;

-- How much went to a number, answers and others: a client may give its messages the priority of answers.
DROP INDEX outbox_answers;
CREATE INDEX outbox_recipient ON outbox (recipient, queued_at);
