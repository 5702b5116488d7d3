-- App users (個人ユーザ) log in at the exchange; the sealed password is only for showing it.
ALTER TABLE app_user ADD COLUMN password_hash TEXT;    -- argon2id, PHC form; null: made before this column
ALTER TABLE app_user ADD COLUMN failures BIGINT NOT NULL DEFAULT 0; -- wrong passwords in a row
ALTER TABLE app_user ADD COLUMN locked_until BIGINT;   -- no log-in before this moment
CREATE INDEX app_user_unhashed ON app_user (id) WHERE password_hash IS NULL;
