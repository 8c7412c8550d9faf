-- Several parts may be in flight at one modem, of which it submits the first handed over; see routerd/submission.py.
DROP INDEX part_one_in_flight;
CREATE UNIQUE INDEX part_in_flight ON outbox_part (modem, handed_at) WHERE state = 'in-flight';
