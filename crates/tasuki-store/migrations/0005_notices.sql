-- Important notices (重要なお知らせ) stand before the others.
ALTER TABLE notice ADD COLUMN is_important BIGINT NOT NULL DEFAULT 0;
