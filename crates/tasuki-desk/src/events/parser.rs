//! Reading server-sent events (HTML Living Standard, 9.2.6), as far as the interface uses them.

use std::collections::VecDeque;

/// The longest line that is kept; what is longer is no event of ours.
const LONGEST_LINE: usize = 64 * 1024;

/// One event.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Message {
    /// Its name.
    pub(super) name: String,
    /// What it tells.
    pub(super) data: String,
}

/// Takes bytes as they come, and gives whole events.
#[derive(Debug, Default)]
pub(super) struct Parser {
    line: Vec<u8>,
    after_cr: bool,
    name: String,
    data: Vec<String>,
    whole: VecDeque<Message>,
}

impl Parser {
    /// Takes the next bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                b'\n' if self.after_cr => self.after_cr = false,
                b'\n' | b'\r' => {
                    self.after_cr = *byte == b'\r';
                    let line = std::mem::take(&mut self.line);
                    self.end_line(&String::from_utf8_lossy(&line));
                }
                _ => {
                    self.after_cr = false;
                    if self.line.len() < LONGEST_LINE {
                        self.line.push(*byte);
                    }
                }
            }
        }
    }

    /// The next whole event.
    pub(super) fn take(&mut self) -> Option<Message> {
        self.whole.pop_front()
    }

    fn end_line(&mut self, line: &str) {
        if line.is_empty() {
            let name = std::mem::take(&mut self.name);
            let data = std::mem::take(&mut self.data);
            if !data.is_empty() {
                self.whole.push_back(Message {
                    name: if name.is_empty() {
                        "message".to_owned()
                    } else {
                        name
                    },
                    data: data.join("\n"),
                });
            }
            return;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => self.data.push(value.to_owned()),
            // Comments, ids and the time to wait are not used.
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STREAM: &str = "event: hello\ndata: {}\n\n: still here\n\nevent: message\r\n\
        data: {\"message\":\"0195d2e3-dc00-7000-8000-000000000000\",\r\ndata: \"state\":\"accepted\"}\r\n\r\n\
        data:plain\n\nevent: nothing\n\nevent: half\ndata: x";

    fn read(pieces: &[&[u8]]) -> Vec<Message> {
        let mut parser = Parser::default();
        let mut messages = Vec::new();
        for piece in pieces {
            parser.push(piece);
            while let Some(message) = parser.take() {
                messages.push(message);
            }
        }
        messages
    }

    #[test]
    fn whole_events_are_read_and_comments_left_out() {
        let told: Vec<String> = read(&[STREAM.as_bytes()])
            .iter()
            .map(|message| format!("{}: {}", message.name, message.data))
            .collect();
        insta::assert_snapshot!(told.join("\n---\n"), @r#"
        hello: {}
        ---
        message: {"message":"0195d2e3-dc00-7000-8000-000000000000",
        "state":"accepted"}
        ---
        message: plain
        "#);
    }

    proptest! {
        #[test]
        fn it_does_not_matter_how_the_bytes_arrive(cut in 0..STREAM.len(), other in 0..STREAM.len()) {
            let bytes = STREAM.as_bytes();
            let (first, last) = (cut.min(other), cut.max(other));
            let pieces = [&bytes[..first], &bytes[first..last], &bytes[last..]];
            prop_assert_eq!(read(&pieces), read(&[bytes]));
        }

        #[test]
        fn never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _read = read(&[&bytes]);
        }
    }
}
