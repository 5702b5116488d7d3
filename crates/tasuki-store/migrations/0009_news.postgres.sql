-- What has just happened to messages, until each process has told those who wait for it.
-- A transaction's number tells which processes can have seen a row; the order of commits does not.
CREATE TABLE news (
    ordinal  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xact     xid8   NOT NULL DEFAULT pg_current_xact_id(),
    at       TIMESTAMPTZ NOT NULL DEFAULT now(),
    message  TEXT   NOT NULL,
    state    TEXT   NOT NULL,
    sender   TEXT   NOT NULL,
    receiver TEXT   NOT NULL
);
CREATE INDEX news_xact ON news (xact);
