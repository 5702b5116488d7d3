-- The life of an office: suspended (休止) and closed (廃止) ones exchange nothing.
ALTER TABLE office ADD COLUMN status TEXT NOT NULL DEFAULT 'active'
    CONSTRAINT office_status CHECK (status IN ('active', 'suspended', 'closed'));
ALTER TABLE office ADD COLUMN successor TEXT;          -- the number that followed (事業所番号の変更)
ALTER TABLE office ADD COLUMN address TEXT NOT NULL DEFAULT ''; -- for letters

-- What the claims site (電子請求受付システム) keeps of a user.
ALTER TABLE office_user ADD COLUMN mail TEXT;          -- for resetting the password
ALTER TABLE office_user ADD COLUMN is_temporary BIGINT NOT NULL DEFAULT 0; -- 仮パスワード
ALTER TABLE office_user ADD COLUMN password_since BIGINT; -- when it was given or chosen
ALTER TABLE office_user ADD COLUMN issuing_hash TEXT;  -- 証明書発行用パスワード, argon2id, PHC form
ALTER TABLE office_user ADD COLUMN issuing_since BIGINT; -- when the user was given it anew
ALTER TABLE office_user ADD COLUMN issuing_failures BIGINT NOT NULL DEFAULT 0;
ALTER TABLE office_user ADD COLUMN issuing_locked_until BIGINT;

-- Ways back in for who lost a password; each works once.
CREATE TABLE password_reset (
    token   BLOB   NOT NULL PRIMARY KEY,               -- SHA-256 of what the mail tells
    user_id TEXT   NOT NULL REFERENCES office_user (id) ON DELETE CASCADE,
    until   BIGINT NOT NULL
);

-- Sessions of the sites.
CREATE TABLE site_session (
    token    BLOB   NOT NULL PRIMARY KEY,              -- SHA-256 of the cookie
    site     TEXT   NOT NULL,                          -- claims, portal, console
    subject  TEXT   NOT NULL,                          -- whose: a user's id, an operator's name
    csrf     TEXT   NOT NULL,                          -- stands in each form
    began_at BIGINT NOT NULL,
    seen_at  BIGINT NOT NULL,
    confirmed_at BIGINT,                               -- an operator showed who sits there
    opened   TEXT   NOT NULL DEFAULT ''                -- what was opened of what must be, words
);
CREATE INDEX site_session_subject ON site_session (site, subject);
CREATE INDEX site_session_seen ON site_session (seen_at);
CREATE INDEX password_reset_until ON password_reset (until);

-- Applications for certificates (発行申請).
CREATE TABLE certificate_application (
    id         TEXT   NOT NULL PRIMARY KEY,            -- UUID of version 7
    office     TEXT   NOT NULL REFERENCES office (number) ON DELETE CASCADE,
    user_id    TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    applied_at BIGINT NOT NULL,
    state      TEXT   NOT NULL,
    csr        BLOB   NOT NULL,                        -- PKCS#10
    sealed_key BLOB,                                   -- null: the key never left the office
    serial     TEXT,                                   -- of the certificate that came of it
    fee        BIGINT NOT NULL,                        -- yen
    fee_paid_on TEXT,                                  -- day of payment; null: open, or nothing to pay
    decided_at BIGINT,
    decided_by TEXT,                                   -- an operator's name, or a rule's
    reason     TEXT                                    -- why it was refused
);
CREATE INDEX certificate_application_office ON certificate_application (office, applied_at);
CREATE INDEX certificate_application_state ON certificate_application (state, applied_at);
CREATE UNIQUE INDEX certificate_application_serial ON certificate_application (serial);

-- Applications for the service (利用申請), as they were sent.
CREATE TABLE service_application (
    id                    TEXT   NOT NULL PRIMARY KEY,
    office                TEXT   NOT NULL REFERENCES office (number) ON DELETE CASCADE,
    user_id               TEXT   NOT NULL,
    applied_at            BIGINT NOT NULL,
    representative_family TEXT   NOT NULL,             -- 代表者氏名
    representative_given  TEXT   NOT NULL,
    contact_family        TEXT   NOT NULL,             -- 担当者氏名
    contact_given         TEXT   NOT NULL,
    phone                 TEXT   NOT NULL,
    mail                  TEXT   NOT NULL,
    terms_version         BIGINT NOT NULL,             -- what was agreed to
    privacy_version       BIGINT NOT NULL
);
CREATE INDEX service_application_office ON service_application (office, applied_at);

