//! What attackers say, byte by byte.

use std::sync::LazyLock;

/// What must never be answered: it stands within another request, and anybody may ask for it.
const HIDDEN: &str = "GET /v1/openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n";
/// What is asked behind everything else, so that the connection ends.
const LAST: &str = "GET /v1/limits HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

/// Heads of which two readers find different ends, with the beginning of a body.
const AMBIGUOUS: [(&str, &str); 13] = [
    // Both lengths, in both orders.
    (
        "content-length: LEN\r\ntransfer-encoding: chunked",
        "0\r\n\r\n",
    ),
    (
        "transfer-encoding: chunked\r\ncontent-length: LEN",
        "0\r\n\r\n",
    ),
    // Lengths that are several, or no numbers.
    ("content-length: 0\r\ncontent-length: LEN", ""),
    ("content-length: 0, LEN", ""),
    ("content-length: +LEN", ""),
    ("content-length: 0x10", ""),
    ("content-length: -1", ""),
    // Codings that one reader knows and another does not.
    (
        "transfer-encoding : chunked\r\ncontent-length: LEN",
        "0\r\n\r\n",
    ),
    (
        "transfer-encoding: xchunked\r\ncontent-length: LEN",
        "0\r\n\r\n",
    ),
    (
        "transfer-encoding: chunked\r\ntransfer-encoding: identity",
        "0\r\n\r\n",
    ),
    // Lines that one reader folds and another does not.
    (
        "x-a: b\r\n transfer-encoding: chunked\r\ncontent-length: LEN",
        "0\r\n\r\n",
    ),
    ("x-a: b\r\ncontent-length: LEN\r\nx-\0b: c", ""),
    // Sizes of chunks that are none.
    ("transfer-encoding: chunked", "0;\r\nx\r\n\r\n"),
];

/// A request that hides another one; the `number`-th of them, over and over.
pub(super) fn smuggling(number: usize) -> Vec<u8> {
    let shape = AMBIGUOUS.get(number % AMBIGUOUS.len());
    let (lines, begin) = shape.copied().unwrap_or_default();
    let length = (begin.len() + HIDDEN.len()).to_string();
    let lines = lines.replace("LEN", &length);
    format!(
        "POST /v1/sessions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
         {lines}\r\n\r\n{begin}{HIDDEN}{LAST}"
    )
    .into_bytes()
}

/// Targets that are nobody's to ask for.
const TARGETS: [&str; 18] = [
    "/v1/../v1/inbox",
    "/v1/%2e%2e/v1/inbox",
    "/v1/./inbox",
    "/v1//inbox",
    "//v1/inbox",
    "/v1/inbox/",
    "/v1/inbox%00",
    "/v1/inbox%2f",
    "/v1%2finbox",
    "/v1/inbox;x=1",
    "/V1/INBOX",
    "/v1/messages/..%2f..%2fetc%2fpasswd",
    "/v1/messages/%2e%2e/content",
    "/../../../../etc/passwd",
    "/v1/\\..\\inbox",
    "http://169.254.169.254/latest/meta-data/",
    "/v1/inbox?limit=%00",
    "/v1/inbox?limit=99999999999999999999",
];

/// A target that leads elsewhere; the `number`-th of them, over and over.
pub(super) fn target(number: usize) -> String {
    match TARGETS.get(number % (TARGETS.len() + 1)) {
        Some(target) => (*target).to_owned(),
        // Longer than any path.
        None => format!("/v1/messages/{}", "a/".repeat(20_000)),
    }
}

/// Bytes of JSON that is a great deal: a text of so many zeros.
const UNPACKED: usize = 256 * 1024 * 1024;

/// A log-in that is `UNPACKED` bytes when it is unpacked, and some kilobytes before.
pub(super) fn bomb() -> std::io::Result<&'static [u8]> {
    static BOMB: LazyLock<Result<Vec<u8>, std::io::ErrorKind>> = LazyLock::new(|| {
        let mut json = br#"{"user_id":""#.to_vec();
        json.resize(UNPACKED, b'0');
        zstd::encode_all(&*json, 1).map_err(|error| error.kind())
    });
    match &*BOMB {
        Ok(bomb) => Ok(bomb),
        Err(kind) => Err((*kind).into()),
    }
}

/// The beginning of TLS as it was before 1.3, from a client that wants to renegotiate later on: a
/// `ClientHello` of TLS 1.2 with `renegotiation_info` (RFC 5246, 7.4.1.2; RFC 5746, 3.2).
pub(super) fn old_hello() -> Vec<u8> {
    let mut hello = vec![3, 3];
    hello.extend([7; 32]);
    hello.push(0);
    // ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, and the signal that renegotiation is known.
    hello.extend([0, 4, 0xC0, 0x2B, 0x00, 0xFF]);
    hello.extend([1, 0]);
    let extensions: [&[u8]; 4] = [
        &[0xFF, 0x01, 0, 1, 0],
        // P-256
        &[0x00, 0x0A, 0, 4, 0, 2, 0, 0x17],
        &[0x00, 0x0B, 0, 2, 1, 0],
        // ecdsa_secp256r1_sha256
        &[0x00, 0x0D, 0, 4, 0, 2, 0x04, 0x03],
    ];
    let extensions = extensions.concat();
    hello.extend(length(extensions.len()));
    hello.extend(extensions);
    let mut record = vec![22, 3, 1];
    record.extend(length(hello.len() + 4));
    record.extend([1, 0]);
    record.extend(length(hello.len()));
    record.extend(hello);
    record
}

fn length(bytes: usize) -> [u8; 2] {
    u16::try_from(bytes).unwrap_or(u16::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_what_they_are_said_to_be() {
        for number in 0..AMBIGUOUS.len() {
            let text = String::from_utf8(smuggling(number)).unwrap();
            assert!(text.contains(HIDDEN) && text.ends_with(LAST) && !text.contains("LEN"));
        }
        assert_eq!(target(0), TARGETS[0]);
        assert!(target(TARGETS.len()).len() > 40_000);
        assert!(bomb().unwrap().len() < 64 * 1024);
        let hello = old_hello();
        let told = usize::from(u16::from_be_bytes([hello[3], hello[4]]));
        assert_eq!(told, hello.len() - 5);
        assert_eq!(
            usize::from(u16::from_be_bytes([hello[7], hello[8]])),
            told - 4
        );
    }
}
