-- Messages of a plan that were opened alone (1件だけ開いて直す): their files leave it, and are drafts of their own.
ALTER TABLE plan ADD COLUMN moved BIGINT NOT NULL DEFAULT 0;  -- how many they are
