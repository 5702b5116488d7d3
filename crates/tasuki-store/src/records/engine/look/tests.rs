//! Servers that say nothing, or take no further connection; on PostgreSQL, with and without
//! `TASUKI_TEST_RECORDS`.

use std::os::unix::net::UnixListener;

use futures_util::future::join_all;
use tasuki_engines::{Keeping, PostgresServer};

use super::*;
use crate::{Records, StoreError};

/// Longer than any of these tests takes.
const LONG: Duration = Duration::from_mins(10);

/// How long what must happen is waited for.
const SOON: Duration = Duration::from_secs(30);

const PATIENT: Times = Times {
    patience: SOON,
    answer: LONG,
    pause: LONG,
};

fn is_passing(told: Told<Vec<Row>>) -> bool {
    told.is_err_and(|error| StoreError::database("test")(error).is_passing())
}

/// So many look-ups at once.
async fn look(lookers: &Lookers, count: usize) -> Vec<Told<Vec<Row>>> {
    let asked = (0..count).map(|_| lookers.rows("SELECT 1", &[]));
    timeout(SOON, join_all(asked)).await.unwrap()
}

/// A server, the address of an empty database, and a client that may do everything.
async fn server() -> (PostgresServer, String, Client) {
    let server = PostgresServer::start(Keeping::Lightly).unwrap();
    let address = server.database("trial").unwrap();
    let place = address.parse().unwrap();
    let (client, _) = open_driven(&place, Access::Write, SOON).await.unwrap();
    (server, address, client)
}

#[tokio::test]
async fn a_server_that_takes_connections_and_says_nothing_is_given_up_once_for_all_who_wait() {
    let folder = tempfile::tempdir_in("/tmp").unwrap();
    let socket = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
    let host = folder.path().to_string_lossy().replace('/', "%2F");
    let place = format!("postgres://tasuki@{host}/trial").parse().unwrap();
    let times = Times {
        patience: Duration::from_millis(200),
        ..PATIENT
    };
    let lookers = Lookers::with(&place, 4, times);
    let told = look(&lookers, 40).await;
    assert!(told.into_iter().all(is_passing));
    socket.set_nonblocking(true).unwrap();
    assert!(socket.accept().is_ok());
    assert!(socket.accept().is_err());
}

#[tokio::test]
async fn what_is_not_answered_in_time_ends_its_connection_with_all_that_waits_in_it() {
    let (_server, address, _client) = server().await;
    let times = Times {
        answer: Duration::from_secs(5),
        ..PATIENT
    };
    let lookers = Lookers::with(&address.parse().unwrap(), 1, times);
    let sleep = |seconds: i64| {
        let lookers = lookers.clone();
        async move {
            let seconds = [Kept::from(seconds)];
            lookers.rows("SELECT pg_sleep(?1)", &seconds).await
        }
    };
    // Both are prepared, so that they are asked in their order.
    sleep(0).await.unwrap();
    look(&lookers, 1).await.remove(0).unwrap();
    let open = Arc::clone(&lookers.0.lines().open[0]);
    let told = tokio::join!(sleep(3600), look(&lookers, 20));
    assert!(is_passing(told.0) && told.1.into_iter().all(is_passing));
    let is_over = async {
        while !open.client.is_closed() {
            tokio::task::yield_now().await;
        }
    };
    timeout(SOON, is_over).await.unwrap();
    assert_eq!(open.crowd(), 0);
    look(&lookers, 1).await.remove(0).unwrap();
}

#[tokio::test]
async fn where_no_further_connection_can_be_made_those_that_are_there_are_shared_for_a_while() {
    let (_server, address, client) = server().await;
    let create = "CREATE ROLE few LOGIN CONNECTION LIMIT 1";
    client.batch_execute(create).await.unwrap();
    let few = address.replace("//tasuki@", "//few@").parse().unwrap();
    let lookers = Lookers::with(&few, 3, PATIENT);
    let count = || lookers.0.lines().open.len();
    let all_answered = async || look(&lookers, 100).await.iter().all(Result::is_ok);
    assert!(look(&lookers, 1).await.iter().all(Result::is_ok));
    assert!(all_answered().await && all_answered().await);
    let failures = lookers.0.failures.load(Ordering::Relaxed);
    assert_eq!((failures, count()), (1, 1));

    let more = "ALTER ROLE few CONNECTION LIMIT 10";
    client.batch_execute(more).await.unwrap();
    assert!(all_answered().await);
    assert_eq!(count(), 1);
    lookers.0.lines().not_before = Some(Instant::now());
    for expected in [2, 3, 3] {
        assert!(all_answered().await);
        assert_eq!(count(), expected);
    }
    assert!(lookers.0.lines().open.iter().all(|open| open.crowd() == 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_probe_tells_that_nothing_can_be_looked_up() {
    let (_server, address, client) = server().await;
    Records::migrate(&address.parse().unwrap()).await.unwrap();
    let create = "CREATE ROLE few LOGIN; GRANT pg_read_all_data TO few";
    client.batch_execute(create).await.unwrap();
    let few = address.replace("//tasuki@", "//few@").parse().unwrap();
    let records = Records::open(&few).await.unwrap();
    let limit = async |count: i32| {
        let sql = format!("ALTER ROLE few CONNECTION LIMIT {count}");
        client.batch_execute(&sql).await.unwrap();
    };
    // Those that are open go on; a connection for look-ups is not among them yet.
    limit(0).await;
    let told = records.probe().await.unwrap_err();
    assert!(told.is_passing(), "{told:?}");
    limit(50).await;
    records.probe().await.unwrap();
    limit(0).await;
    records.probe().await.unwrap();
}
