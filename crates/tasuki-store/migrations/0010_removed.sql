-- A content that is given to nobody any more. Its segment stays until the content was removed from there,
-- so that a removal that failed is done by the next sweep.
ALTER TABLE message ADD COLUMN is_removed BIGINT NOT NULL DEFAULT 0;
UPDATE message SET is_removed = 1 WHERE segment IS NULL;
