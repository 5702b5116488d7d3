//! How the engines do what is done for every message: golden plans.
//!
//! The statements are those of the records themselves. On PostgreSQL they are planned as they are
//! where they run, over tables with statistics; on SQLite as without.

use std::fmt::Write as _;

use tasuki_terms::{FileKind, MessageId, MessageState};

use super::changes::{INSERT, INSERT_PROOFS, UNLESS_THERE};
use super::engine::{Access, Connection};
use super::lists::{Filter, LOOKED_AT, List, ListCursor, MailBoxSide, Statement};
use super::messages::{
    BY_ID, BY_ID_SHARED, EXPIRED, IN_ORDER, MESSAGE, NAMES, PROOF, SEGMENTS, WITHDRAWN,
};
use super::news::{NEW, NEWS, TELL};
use super::offices::{OF_NUMBER, OF_TWO, OFFICE, STATUS};
use super::reading::{Session, Table};
use super::rows::in_rows;
use super::tests::{Count, at, message, office, place};
use super::users::{OF_ID, USER};
use super::values::{Kept, Value};
use super::{changes, schema};

/// Three months with 30,000 messages and 90,000 proofs of 3,000 offices, and nothing by today's
/// clock; of the youngest messages some wait and all have contents.
const FILL: &str = "
    DO $$ DECLARE month TEXT; BEGIN
        FOR month IN SELECT substr(relname, 9) FROM pg_inherits JOIN pg_class ON oid = inhrelid
            WHERE inhparent = 'message'::regclass AND relname <> 'message_default'
        LOOP
            EXECUTE format('DROP TABLE message_%1$s, proof_%1$s', month);
        END LOOP;
    END $$;
    SELECT make_month('202502'), make_month('202503'), make_month('202504');
    INSERT INTO office (number, name, service_types, registered_at)
        SELECT '13' || lpad(n::text, 8, '0'), 'office', '43', 0 FROM generate_series(0, 2999) AS n;
    INSERT INTO office_user (id, office, password_hash)
        SELECT 'KJ' || number || '01', number, 'hash' FROM office;
    INSERT INTO message SELECT
        least_id(1738335600000 + 260000 * n::bigint) || '-7000-8000-' || lpad(n::text, 12, '0'),
        'digest', '13' || lpad((n % 3000)::text, 8, '0'), NULL,
        '13' || lpad((n * 7 % 3000 + CASE WHEN n * 6 % 3000 = 0 THEN 1 ELSE 0 END)::text, 8, '0'),
        NULL, 'plan', 'UPPLAN', '202504', NULL, 1, 50000, 51000,
        1738335600000000 + 260000000 * n::bigint, 1738335600000000 + 260000000 * n::bigint,
        1746111600000000 + 260000000 * n::bigint, NULL,
        CASE WHEN n > 20000 THEN 'segment' || n / 100 END, n,
        CASE WHEN n > 20000 AND n % 20 = 0 THEN 'accepted' WHEN n % 500 = 1 THEN 'withdrawn'
            ELSE 'opened' END,
        0, 'digest', 0 FROM generate_series(1, 29900) AS n;
    INSERT INTO proof SELECT decode(replace(id, '-', ''), 'hex'), ordinal, 'accepted', 'der'
        FROM message, generate_series(0, 2) AS ordinal;
    INSERT INTO news (message, state, sender, receiver)
        SELECT id, state, sender, receiver FROM message LIMIT 3000;
    ANALYZE;";

const POSTGRES: Table = Table {
    name: "explained",
    columns: &["QUERY PLAN"],
};

const SQLITE: Table = Table {
    name: "explained",
    columns: &["id", "parent", "notused", "detail"],
};

const INDEXES: Table = Table {
    name: "pg_inherits JOIN pg_class AS child ON child.oid = inhrelid \
           JOIN pg_class AS parent ON parent.oid = inhparent",
    columns: &["child.relname", "parent.relname"],
};

/// A statement, what it does, and whether it is planned once for all values.
struct Asked {
    what: &'static str,
    is_planned_once: bool,
    sql: String,
    values: Vec<Kept>,
}

/// Two connections on which statements are explained.
struct Explainer {
    look: Connection,
    read: Connection,
}

