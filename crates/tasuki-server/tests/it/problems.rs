//! Problems, as `docs/protocol.md` tells them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use bytes::Bytes;
use tasuki_testing::Answer;
use tasuki_wire::Code;

/// The statuses of `docs/protocol.md`: those of the interface (13.1) and of the exchange's rules
/// (13.2).
pub(crate) static DOCUMENTED: LazyLock<[BTreeMap<String, u16>; 2]> = LazyLock::new(|| {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/protocol.md");
    let text = fs_err::read_to_string(file).unwrap();
    let section = |heading: &str| {
        let (_, section) = text.split_once(heading).unwrap();
        let section = section.split_once("\n#").unwrap().0;
        section.lines().filter_map(row).collect()
    };
    [section("\n### 13.1"), section("\n### 13.2")]
});

/// Code and status of a table's row.
fn row(line: &str) -> Option<(String, u16)> {
    let mut cells = line.strip_prefix("| `")?.split('|');
    let code = cells.next()?.trim().trim_end_matches('`').to_owned();
    Some((code, cells.next()?.trim().parse().ok()?))
}

/// The code of a problem, after everything around it was found to be as documented.
#[track_caller]
pub(crate) fn refused(answer: &Answer) -> String {
    let problem = answer.problem().unwrap();
    let header = |name| {
        let value = answer.headers.get(name).map(|value| value.to_str());
        value.unwrap_or(Ok("none")).unwrap()
    };
    let code = problem.code.clone();
    let documented = DOCUMENTED.iter().find_map(|codes| codes.get(&code));
    assert_eq!(Some(&answer.status), documented, "{}", answer.text());
    assert_eq!(problem.status, answer.status, "{code}");
    assert_eq!(problem.kind, format!("urn:tasuki:problem:{code}"));
    assert_eq!(header("content-type"), "application/problem+json", "{code}");
    assert_eq!(header("x-request-id"), problem.instance, "{code}");
    assert!(is_request_id(&problem.instance), "{code}");
    assert_eq!(header("cache-control"), "no-store", "{code}");
    for text in [&problem.title, &problem.detail] {
        assert!(text.ends_with('。') && !text.is_ascii(), "{code}: {text}");
    }
    code
}

/// The code of a problem that came over a line byte by byte, and nothing behind it.
#[track_caller]
pub(crate) fn refused_in(said: &str) -> String {
    let (head, body) = said.split_once("\r\n\r\n").expect(said);
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1));
    let headers = lines.filter_map(|line| line.split_once(": "));
    let header = |(name, value): (&str, &str)| (name.parse().unwrap(), value.parse().unwrap());
    let answer = Answer {
        status: status.expect(said).parse().unwrap(),
        headers: headers.map(header).collect(),
        body: Bytes::copy_from_slice(body.as_bytes()),
    };
    assert_eq!(answer.headers["content-length"], body.len().to_string());
    assert_eq!(answer.headers["connection"], "close");
    assert!(answer.headers.contains_key("date"), "{said}");
    refused(&answer)
}

/// The codes that were met. Their statuses are compared as they come.
#[derive(Default)]
pub(crate) struct Met(pub(crate) BTreeSet<String>);

impl Met {
    #[track_caller]
    pub(crate) fn note(&mut self, answer: &Answer, code: &str) {
        assert_eq!(refused(answer), code);
        self.0.insert(code.to_owned());
    }

    /// The same of what came over a line byte by byte.
    #[track_caller]
    pub(crate) fn note_said(&mut self, said: &str, code: &str) {
        assert_eq!(refused_in(said), code);
        self.0.insert(code.to_owned());
    }
}

/// Sixteen small hexadecimal digits.
pub(crate) fn is_request_id(text: &str) -> bool {
    text.len() == 16
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[test]
fn the_codes_of_the_interface_are_the_documented_ones() {
    let codes: BTreeMap<String, u16> = Code::ALL
        .into_iter()
        .map(|code| (code.as_str().to_owned(), code.status()))
        .collect();
    assert_eq!(DOCUMENTED[0], codes);
}
