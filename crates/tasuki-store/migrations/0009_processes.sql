-- Which programs may work on the database: those that need its version or less, but no less than this.
ALTER TABLE schema_version ADD COLUMN least BIGINT NOT NULL DEFAULT 0;

-- What only one process does at a time, and which processes there are.
CREATE TABLE lease (
    name   TEXT   NOT NULL PRIMARY KEY,
    holder TEXT   NOT NULL,                            -- a start of the program
    until  BIGINT NOT NULL                             -- by the database's clock
);

-- What an operator made and may take away for a while, whichever process is asked.
CREATE TABLE kept (
    id       TEXT   NOT NULL PRIMARY KEY,              -- chance that only the operator's page tells
    operator TEXT   NOT NULL,
    until    BIGINT NOT NULL,
    sealed   BLOB   NOT NULL                           -- under the platform's vault key
);
CREATE INDEX kept_until ON kept (until);

-- The revocation lists (失効リスト) that are given out, so that all processes give the same.
CREATE TABLE signed_list (
    authority TEXT   NOT NULL PRIMARY KEY,             -- its id in addresses
    number    BIGINT NOT NULL,                         -- cRLNumber, which only grows
    signed_at BIGINT NOT NULL,
    digest    TEXT   NOT NULL,                         -- SHA-256 of what is revoked
    der       BLOB   NOT NULL
);