-- Licences (ライセンス), one for each year of an office.
CREATE TABLE licence (
    id           TEXT   NOT NULL PRIMARY KEY,
    number       BIGINT NOT NULL UNIQUE,               -- ライセンス番号, without its L
    office       TEXT   NOT NULL REFERENCES office (number) ON DELETE CASCADE,
    application  TEXT   NOT NULL REFERENCES service_application (id),
    starts_at    BIGINT NOT NULL,
    last_day     TEXT   NOT NULL,                      -- in Japan, 2027-11-20
    fee          BIGINT NOT NULL,                      -- yen, tax included
    method       TEXT   NOT NULL,                      -- deduction (差引), invoice (請求書)
    payment      TEXT   NOT NULL,                      -- state of payment
    claim_month  TEXT,                                 -- whose claims it is deducted from, 202611
    asked_month  TEXT,                                 -- claim month of the deduction file that asked last
    auto_renewal BIGINT NOT NULL,
    settled_on   TEXT,                                 -- day on which it was paid; null: free, or open
    settled_by   TEXT,                                 -- how it was paid: deduction, invoice
    invoice_month    TEXT,                             -- number of its invoice (請求書番号)
    invoice_sequence BIGINT,
    invoiced_on      TEXT,                             -- its day of issue
    UNIQUE (invoice_month, invoice_sequence),
    CONSTRAINT licence_settled CHECK ((settled_on IS NULL) = (settled_by IS NULL)),
    CONSTRAINT licence_asked CHECK (payment <> 'requested' OR asked_month IS NOT NULL)
);
CREATE INDEX licence_office ON licence (office, starts_at);
CREATE INDEX licence_payment ON licence (payment, claim_month);
CREATE INDEX licence_end ON licence (last_day);

-- The last number that was given of each kind, so that none is given twice, whatever is removed.
CREATE TABLE counter (
    name TEXT   NOT NULL PRIMARY KEY,                  -- licence, invoice-202611
    last BIGINT NOT NULL
);

-- What operators granted by hand, besides all licences that are applied for.
CREATE TABLE granted_licence (
    office    TEXT   NOT NULL PRIMARY KEY REFERENCES office (number) ON DELETE CASCADE,
    starts_at BIGINT NOT NULL,
    ends_at   BIGINT                                   -- null: no end
);
INSERT INTO granted_licence (office, starts_at, ends_at)
    SELECT number, licensed_from, licensed_until FROM office WHERE licensed_from IS NOT NULL;

-- Deduction files (差引依頼) that went to a federation (国保連), and what came back: one for each month.
CREATE TABLE deduction_file (
    claim_month TEXT   NOT NULL,
    federation  TEXT   NOT NULL,                       -- number of its prefecture, 01 to 47
    made_at     BIGINT NOT NULL,
    made_by     TEXT   NOT NULL,
    lines       BIGINT NOT NULL,
    total       BIGINT NOT NULL,
    content     BLOB   NOT NULL,
    result_at   BIGINT,                                -- when its last result was read in
    PRIMARY KEY (claim_month, federation)
);
-- What came back for them: a result, and those that corrected it.
CREATE TABLE deduction_result (
    claim_month TEXT   NOT NULL,
    federation  TEXT   NOT NULL,
    ordinal     BIGINT NOT NULL,                       -- 1, 2, 3 …
    content     BLOB   NOT NULL,
    read_at     BIGINT NOT NULL,
    read_by     TEXT   NOT NULL,
    PRIMARY KEY (claim_month, federation, ordinal),
    FOREIGN KEY (claim_month, federation) REFERENCES deduction_file (claim_month, federation)
);

-- Users of the client (個人ユーザ, C…), one for each office.
CREATE TABLE app_user (
    id              TEXT   NOT NULL PRIMARY KEY,
    office          TEXT   NOT NULL UNIQUE REFERENCES office (number) ON DELETE CASCADE,
    sealed_password BLOB   NOT NULL,                   -- under the platform's vault key
    made_at         BIGINT NOT NULL
);

-- Notices (お知らせ).
CREATE TABLE notice (
    id          TEXT   NOT NULL PRIMARY KEY,           -- UUID of version 7
    office      TEXT   REFERENCES office (number) ON DELETE CASCADE, -- null: for all
    category    TEXT   NOT NULL,
    title       TEXT   NOT NULL,
    body        TEXT   NOT NULL,
    shown_from  BIGINT NOT NULL,
    shown_until BIGINT                                 -- null: no end
);
CREATE INDEX notice_shown ON notice (shown_from, id);
CREATE TABLE notice_read (
    notice  TEXT   NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
    user_id TEXT   NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (notice, user_id)
);

