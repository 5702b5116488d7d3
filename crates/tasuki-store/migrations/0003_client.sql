-- App users (個人ユーザ) log in at the exchange; the sealed password is only for showing it.
ALTER TABLE app_user ADD COLUMN password_hash TEXT;    -- argon2id, PHC form; null: made before this column
ALTER TABLE app_user ADD COLUMN failures BIGINT NOT NULL DEFAULT 0; -- wrong passwords in a row
ALTER TABLE app_user ADD COLUMN locked_until BIGINT;   -- no log-in before this moment
CREATE INDEX app_user_unhashed ON app_user (id) WHERE password_hash IS NULL;

-- Notices of one office, in order, without those of all others.
CREATE INDEX notice_office ON notice (office, shown_from, id);

-- Offices are searched by parts of their names, however these are written.
ALTER TABLE office ADD COLUMN kana TEXT NOT NULL DEFAULT ''; -- 事業所名カナ
ALTER TABLE office ADD COLUMN words TEXT;              -- name and kana as they are searched; null: to be filled
CREATE INDEX office_unsearched ON office (number) WHERE words IS NULL;

-- Each letter and each pair of neighbouring letters of those words.
CREATE TABLE office_gram (
    gram   TEXT   NOT NULL,
    office TEXT   NOT NULL REFERENCES office (number) ON DELETE CASCADE,
    PRIMARY KEY (gram, office)
);
CREATE INDEX office_gram_office ON office_gram (office);
