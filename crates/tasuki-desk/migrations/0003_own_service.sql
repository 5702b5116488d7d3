-- Two services of one partner look alike where the partner plans: what tells them apart is one's own.
ALTER TABLE message ADD COLUMN own_service TEXT;  -- service type of this office; null: the files name none