impl Explainer {
    fn explain(&self, asked: &Asked) -> String {
        let connection = if asked.is_planned_once {
            &self.look
        } else {
            &self.read
        };
        let session = Session::new(connection.way(), "explain");
        let lines = if session.is_shared() {
            let (types, values): (Vec<_>, Vec<_>) = asked.values.iter().map(literal).unzip();
            let (types, values) = (types.join(", "), values.join(", "));
            session
                .run_all(&format!("PREPARE asked ({types}) AS {}", asked.sql))
                .unwrap();
            let sql = format!("EXPLAIN (COSTS OFF) EXECUTE asked ({values})");
            let lines = session.all(&POSTGRES, &sql, [], |row| row.value::<String>("QUERY PLAN"));
            session.run_all("DEALLOCATE asked").unwrap();
            let of_months = indexes(&session);
            let lines = lines.unwrap().into_iter().map(|mut line| {
                for (child, parent) in &of_months {
                    line = line.replace(child, parent);
                }
                line
            });
            lines.filter(|line| is_shape(line)).collect()
        } else {
            let sql = format!("EXPLAIN QUERY PLAN {}", asked.sql);
            let detail = session.all(&SQLITE, &sql, asked.values.clone(), |row| {
                row.value::<String>("detail")
            });
            detail.unwrap()
        };
        format!("{}\n    {}\n", asked.what, lines.join("\n    "))
    }
}

/// Whether a line tells a node, or how many months are left out.
fn is_shape(line: &str) -> bool {
    !line.starts_with(' ') || line.contains("->") || line.contains("Subplans Removed")
}

/// The type and the words of a value.
fn literal(value: &Kept) -> (&'static str, String) {
    match value {
        Value::Integer(number) => (
            "BIGINT",
            number.map_or("NULL".to_owned(), |number| number.to_string()),
        ),
        Value::Text(text) => (
            "TEXT",
            text.as_ref()
                .map_or("NULL".to_owned(), |text| format!("'{text}'")),
        ),
        Value::Bytes(bytes) => {
            let mut hex = String::new();
            for byte in bytes.iter().flat_map(|bytes| bytes.iter()) {
                write!(hex, "{byte:02x}").unwrap();
            }
            ("BYTEA", format!("'\\x{hex}'"))
        }
    }
}

/// The names of the months' indexes, the longest first, and of what they are parts.
fn indexes(session: &Session<'_>) -> Vec<(String, String)> {
    let sql = INDEXES.select() + " WHERE child.relkind = 'i' ORDER BY length(child.relname) DESC";
    let found = session.all(&INDEXES, &sql, [], |row| {
        Ok((row.value("child.relname")?, row.value("parent.relname")?))
    });
    found.unwrap()
}

fn list(what: &'static str, side: MailBoxSide, filter: Filter, after: Option<ListCursor>) -> Asked {
    let list = List {
        office: office(7),
        side,
        filter,
    };
    let statement = list.wanted(after, None, 50);
    Asked {
        what,
        is_planned_once: true,
        sql: statement.sql,
        values: statement.values,
    }
}

fn lists() -> Vec<Asked> {
    let entropy = Count(1.into());
    let after = Some(ListCursor {
        accepted_at: at(0),
        id: MessageId::new(at(0), &entropy),
    });
    let waiting = || Filter {
        state: Some(MessageState::Accepted),
        ..Filter::default()
    };
    let pair = || Filter {
        partner: Some(office(8)),
        ..Filter::default()
    };
    let (inbox, outbox) = (MailBoxSide::Inbox, MailBoxSide::Outbox);
    let mut asked = vec![
        list("inbox", inbox, Filter::default(), None),
        list("inbox behind a cursor", inbox, Filter::default(), after),
        list("outbox", outbox, Filter::default(), None),
        list("outbox behind a cursor", outbox, Filter::default(), after),
        list("inbox of a pair", inbox, pair(), None),
        list("outbox of a pair behind a cursor", outbox, pair(), after),
        list("what waits", inbox, waiting(), None),
        list("what waits behind a cursor", inbox, waiting(), after),
    ];
    asked.extend(sought());
    asked
}

/// Lists by what no index holds: first where the page ends at the latest, then what is in it.
fn sought() -> Vec<Asked> {
    let end = ListCursor {
        accepted_at: at(0),
        id: MessageId::new(at(0), &Count(1.into())),
    };
    let opened = Filter {
        state: Some(MessageState::Opened),
        ..Filter::default()
    };
    let plans = Filter {
        kind: Some(FileKind::UsePlan),
        service_month: Some("202504".parse().unwrap()),
        ..Filter::default()
    };
    let asked = |what, statement: Statement| Asked {
        what,
        is_planned_once: false,
        sql: statement.sql,
        values: statement.values,
    };
    let list = |side, filter| List {
        office: office(7),
        side,
        filter,
    };
    let inbox = list(MailBoxSide::Inbox, opened);
    let outbox = list(MailBoxSide::Outbox, plans);
    vec![
        asked("end of a page", inbox.wanted_end(None, LOOKED_AT)),
        asked("opened, to the end", inbox.wanted(None, Some(end), 50)),
        asked("plans of a month", outbox.wanted(None, Some(end), 50)),
    ]
}

