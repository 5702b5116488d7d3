//! Writes DER: small elements as a whole, and frames around contents that are never copied.

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const NULL: u8 = 0x05;
pub(crate) const OID: u8 = 0x06;
pub(crate) const UTC_TIME: u8 = 0x17;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;
/// `[0]` around or in place of a plain element.
pub(crate) const CONTEXT_0_PLAIN: u8 = 0x80;
/// `[0]` around or in place of a constructed element.
pub(crate) const CONTEXT_0: u8 = 0xa0;
/// `[1]` around or in place of a constructed element.
pub(crate) const CONTEXT_1: u8 = 0xa1;
/// `[2]` around or in place of a constructed element.
pub(crate) const CONTEXT_2: u8 = 0xa2;

/// One element whose contents are `parts` behind each other.
pub(crate) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let contents = parts.iter().map(|part| part.len()).sum();
    let mut out = Vec::with_capacity(6 + contents);
    put_header(&mut out, tag, contents);
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

/// An object identifier of the given contents.
pub(crate) fn object_identifier(contents: &[u8]) -> Vec<u8> {
    element(OID, &[contents])
}

fn put_header(out: &mut Vec<u8>, tag: u8, contents: usize) {
    out.push(tag);
    let digits = contents.to_be_bytes();
    if contents <= 0x7f {
        out.extend(digits.last());
    } else {
        let significant = digits.iter().skip_while(|digit| **digit == 0);
        let count = significant.clone().count();
        // A length has at most eight bytes.
        out.push(0x80 | u8::try_from(count).unwrap_or_default());
        out.extend(significant);
    }
}

/// What stands before and behind contents that are written by somebody else.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// What comes before the contents.
    pub(crate) head: Vec<u8>,
    /// What comes behind them.
    pub(crate) tail: Vec<u8>,
    contents: usize,
}

impl Frame {
    /// Nothing yet around contents of the given length.
    pub(crate) const fn around(contents: usize) -> Self {
        Self {
            head: Vec::new(),
            tail: Vec::new(),
            contents,
        }
    }

    /// The length of all: head, contents and tail.
    pub(crate) const fn len(&self) -> usize {
        self.head.len() + self.contents + self.tail.len()
    }

    /// Makes an element of `tag` whose contents are `before`, all that is there, and `behind`.
    pub(crate) fn wrap(mut self, tag: u8, before: &[u8], behind: &[u8]) -> Self {
        let contents = before.len() + self.len() + behind.len();
        let mut head = Vec::with_capacity(6 + before.len() + self.head.len());
        put_header(&mut head, tag, contents);
        head.extend_from_slice(before);
        head.extend_from_slice(&self.head);
        self.head = head;
        self.tail.extend_from_slice(behind);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::der_reader::Reader;

    #[test]
    fn what_is_written_is_read_at_every_length() {
        for length in [0, 1, 127, 128, 255, 256, 65_535, 65_536, 16_777_216] {
            let contents = vec![7; length];
            let written = element(OCTET_STRING, &[&contents]);
            let mut reader = Reader::new(&written);
            assert_eq!(reader.expect(OCTET_STRING).unwrap().contents, contents);
            reader.finish().unwrap();
            let frame = Frame::around(length).wrap(OCTET_STRING, &[], &[]);
            assert_eq!(written, [&frame.head[..], &contents, &frame.tail].concat());
        }
    }

    #[test]
    fn frames_nest() {
        let frame = Frame::around(3)
            .wrap(OCTET_STRING, &[], &[])
            .wrap(SEQUENCE, b"\x05\x00", b"\x02\x01\x01")
            .wrap(CONTEXT_0, &[], &[]);
        let all = [&frame.head[..], b"abc", &frame.tail].concat();
        assert_eq!(frame.len(), all.len());
        assert_eq!(all, b"\xa0\x0c\x30\x0a\x05\x00\x04\x03abc\x02\x01\x01");
    }
}
