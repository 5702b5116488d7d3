-- How often something was refused or failed on each day.
CREATE TABLE refusal_day (
    day      BIGINT NOT NULL,                          -- days since 1970 in Japan
    code     TEXT   NOT NULL,                          -- as the problem document or the page tells it
    refusals BIGINT NOT NULL,
    PRIMARY KEY (day, code)
);

-- Who asked for a way back in (パスワード等を紛失した方), until it is looked at whether they may.
CREATE TABLE asked_reset (
    id       TEXT   NOT NULL PRIMARY KEY,
    user_id  TEXT   NOT NULL,                          -- as typed: perhaps nobody's
    address  TEXT   NOT NULL                           -- as typed
);
