-- What is known of own copies is read from the copies themselves: all are read anew after this.
DROP TABLE word;

-- What is known of own copies (控え), for lists and for searching.
CREATE TABLE copy (
    side       TEXT    NOT NULL,
    id         TEXT    NOT NULL,                -- of the message, which no list may have told yet
    recipients BIGINT,                          -- 利用者数; null: not known
    has_text   BOOLEAN,                         -- whether it has a message text; null: not known
    words      BLOB    NOT NULL,                -- sealed: the names of service users, one a line
    PRIMARY KEY (side, id)
) WITHOUT ROWID;
