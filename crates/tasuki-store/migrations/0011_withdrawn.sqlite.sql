-- Contents that go at once are found without looking at all that are kept.
CREATE INDEX message_withdrawn ON message (content_until) WHERE segment IS NOT NULL AND state = 'withdrawn';
