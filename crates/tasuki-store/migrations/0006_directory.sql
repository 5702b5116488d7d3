-- Files of the open data of all care offices (介護サービス情報公表システム) that count: of each name the last.
CREATE TABLE directory_file (
    name        TEXT   NOT NULL PRIMARY KEY,           -- jigyosho_430.csv; 'invented' for trials
    id          BIGINT NOT NULL UNIQUE,                -- of the counter 'directory': the greatest is the version
    imported_at BIGINT NOT NULL,
    line_count  BIGINT NOT NULL                        -- how many lines were taken in
);

-- Their lines. Those of an id that is in no file are what an import left that broke off.
CREATE TABLE directory_line (
    file         BIGINT NOT NULL,                      -- directory_file.id
    ordinal      BIGINT NOT NULL,                      -- 1, 2, 3 … in the order of the file
    number       TEXT   NOT NULL,                      -- 事業所番号
    service      TEXT   NOT NULL,                      -- サービス種類コード
    prefecture   TEXT   NOT NULL,                      -- 都道府県コード
    municipality TEXT   NOT NULL,                      -- 市区町村名; may be empty
    name         TEXT   NOT NULL,
    kana         TEXT   NOT NULL,
    address      TEXT   NOT NULL,
    longitude    BIGINT,                               -- millionths of a degree; null: not known
    latitude     BIGINT,
    phone        TEXT   NOT NULL,
    corporation  TEXT   NOT NULL,
    url          TEXT   NOT NULL,
    PRIMARY KEY (file, ordinal),
    CONSTRAINT directory_line_place CHECK ((longitude IS NULL) = (latitude IS NULL))
);

-- What somebody wants to be mended in the directory (掲載内容の修正依頼).
CREATE TABLE correction (
    id         TEXT   NOT NULL PRIMARY KEY,            -- UUID of version 7
    office     TEXT   NOT NULL,                        -- 事業所番号, as the directory knows it
    wish       TEXT   NOT NULL,                        -- what is to be mended
    sender     TEXT   NOT NULL,                        -- who asks
    address    TEXT   NOT NULL,                        -- a mail address or telephone number for the answer
    asked_at   BIGINT NOT NULL,
    is_done    BIGINT NOT NULL DEFAULT 0,
    assignee   TEXT   NOT NULL DEFAULT '',             -- an operator's name; empty: nobody's
    changed_at BIGINT NOT NULL
);
CREATE INDEX correction_state ON correction (is_done, asked_at);
CREATE INDEX correction_office ON correction (office) WHERE is_done = 0;