fn all(session: &Session<'_>) -> Vec<Asked> {
    let once = |what, sql: String, values| Asked {
        what,
        is_planned_once: true,
        sql,
        values,
    };
    let each_time = |what, sql: String, values| Asked {
        is_planned_once: false,
        ..once(what, sql, values)
    };
    let new = message(&Count(1.into()), 0, 1, 2);
    let id = new.id.to_string();
    let bytes: Kept = Value::Bytes(Some(new.id.as_bytes().to_vec().into()));
    let text = |text: &str| Kept::from(text.to_owned());
    let step = vec![
        text(&id),
        text("accepted"),
        text("fetched"),
        1.into(),
        text("digest"),
    ];
    let proof = vec![bytes.clone(), 1.into(), text("accepted"), bytes.clone()];
    let expired = MESSAGE.select() + NAMES + EXPIRED;
    let withdrawn = MESSAGE.select() + NAMES + WITHDRAWN;
    let by_id = session.of_two(&BY_ID, &BY_ID_SHARED);
    let mut asked = vec![
        once("a step", changes::STEP.to_owned(), step),
        once("by its id", by_id.to_owned(), vec![text(&id)]),
        once("its proofs", PROOF.select() + IN_ORDER, vec![bytes]),
    ];
    asked.extend(lists());
    let [sender, receiver] = [7, 8].map(|n| text(office(n).as_str()));
    let status = STATUS.select() + OF_NUMBER;
    asked.push(once("an office's status", status, vec![sender.clone()]));
    let two = OFFICE.select() + OF_TWO;
    asked.push(once("sender and receiver", two, vec![sender, receiver]));
    let user = USER.select() + OF_ID;
    asked.push(each_time("who logs in", user, vec![text("KJ130000000701")]));
    let between = vec![text("segment250"), text("segment260"), 500.into()];
    asked.push(each_time("segments", SEGMENTS.to_owned(), between));
    let now = || {
        let behind = Kept::from(i64::MIN);
        vec![at(0).as_microsecond().into(), behind, text(""), 500.into()]
    };
    asked.push(each_time("expired contents", expired, now()));
    asked.push(each_time("withdrawn contents", withdrawn, now()));
    if session.is_shared() {
        let mut insert = |what, into: &str, row: Vec<Kept>, end: &str| {
            let rows = in_rows(into, vec![row.clone(), row], end);
            asked.extend(rows.map(|rows| once(what, rows.sql.into_owned(), rows.values)));
        };
        let message = changes::row(&new);
        insert("insert messages", INSERT, message, UNLESS_THERE);
        insert("insert proofs", INSERT_PROOFS, proof, "");
        let parties = vec![text(&id), text("accepted"), text("a"), text("b")];
        insert("tell", TELL, parties, "");
        let mark = vec![text("1000:1000:")];
        asked.push(once("news", NEWS.select() + NEW, mark));
    }
    asked
}

#[test]
fn what_is_done_for_every_message_is_done_by_indexes_of_the_months_it_concerns() {
    let place = place();
    let mut connection = Connection::open(&place, Access::Create).unwrap();
    schema::migrate(&mut connection).unwrap();
    let session = Session::new(connection.way(), "fill");
    if session.is_shared() {
        session.run_all(FILL).unwrap();
    }
    let explainer = Explainer {
        look: Connection::open(&place, Access::Look).unwrap(),
        read: Connection::open(&place, Access::Read).unwrap(),
    };
    let plans = || -> Vec<String> {
        let asked = all(&session);
        asked.iter().map(|one| explainer.explain(one)).collect()
    };
    let found = plans();
    let engine = session.of_two("sqlite", "postgres");
    insta::assert_snapshot!(format!("plans_{engine}"), found.join("\n"));
    // They would tell of an index that is missing.
    if session.is_shared() {
        session.run_all("DROP INDEX message_waiting").unwrap();
        let without = plans();
        let differ = found
            .iter()
            .zip(&without)
            .filter(|(one, other)| one != other);
        assert_eq!(differ.count(), 2, "{}", without.join("\n"));
    }
}
