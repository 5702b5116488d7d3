//! The server is a real one.

use std::process::Command;

use super::*;

#[test]
fn a_server_of_ones_own_keeps_what_was_committed_when_it_is_killed() {
    let mut server = PostgresServer::start(Keeping::Durably).unwrap();
    let address = server.database("trial").unwrap();
    ask(&server, &address, "CREATE TABLE t AS SELECT '襷' AS word");
    assert_eq!(ask(&server, &address, "SELECT word FROM t"), "襷");
    server.kill().unwrap();
    server.restart().unwrap();
    assert_eq!(ask(&server, &address, "SELECT word FROM t"), "襷");
    server.kill_hard().unwrap();
    server.restart().unwrap();
    assert_eq!(ask(&server, &address, "SELECT word FROM t"), "襷");
}

#[test]
fn what_is_committed_while_its_answer_is_lost_is_there() {
    let server = PostgresServer::start(Keeping::Lightly).unwrap();
    server.database("trial").unwrap();
    let line = server.line().unwrap();
    let address = line.address("trial");
    ask(&server, &address, "CREATE TABLE t (word TEXT)");
    line.lose_a_commit();
    let insert = "BEGIN; INSERT INTO t VALUES ('襷'); COMMIT";
    assert!(!asked(&server, &address, insert).status.success());
    assert_eq!(ask(&server, &address, "SELECT word FROM t"), "襷");
    assert!(asked(&server, &address, insert).status.success());
}

#[test]
fn what_was_written_and_said_can_be_read() {
    let server = PostgresServer::start(Keeping::Lightly).unwrap();
    let address = server.database("trial").unwrap();
    let has = |bytes: &[u8], word: &str| {
        let word = word.as_bytes();
        bytes.windows(word.len()).any(|bytes| bytes == word)
    };
    ask(&server, &address, "CREATE TABLE t AS SELECT '襷' AS word");
    ask(&server, &address, "INSERT INTO t VALUES ('たすき')");
    assert!(has(&server.dump("trial").unwrap(), "たすき"));
    ask(&server, &address, "DELETE FROM t");
    assert!(!has(&server.dump("trial").unwrap(), "たすき"));
    let written = fs_err::read_dir(server.write_ahead()).unwrap();
    let mut files = written.map(|entry| entry.unwrap().path());
    assert!(files.any(|file| file.is_file() && has(&fs_err::read(file).unwrap(), "たすき")));
    assert!(!asked(&server, &address, "SELECT 襷").status.success());
    server.wait_until_said("SELECT 襷").unwrap();
}

fn asked(server: &PostgresServer, address: &str, sql: &str) -> std::process::Output {
    let mut psql = Command::new(server.programs.join("psql"));
    psql.args(["-tAc", sql, address]).output().unwrap()
}

fn ask(server: &PostgresServer, address: &str, sql: &str) -> String {
    let told = asked(server, address, sql);
    assert!(told.status.success(), "{told:?}");
    String::from_utf8(told.stdout).unwrap().trim().to_owned()
}

#[test]
fn a_log_that_is_full_ends_the_server_and_loses_nothing() {
    let sizes = DiskSizes {
        data_bytes: 60_000_000,
        log_bytes: 40_000_000,
    };
    let mut server = match PostgresServer::start_on_disks(Keeping::Durably, sizes) {
        Ok(server) => server,
        Err(error) => {
            let why = error.chain().find_map(|one| one.downcast_ref::<Errno>());
            let is_forbidden = matches!(why, Some(&(Errno::PERM | Errno::ACCESS)));
            assert!(is_forbidden, "{error:#}");
            println!("left out: no disk may be mounted here");
            return;
        }
    };
    let address = server.database("trial").unwrap();
    ask(&server, &address, "CREATE TABLE t (word TEXT)");
    let insert = "INSERT INTO t SELECT repeat('襷', 400) FROM generate_series(1, 2000)";
    let count = "SELECT count(*) FROM t";
    ask(&server, &address, insert);
    for (is_log, why) in [(false, "could not extend file"), (true, "PANIC")] {
        let disks = server.disks().unwrap();
        let disk = if is_log { &disks.log } else { &disks.data };
        disk.fill().unwrap();
        assert!(!asked(&server, &address, insert).status.success());
        server.disks().unwrap().data.free().unwrap();
        server.disks().unwrap().log.free().unwrap();
        server.recover().unwrap();
        assert_eq!(ask(&server, &address, count), "2000");
        server.wait_until_said(why).unwrap();
    }
    ask(&server, &address, insert);
    assert_eq!(ask(&server, &address, count), "4000");
}
