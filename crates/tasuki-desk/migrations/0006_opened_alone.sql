-- Messages of a plan that were opened alone (1件だけ開いて直す): they are drafts of their own from then on.
ALTER TABLE plan ADD COLUMN moved TEXT NOT NULL DEFAULT '';               -- their places from 0, joined by commas
ALTER TABLE plan ADD COLUMN moved_files INTEGER NOT NULL DEFAULT 0;       -- how many files they have