-- Operators of the platform.
CREATE TABLE operator (
    name          TEXT   NOT NULL PRIMARY KEY,
    role          TEXT   NOT NULL,
    password_hash TEXT   NOT NULL,
    sealed_totp   BLOB   NOT NULL,                     -- under the platform's vault key
    totp_step     BIGINT NOT NULL DEFAULT 0,           -- the last one that was used
    temporary_since BIGINT,                            -- since when somebody else knows the password
    made_at       BIGINT NOT NULL,
    is_active     BIGINT NOT NULL DEFAULT 1
);

-- The audit trail: who did what when. Rows are only ever added; each carries the digest of the one
-- before and its own words.
CREATE TABLE audit (
    ordinal BIGINT NOT NULL PRIMARY KEY,
    at      BIGINT NOT NULL,
    actor   TEXT   NOT NULL,
    action  TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    detail  TEXT   NOT NULL,
    digest  BLOB   NOT NULL
);
CREATE INDEX audit_subject ON audit (subject, ordinal);

-- How far the trail went at some moment, signed by the platform.
CREATE TABLE audit_head (
    ordinal   BIGINT NOT NULL PRIMARY KEY,             -- of the last entry
    statement BLOB   NOT NULL                          -- SignedData over JSON: ordinal, digest, time
);

-- Mail that is to go out; written in the transaction that wants it.
CREATE TABLE mail (
    id      TEXT   NOT NULL PRIMARY KEY,               -- UUID of version 7
    address TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    body    TEXT   NOT NULL,
    made_at BIGINT NOT NULL,
    tries   BIGINT NOT NULL DEFAULT 0,
    next_at BIGINT,                                    -- null: sent, or given up
    until   BIGINT,                                    -- worth nothing after; null: no end
    sent_at BIGINT
);
CREATE INDEX mail_made ON mail (made_at);
CREATE INDEX mail_next ON mail (next_at) WHERE next_at IS NOT NULL;

CREATE INDEX mail_given_up ON mail (id) WHERE next_at IS NULL AND sent_at IS NULL;

-- How many messages were accepted on each day, so that nobody need count the ledger.
CREATE TABLE message_day (
    day      BIGINT NOT NULL PRIMARY KEY,              -- days since 1970 in Japan
    messages BIGINT NOT NULL,
    bytes    BIGINT NOT NULL                           -- of sealed envelopes
);
INSERT INTO message_day (day, messages, bytes)
    SELECT (accepted_at + 32400000000) / 86400000000 AS day, count(*), sum(envelope_bytes)
    FROM message GROUP BY 1;

-- Terms (利用規約) and privacy notice (個人情報の取り扱い), all versions.
CREATE TABLE terms (
    document   TEXT   NOT NULL,                        -- terms, privacy
    version    BIGINT NOT NULL,
    body       TEXT   NOT NULL,
    valid_from BIGINT NOT NULL,
    PRIMARY KEY (document, version)
);

-- Who agreed to which version when.
CREATE TABLE consent (
    office   TEXT   NOT NULL REFERENCES office (number) ON DELETE CASCADE,
    document TEXT   NOT NULL,                          -- terms, privacy, certificate-terms
    version  BIGINT NOT NULL,
    user_id  TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (office, document, version)
);

-- Reminders that went out, so that none goes out twice.
CREATE TABLE reminder (
    subject TEXT   NOT NULL,                           -- a licence's id, a certificate's serial number
    days    BIGINT NOT NULL,                           -- how many days before the end
    at      BIGINT NOT NULL,
    PRIMARY KEY (subject, days)
);

-- When an office's client logged in first.
CREATE TABLE client_use (
    office TEXT   NOT NULL PRIMARY KEY REFERENCES office (number) ON DELETE CASCADE,
    at     BIGINT NOT NULL
);

-- What the sites say of the system's state; one row.
CREATE TABLE system_state (
    only_row   BIGINT NOT NULL PRIMARY KEY CHECK (only_row = 1),
    is_usable  BIGINT NOT NULL,
    sentence   TEXT   NOT NULL,
    changed_at BIGINT NOT NULL
);
INSERT INTO system_state VALUES (1, 1, 'ただいまシステムは正常稼働中です。', 0);
