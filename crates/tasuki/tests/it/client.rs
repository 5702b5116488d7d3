//! `tasuki` without a command.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

fn tasuki(profile: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tasuki"));
    command.args(["--no-browser", "--profile"]).arg(profile);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The first line of the standard output: the address.
fn address(child: &mut Child) -> String {
    let mut line = String::new();
    let output = child.stdout.as_mut().unwrap();
    BufReader::new(output).read_line(&mut line).unwrap();
    line.trim_end().to_owned()
}

/// The status line of a one-time address.
fn opened(address: &str) -> String {
    let rest = address.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let request = format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.lines().next().unwrap().to_owned()
}

#[cfg(unix)]
#[test]
fn the_pages_are_served_until_the_program_is_told_to_end() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    let mut first = tasuki(&profile).spawn().unwrap();
    let at_first = address(&mut first);
    assert_eq!(opened(&at_first), "HTTP/1.1 303 See Other");

    let second = tasuki(&profile).output().unwrap();
    assert!(second.status.success(), "{second:?}");
    let told = String::from_utf8(second.stderr).unwrap();
    assert!(told.contains("すでに起動しています"), "{told}");
    let at_second = String::from_utf8(second.stdout).unwrap();
    assert_eq!(opened(at_second.trim_end()), "HTTP/1.1 303 See Other");
    let port = |address: &str| address.split('/').nth(2).map(str::to_owned);
    assert_eq!(port(&at_first), port(&at_second));

    let id = first.id().to_string();
    assert!(Command::new("kill").arg(id).status().unwrap().success());
    assert!(first.wait().unwrap().success());
    assert!(!profile.join("client.address").exists());
}

#[test]
fn a_port_that_is_taken_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let mut command = tasuki(&folder.path().join("profile"));
    let output = command.args(["--port", &port]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("--port"), "{told}");
}
