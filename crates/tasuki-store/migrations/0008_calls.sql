-- Calls to people who asked the help desk, and the mails with which they were answered.
ALTER TABLE ticket ADD COLUMN call_from BIGINT;   -- when to call next, not before; null: no call is due
ALTER TABLE ticket_step ADD COLUMN mail TEXT;     -- id of the mail of a reply, which is forgotten before

-- Of questions from before, the hours of the wish behind the moment are what was promised.
UPDATE ticket SET call_from = asked_at WHERE callback IS NOT NULL AND state IN ('open', 'taken');

CREATE INDEX ticket_call ON ticket (call_from) WHERE call_from IS NOT NULL;
