-- What a 一括送信 has not sent (送信しなかったもの) is a plan again.
ALTER TABLE plan ADD COLUMN job TEXT REFERENCES job (id) ON DELETE SET NULL;  -- whose rest it is; null: of none
ALTER TABLE plan ADD COLUMN not_added BLOB;  -- sealed: what was not taken in when the files were chosen: JSON
