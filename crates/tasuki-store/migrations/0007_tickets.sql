-- Questions to the help desk (お問い合わせ).
CREATE TABLE ticket (
    number      BIGINT NOT NULL PRIMARY KEY,           -- お問い合わせ番号, without its Q
    draft       TEXT   NOT NULL UNIQUE,                -- id of the form that was sent: sent twice, it is one
    asked_at    BIGINT NOT NULL,
    state       TEXT   NOT NULL CHECK (state IN ('open', 'taken', 'answered', 'closed')),
    changed_at  BIGINT NOT NULL,                       -- when the state or the history changed last
    assignee    TEXT,                                  -- an operator's name; null: nobody yet
    category    TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    office      TEXT,                                  -- as typed, perhaps nobody's
    office_name TEXT   NOT NULL,
    mail        TEXT   NOT NULL,
    phone       TEXT,
    body        TEXT   NOT NULL,
    callback    TEXT,                                  -- when a call is wished; null: by mail
    CONSTRAINT ticket_callback CHECK (callback IS NULL OR phone IS NOT NULL)
);
CREATE INDEX ticket_state ON ticket (state, number);
CREATE INDEX ticket_changed ON ticket (changed_at) WHERE state = 'closed';

-- What operators did about a question.
CREATE TABLE ticket_step (
    ticket  BIGINT NOT NULL REFERENCES ticket (number) ON DELETE CASCADE,
    ordinal BIGINT NOT NULL,                           -- 1, 2, 3 …
    at      BIGINT NOT NULL,
    actor   TEXT   NOT NULL,
    step    TEXT   NOT NULL,                           -- take, reply, note, close, reopen
    body    TEXT   NOT NULL,                           -- of a reply or a note
    PRIMARY KEY (ticket, ordinal)
);

-- The one file that a question may carry.
CREATE TABLE ticket_attachment (
    ticket      BIGINT NOT NULL PRIMARY KEY REFERENCES ticket (number) ON DELETE CASCADE,
    media       TEXT   NOT NULL,
    bytes       BIGINT NOT NULL,                       -- of the file
    sealed_name BLOB   NOT NULL,                       -- under the platform's vault key
    sealed      BLOB   NOT NULL                        -- under the platform's vault key
);
