//! Algorithm identifiers.

use crate::der_reader::{MalformedDer, Reader};
use crate::der_writer::{NULL, OID, SEQUENCE, element, object_identifier};

/// An `AlgorithmIdentifier`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Algorithm<'a> {
    /// The whole element.
    pub(crate) whole: &'a [u8],
    identifier: &'a [u8],
    parameters: Reader<'a>,
}

impl<'a> Algorithm<'a> {
    /// Reads the next element as one.
    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Self, MalformedDer> {
        let element = reader.expect(SEQUENCE)?;
        let mut parameters = Reader::new(element.contents);
        Ok(Self {
            whole: element.whole,
            identifier: parameters.expect(OID)?.contents,
            parameters,
        })
    }

    /// Whether it is `identifier` without parameters, left out or empty (RFC 5754, 2).
    pub(crate) fn is_plain(&self, identifier: &[u8]) -> bool {
        self.identifier == identifier
            && (self.parameters.is_empty() || self.parameters.rest() == [NULL, 0])
    }

    /// The parameters, if it is `identifier`.
    pub(crate) fn parameters_of(&self, identifier: &[u8]) -> Option<Reader<'a>> {
        (self.identifier == identifier).then_some(self.parameters)
    }
}

/// Writes `identifier` with the given parameters.
pub(crate) fn write(identifier: &[u8], parameters: &[u8]) -> Vec<u8> {
    element(SEQUENCE, &[&object_identifier(identifier), parameters])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oid;

    #[test]
    fn parameters_may_be_left_out_or_empty() {
        for (parameters, plain) in [
            (&[][..], true),
            (&[5, 0], true),
            (&[5, 0, 5, 0], false),
            (&[5, 1, 0], false),
            (&[2, 1, 0], false),
        ] {
            let written = write(oid::SHA_256, parameters);
            let read = Algorithm::read(&mut Reader::new(&written)).unwrap();
            assert_eq!(read.is_plain(oid::SHA_256), plain, "{parameters:?}");
            assert!(!read.is_plain(oid::AES_256_GCM));
            assert!(read.parameters_of(oid::AES_256_GCM).is_none());
            assert_eq!(read.whole, written);
        }
    }
}
