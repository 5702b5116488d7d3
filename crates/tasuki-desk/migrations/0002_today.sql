-- What the first page asks for stands in indexes: it is drawn without reading all messages.
CREATE INDEX message_of_month ON message (service_month, unit, side, partner, state);
CREATE INDEX message_in_state ON message (side, state);

-- What the platform told last, for when it cannot be asked.
CREATE TABLE told (
    name    TEXT   NOT NULL PRIMARY KEY,
    told_at BIGINT NOT NULL,
    sealed  BLOB   NOT NULL                     -- JSON
) WITHOUT ROWID;
