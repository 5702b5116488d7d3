//! The program itself: what people see, and how it ends.

#![expect(clippy::unwrap_used, reason = "a test says where it fails")]

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The program, with a language in its environment.
fn demo(typed: &[&str], locale: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tasuki-demo"));
    command
        .args(typed)
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", locale);
    command
}

/// Exit code, standard output and standard error.
fn told(output: Output) -> (Option<i32>, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// What differs from run to run.
const FILTERS: [(&str, &str); 7] = [
    (
        r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}",
        "01234567-89ab-7cde-8f01-23456789abcd",
    ),
    (r" +[\d,]+ (ミリ秒|ms)\n", "  [duration]\n"),
    (r"(less than )?[\d,]+ ?(ミリ秒|ms)(未満)?", "[duration]"),
    (r"\d\d:\d\d:\d\d\.\d{3}", "00:00:00.000"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:[port]"),
    (r"(暗号化して|sealed: )[\d.]+KB", "${1}[size]"),
    (r"/\S*/tasuki-demo-\w+", "[folder]"),
];

const ONCE: [&str; 3] = ["--once", "--month", "2026-12"];

#[test]
fn once_in_japanese() {
    let output = demo(&ONCE, "ja_JP.UTF-8").output().unwrap();
    let (code, out, err) = told(output);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    insta::with_settings!({ filters => FILTERS }, { insta::assert_snapshot!(out) });
}

#[test]
fn once_in_english() {
    let output = demo(&ONCE, "C.UTF-8").output().unwrap();
    let (code, out, err) = told(output);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    insta::with_settings!({ filters => FILTERS }, { insta::assert_snapshot!(out) });
}

#[test]
fn what_is_typed_wins_over_the_environment_and_a_named_folder_stays() {
    let folder = tempfile::tempdir().unwrap();
    let town = folder.path().join("town");
    let named = town.to_str().unwrap();
    let typed = ["--once", "--lang", "en", "--folder", named];
    let (code, out, _) = told(demo(&typed, "ja_JP.UTF-8").output().unwrap());
    assert_eq!(code, Some(0), "{out}");
    assert!(out.ends_with("Result: everything arrived as it was sent.\n"));
    let plans = town.join("offices/1370000002/received/plan-11");
    assert_eq!(fs_err::read_dir(plans).unwrap().count(), 5);

    let typed = ["--once", "--folder", named];
    let (code, out, err) = told(demo(&typed, "ja").output().unwrap());
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.contains("空のフォルダーを指定してください。"), "{err}");
}

#[test]
fn it_goes_on_running_until_it_is_told_to_end() {
    for signal in ["INT", "TERM"] {
        let mut demo = demo(&[], "en_US.UTF-8")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(demo.stdout.take().unwrap());
        let (mut line, mut folder) = (String::new(), String::new());
        let (mut clients, mut told) = (Vec::new(), String::new());
        while !line.contains("Press Ctrl-C") {
            line.clear();
            assert!(out.read_line(&mut line).unwrap() > 0, "it ended early");
            if let Some((_, rest)) = line.split_once("Folder ") {
                folder = rest
                    .split_whitespace()
                    .next()
                    .unwrap_or_default()
                    .to_owned();
            }
            if line.contains("/open?token=") {
                clients.push(Client::at(line.trim()));
            }
            told.push_str(&line);
        }
        let (_, ending) = told.split_once("everything arrived").unwrap();
        let listening = listening(demo.id());
        // Exchange, operations, revocation, four sites, two clients.
        assert_eq!(listening.len(), 9, "{listening:?}");
        for port in listening {
            assert!(ending.contains(&format!(":{port}")), "{port}: {ending}");
        }
        let [manager, helper] = clients.try_into().unwrap();
        for (client, partner) in [
            (&manager, "架空訪問介護事業所"),
            (&helper, "例題居宅介護支援事業所"),
        ] {
            let (_, told) = told.split_once(&*client.address).unwrap();
            client.shows_what_came_from(partner, told);
        }
        assert!(Path::new(&folder).is_dir(), "{folder}");
        let killed = Command::new("kill")
            .args([&format!("-{signal}"), &demo.id().to_string()])
            .status()
            .unwrap();
        assert!(killed.success());
        let mut rest = String::new();
        out.read_to_string(&mut rest).unwrap();
        assert!(demo.wait().unwrap().success());
        assert!(rest.contains("was removed."), "{rest}");
        assert!(!Path::new(&folder).exists());
        assert_ne!(manager.port, helper.port);
        assert!(TcpStream::connect(("127.0.0.1", manager.port)).is_err());
    }
}

/// The TCP ports at which a process listens, as the kernel tells them.
fn listening(process: u32) -> BTreeSet<u16> {
    let sockets: BTreeSet<String> = fs_err::read_dir(format!("/proc/{process}/fd"))
        .unwrap()
        .filter_map(|fd| fs_err::read_link(fd.unwrap().path()).ok())
        .filter_map(|to| {
            let inode = to.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?;
            Some(inode.to_owned())
        })
        .collect();
    let table = fs_err::read_to_string("/proc/net/tcp").unwrap();
    let rows = table.lines().skip(1);
    rows.filter_map(|row| {
        let cells: Vec<&str> = row.split_whitespace().collect();
        let [_, local, _, state, _, _, _, _, _, inode, ..] = *cells else {
            return None;
        };
        let (_, port) = local.split_once(':')?;
        // The state LISTEN.
        let is_own = state == "0A" && sockets.contains(inode);
        is_own.then(|| u16::from_str_radix(port, 16).unwrap())
    })
    .collect()
}

/// A client that was left open.
#[derive(Debug)]
struct Client {
    address: String,
    port: u16,
}

impl Client {
    fn at(address: &str) -> Self {
        let host = address.split("/open").next().unwrap();
        Self {
            address: address.to_owned(),
            port: host.rsplit(':').next().unwrap().parse().unwrap(),
        }
    }

    /// Goes in by the address, logs in with what is told behind it, and looks at the list.
    fn shows_what_came_from(&self, partner: &str, told: &str) {
        let (_, path) = self.address.split_once("/open").unwrap();
        let opened = self.ask("GET", &format!("/open{path}"), "", "");
        assert!(opened.starts_with("HTTP/1.1 303 "), "{opened}");
        let cookie = after(&opened, "set-cookie: ", ';');
        // The address works once.
        let again = self.ask("GET", &format!("/open{path}"), "", "");
        assert!(again.starts_with("HTTP/1.1 403 "), "{again}");

        let (user, password) = (after(told, "User ID", '\n'), after(told, "Password", '\n'));
        let typed = format!("user_id={}&password={}", user.trim(), password.trim());
        let inside = self.ask("POST", "/login", cookie, &typed);
        assert!(inside.contains("location: /\r\n"), "{inside}");
        self.ask("POST", "/lists/refresh", cookie, "back=%2Freceived");
        let list = self.ask("GET", "/received", cookie, "");
        assert!(list.contains(partner) && list.contains("受信済"), "{list}");
    }

    /// What it answers, as its own pages ask.
    fn ask(&self, method: &str, path: &str, cookie: &str, body: &str) -> String {
        let (port, length) = (self.port, body.len());
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n\
             Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

/// What stands behind a word, up to a sign.
fn after<'t>(text: &'t str, word: &str, end: char) -> &'t str {
    let (_, rest) = text.split_once(word).unwrap();
    rest.split(end).next().unwrap()
}
