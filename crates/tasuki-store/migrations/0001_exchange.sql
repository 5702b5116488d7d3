-- Offices (事業所) that are registered (利用申請済み).
CREATE TABLE office (
    number         TEXT   NOT NULL PRIMARY KEY, -- 事業所番号
    name           TEXT   NOT NULL,             -- 事業所名
    service_types  TEXT   NOT NULL,             -- サービス種類コード, joined by spaces
    registered_at  BIGINT NOT NULL,             -- microseconds since 1970, as all times here
    licensed_from  BIGINT,                      -- first moment of the licence (ライセンス)
    licensed_until BIGINT,                      -- first moment after it; null: no end
    CONSTRAINT office_licence CHECK (licensed_until IS NULL OR licensed_from IS NOT NULL)
);

-- Users of offices (事業所ユーザ, KJ…).
CREATE TABLE office_user (
    id            TEXT   NOT NULL PRIMARY KEY,
    office        TEXT   NOT NULL REFERENCES office (number) ON DELETE CASCADE,
    password_hash TEXT   NOT NULL,              -- argon2id, PHC form
    failures      BIGINT NOT NULL DEFAULT 0,    -- wrong passwords in a row
    locked_until  BIGINT                        -- no log-in before this moment
);
CREATE INDEX office_user_office ON office_user (office);

-- Certificates (電子証明書) that were issued to offices.
CREATE TABLE certificate (
    serial            TEXT   NOT NULL PRIMARY KEY, -- small hexadecimal digits
    office            TEXT   NOT NULL REFERENCES office (number) ON DELETE CASCADE,
    user_id           TEXT   NOT NULL,
    der               BLOB   NOT NULL,
    valid_from        BIGINT NOT NULL,             -- first moment
    valid_until       BIGINT NOT NULL,             -- last moment (notAfter)
    revoked_at        BIGINT,
    revocation_reason TEXT,                        -- 失効の理由
    revoke_from       BIGINT,                      -- its office has closed: it is revoked then
    CONSTRAINT certificate_revocation
        CHECK ((revoked_at IS NULL) = (revocation_reason IS NULL))
);
CREATE INDEX certificate_office ON certificate (office, valid_until);
CREATE INDEX certificate_revoked ON certificate (serial) WHERE revoked_at IS NOT NULL;
CREATE INDEX certificate_revoke_from ON certificate (revoke_from) WHERE revoke_from IS NOT NULL;

-- The platform's own certificates (TLS, receipts), those of before as well.
CREATE TABLE own_certificate (
    serial            TEXT   NOT NULL PRIMARY KEY, -- small hexadecimal digits
    der               BLOB   NOT NULL,
    valid_until       BIGINT NOT NULL,             -- last moment (notAfter)
    revoked_at        BIGINT,
    revocation_reason TEXT,
    CONSTRAINT own_certificate_revocation
        CHECK ((revoked_at IS NULL) = (revocation_reason IS NULL))
);

-- Messages (件): the ledger. A row is never deleted before the ledger's time is over.
CREATE TABLE message (
    id               TEXT   NOT NULL PRIMARY KEY, -- chosen by the sender
    digest           TEXT   NOT NULL,             -- SHA-256 of the manifest
    sender           TEXT   NOT NULL,
    sender_service   TEXT,
    receiver         TEXT   NOT NULL,
    receiver_service TEXT,
    unit             TEXT   NOT NULL,             -- 送信単位
    kinds            TEXT   NOT NULL,             -- kinds of CSV files, joined by spaces
    service_month    TEXT,                        -- 対象年月
    sequence         TEXT,                        -- 連番
    files            BIGINT NOT NULL,
    bytes            BIGINT NOT NULL,             -- of the files together
    envelope_bytes   BIGINT NOT NULL,
    created_at       BIGINT NOT NULL,             -- says the sender
    accepted_at      BIGINT NOT NULL,
    content_until    BIGINT NOT NULL,             -- contents go after this
    replaces         TEXT,                        -- the message that this one supersedes
    segment          TEXT,                        -- where the envelope lies; null once removed
    place            BIGINT NOT NULL,             -- offset in the segment
    state            TEXT   NOT NULL,
    state_at         BIGINT NOT NULL,
    receipt_digest   TEXT   NOT NULL,             -- of the newest receipt: the chain's head
    CONSTRAINT message_state
        CHECK (state IN ('accepted', 'fetched', 'opened', 'withdrawn', 'expired')),
    CONSTRAINT message_parties CHECK (sender <> receiver)
);
CREATE INDEX message_inbox ON message (receiver, accepted_at, id);
CREATE INDEX message_outbox ON message (sender, accepted_at, id);
CREATE INDEX message_pair ON message (receiver, sender, accepted_at, id);
CREATE INDEX message_waiting ON message (receiver, accepted_at, id) WHERE state = 'accepted';
CREATE INDEX message_content ON message (content_until) WHERE segment IS NOT NULL;
CREATE INDEX message_segment ON message (segment) WHERE segment IS NOT NULL;

-- Signed proof of a message: its manifest (ordinal 0), then its receipts in order.
CREATE TABLE proof (
    message BLOB   NOT NULL,                      -- the sixteen bytes of its id
    ordinal BIGINT NOT NULL,
    state   TEXT,                                 -- what the receipt proves; null: the manifest
    der     BLOB   NOT NULL,
    PRIMARY KEY (message, ordinal)
);
