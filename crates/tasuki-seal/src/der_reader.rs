//! A small reader of DER: definite, shortest lengths only, and no recursion.

/// Why bytes are not DER.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MalformedDer {
    /// The bytes end too early.
    #[error("the data ends early")]
    Truncated,
    /// Bytes follow where nothing may follow.
    #[error("bytes follow behind the end")]
    Trailing,
    /// A length is indefinite, longer written than needed, or above four bytes.
    #[error("a length is not in the form of DER")]
    Length,
    /// Another element was expected here.
    #[error("unexpected element")]
    Tag,
    /// The contents of a plain element have the wrong form.
    #[error("an element has unexpected contents")]
    Contents,
}

/// The length of the whole element at the start of `bytes`, header included; `None` while the
/// header is not complete. The element itself need not be there yet.
pub fn first_der_len(bytes: &[u8]) -> Result<Option<usize>, MalformedDer> {
    match header(bytes) {
        Ok((header, contents)) => header
            .checked_add(contents)
            .map(Some)
            .ok_or(MalformedDer::Length),
        Err(MalformedDer::Truncated) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The lengths of an element's header and contents.
fn header(bytes: &[u8]) -> Result<(usize, usize), MalformedDer> {
    let (tag, rest) = bytes.split_first().ok_or(MalformedDer::Truncated)?;
    if tag & 0x1f == 0x1f {
        return Err(MalformedDer::Tag);
    }
    let (first, rest) = rest.split_first().ok_or(MalformedDer::Truncated)?;
    let count = match first {
        0..=0x7f => return Ok((2, usize::from(*first))),
        0x81..=0x84 => usize::from(first & 0x7f),
        _ => return Err(MalformedDer::Length),
    };
    // The first byte of a length already tells whether it is the shortest form.
    match (count, rest.first()) {
        (_, Some(0)) | (1, Some(0..=0x7f)) => return Err(MalformedDer::Length),
        _ => {}
    }
    let digits = rest.get(..count).ok_or(MalformedDer::Truncated)?;
    let contents = digits
        .iter()
        .try_fold(0_usize, |length, digit| {
            length.checked_mul(256)?.checked_add(usize::from(*digit))
        })
        .ok_or(MalformedDer::Length)?;
    Ok((2 + count, contents))
}

/// One element.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Element<'a> {
    /// Its first byte.
    pub(crate) tag: u8,
    /// Header and contents.
    pub(crate) whole: &'a [u8],
    /// The contents.
    pub(crate) contents: &'a [u8],
}

/// Reads elements one after the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Begins at the start of `bytes`.
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Whether nothing is left.
    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// All that is left.
    pub(crate) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next element.
    pub(crate) fn element(&mut self) -> Result<Element<'a>, MalformedDer> {
        let (header, contents) = header(self.rest)?;
        let length = header.checked_add(contents).ok_or(MalformedDer::Length)?;
        let (whole, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(MalformedDer::Truncated)?;
        let contents = whole.get(header..).ok_or(MalformedDer::Truncated)?;
        let tag = *whole.first().ok_or(MalformedDer::Truncated)?;
        self.rest = rest;
        Ok(Element {
            tag,
            whole,
            contents,
        })
    }

    /// The next element, which must have `tag`.
    pub(crate) fn expect(&mut self, tag: u8) -> Result<Element<'a>, MalformedDer> {
        let element = self.element()?;
        if element.tag == tag {
            Ok(element)
        } else {
            Err(MalformedDer::Tag)
        }
    }

    /// The next element, if it has `tag`.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>, MalformedDer> {
        if self.rest.first() == Some(&tag) {
            self.element().map(Some)
        } else {
            Ok(None)
        }
    }

    /// The inside of the next element, which must have `tag`.
    pub(crate) fn inside(&mut self, tag: u8) -> Result<Self, MalformedDer> {
        Ok(Self::new(self.expect(tag)?.contents))
    }

    /// Checks that nothing is left.
    pub(crate) const fn finish(self) -> Result<(), MalformedDer> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(MalformedDer::Trailing)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use der::Decode as _;
    use proptest::prelude::*;

    #[test]
    fn lengths_must_be_definite_and_shortest() {
        for (bytes, expected) in [
            (&b""[..], Ok(None)),
            (b"\x30", Ok(None)),
            (b"\x30\x05", Ok(Some(7))),
            (b"\x30\x81", Ok(None)),
            (b"\x30\x81\x80", Ok(Some(131))),
            (b"\x30\x82\x01", Ok(None)),
            (b"\x30\x82\x01\x00", Ok(Some(260))),
            (b"\x30\x84\x01\x00\x00\x00", Ok(Some(0x0100_0006))),
            (b"\x30\x80", Err(MalformedDer::Length)),
            (b"\x30\x81\x7f", Err(MalformedDer::Length)),
            (b"\x30\x82\x00", Err(MalformedDer::Length)),
            (b"\x30\x85\x01\x00\x00\x00\x00", Err(MalformedDer::Length)),
            (b"\x30\xff", Err(MalformedDer::Length)),
            (b"\x1f\x01", Err(MalformedDer::Tag)),
        ] {
            assert_eq!(first_der_len(bytes), expected, "{bytes:02x?}");
        }
    }

    #[test]
    fn a_reader_refuses_what_was_not_expected() {
        let mut reader = Reader::new(b"\x04\x01a\x02\x01\x00");
        assert_eq!(reader.optional(0x02), Ok(None));
        assert_eq!(reader.expect(0x04).map(|one| one.contents), Ok(&b"a"[..]));
        assert_eq!(reader.finish(), Err(MalformedDer::Trailing));
        assert_eq!(reader.expect(0x04), Err(MalformedDer::Tag));
        assert!(reader.is_empty());
        assert_eq!(reader.element(), Err(MalformedDer::Truncated));
    }

    proptest! {
        #[test]
        fn never_panics_and_agrees_with_another_reader(
            bytes in prop::collection::vec(any::<u8>(), 0..40)
        ) {
            let mut reader = Reader::new(&bytes);
            while let Ok(element) = reader.element() {
                prop_assert!(!element.whole.is_empty());
                if let Ok(other) = der::AnyRef::from_der(element.whole) {
                    prop_assert_eq!(other.value(), element.contents);
                }
            }
            if let Ok(one) = der::AnyRef::from_der(&bytes)
                && bytes.first().is_some_and(|tag| tag & 0x1f != 0x1f)
            {
                prop_assert_eq!(first_der_len(&bytes), Ok(Some(bytes.len())));
                prop_assert_eq!(Reader::new(&bytes).element().map(|e| e.contents), Ok(one.value()));
            }
        }
    }
}
