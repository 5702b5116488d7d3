-- Times are microseconds since 1970. What is called sealed is AES-256-GCM under the profile key,
-- bound to its table, row and column; all names and texts are. What the platform knows anyway
-- stands in clear.

-- Messages as the platform's lists told them (送信一覧、受信一覧).
CREATE TABLE message (
    side            TEXT   NOT NULL,            -- sent, received
    id              TEXT   NOT NULL,
    partner         TEXT   NOT NULL,            -- 事業所番号 of the other office
    partner_service TEXT,
    unit            TEXT   NOT NULL,            -- 送信単位
    kinds           TEXT   NOT NULL,            -- kinds of CSV files, joined by spaces
    service_month   TEXT,                       -- 対象年月
    sequence        TEXT,                       -- 連番
    files           BIGINT NOT NULL,
    bytes           BIGINT NOT NULL,            -- of the files together
    created_at      BIGINT NOT NULL,
    accepted_at     BIGINT NOT NULL,
    state           TEXT   NOT NULL,
    state_at        BIGINT NOT NULL,
    content_until   BIGINT NOT NULL,            -- the platform gives the content until then
    replaces        TEXT,
    partner_name    BLOB   NOT NULL,            -- sealed
    PRIMARY KEY (side, id),
    CONSTRAINT message_side CHECK (side IN ('sent', 'received'))
) WITHOUT ROWID;

-- What is known of own copies (控え), for lists and for searching.
CREATE TABLE copy (
    side       TEXT    NOT NULL,
    id         TEXT    NOT NULL,                -- of the message, which no list may have told yet
    recipients BIGINT,                          -- 利用者数; null: not known
    has_text   BOOLEAN,                         -- whether it has a message text; null: not known
    words      BLOB    NOT NULL,                -- sealed: the names of service users, one a line
    PRIMARY KEY (side, id)
) WITHOUT ROWID;

-- Messages in the making (一時保存).
CREATE TABLE draft (
    id         TEXT   NOT NULL PRIMARY KEY,
    begun_at   BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    sealed     BLOB   NOT NULL                  -- text, receiver, what it replaces: JSON
) WITHOUT ROWID;

-- The files of drafts, in their order.
CREATE TABLE draft_file (
    draft TEXT   NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    place BIGINT NOT NULL,                      -- from 1 on
    size  BIGINT NOT NULL,                      -- bytes
    name  BLOB   NOT NULL,                      -- sealed
    bytes BLOB   NOT NULL,                      -- sealed
    PRIMARY KEY (draft, place)
);

-- What a 一括送信 would send, between the choice of its files and its confirmation.
CREATE TABLE plan (
    draft  TEXT NOT NULL PRIMARY KEY REFERENCES draft (id) ON DELETE CASCADE,  -- holds all its files
    sealed BLOB NOT NULL                        -- which of them lay in the watched folder: JSON
) WITHOUT ROWID;

-- Files of the watched folder (監視フォルダー) that are not offered any more.
CREATE TABLE taken_file (
    mark     TEXT   NOT NULL PRIMARY KEY,       -- digest of name, size and time of change
    taken_at BIGINT NOT NULL
) WITHOUT ROWID;

-- The address book (事業所), which fills from use.
CREATE TABLE partner (
    number        TEXT    NOT NULL PRIMARY KEY,
    services      TEXT    NOT NULL,             -- サービス種類コード, joined by spaces
    favourite     BOOLEAN NOT NULL,             -- よく使う事業所
    member        BOOLEAN,                      -- takes part now; null: not known
    exchanged_at  BIGINT,                       -- last message in either direction
    name          BLOB    NOT NULL              -- sealed
) WITHOUT ROWID;

-- Texts to be used again (定型文).
CREATE TABLE template (
    place  BIGINT NOT NULL PRIMARY KEY,         -- order on the screen
    sealed BLOB   NOT NULL                      -- title and text: JSON
);

-- Settings of the client, such as its target folder; none is about a person.
CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Notices (お知らせ) that were read.
CREATE TABLE notice_read (
    id      TEXT   NOT NULL PRIMARY KEY,
    read_at BIGINT NOT NULL
) WITHOUT ROWID;

-- Bulk work (一括送信、一括受信) that goes on after a restart.
CREATE TABLE job (
    id       TEXT   NOT NULL PRIMARY KEY,
    work     TEXT   NOT NULL,
    begun_at BIGINT NOT NULL,
    state    TEXT   NOT NULL,
    by_rule  BOOLEAN NOT NULL,                  -- the rule of the watched folder began it
    CONSTRAINT job_work CHECK (work IN ('send', 'receive')),
    CONSTRAINT job_state CHECK (state IN ('running', 'paused', 'cancelled', 'ended'))
) WITHOUT ROWID;

-- The messages of a job, in their order.
CREATE TABLE job_line (
    job     TEXT   NOT NULL REFERENCES job (id) ON DELETE CASCADE,
    place   BIGINT NOT NULL,                    -- from 1 on
    partner TEXT   NOT NULL,
    message TEXT,                               -- null before it is sealed
    draft   TEXT,                               -- what is to be sent; null once it is done
    state   TEXT   NOT NULL,
    code    TEXT,                               -- of the error, where it failed
    told    BLOB,                               -- sealed: the error for people, and what to do
    PRIMARY KEY (job, place),
    CONSTRAINT job_line_state CHECK (state IN ('waiting', 'done', 'failed', 'cancelled')),
    CONSTRAINT job_line_failed CHECK ((state = 'failed') = (code IS NOT NULL AND told IS NOT NULL))
);
