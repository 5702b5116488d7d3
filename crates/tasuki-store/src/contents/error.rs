//! Failures of contents.

use std::io;

/// Why an envelope could not be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ContentsError {
    /// The file system failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// More or fewer bytes than the place holds.
    #[error("outside of the reserved place")]
    OutOfBounds,
    /// The program is ending.
    #[error("the contents are closed")]
    Stopped,
    /// The bucket's settings cannot be used.
    #[error("the bucket cannot be used: {0}")]
    Settings(&'static str),
    /// No client can be made of the bucket's settings.
    #[error("the bucket's settings cannot be used")]
    Unusable(#[source] Box<object_store::Error>),
    /// The bucket's server did not answer, or had a fault, however often it was asked.
    #[error("the bucket does not answer")]
    Unreachable(#[source] Box<object_store::Error>),
    /// The bucket's server does not do what it is asked: no such bucket, or not for us.
    #[error("the bucket refuses")]
    Refused(#[source] Box<object_store::Error>),
    /// The bucket holds nothing under this name.
    #[error("the bucket has no {0}")]
    Missing(String),
    /// So many envelopes are being received that there is no room for another one.
    #[error("too many envelopes at once")]
    Busy,
    /// A second object took the first one's place: `If-None-Match` means nothing there.
    #[error("the bucket overwrites what is there: it does not honour If-None-Match")]
    Overwrites,
    /// Names of objects do not come in their order, so that a list of them would have no end.
    #[error("the bucket does not list names in order")]
    Unordered,
    /// What was read is not what was written.
    #[error("the bucket gave back something else")]
    Altered,
}

impl ContentsError {
    /// Whether it is nobody's fault here and the same may be asked again later; a full disk is mended
    /// by its operators.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Refused(_) | Self::Busy | Self::Stopped => true,
            Self::Io(error) => is_full(error.kind()),
            Self::OutOfBounds
            | Self::Settings(_)
            | Self::Unusable(_)
            | Self::Missing(_)
            | Self::Overwrites
            | Self::Unordered
            | Self::Altered => false,
        }
    }
}

/// Whether there is no more space.
const fn is_full(kind: io::ErrorKind) -> bool {
    matches!(
        kind,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

/// Of a request that names no object in particular.
impl From<object_store::Error> for ContentsError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::Generic { .. } => Self::Unreachable(Box::new(error)),
            _ => Self::Refused(Box::new(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_passes_and_a_broken_one_does_not() {
        use rustix::io::Errno;
        let of = |errno: Errno| ContentsError::from(io::Error::from(errno));
        assert!(of(Errno::NOSPC).is_passing() && of(Errno::DQUOT).is_passing());
        assert!(!of(Errno::IO).is_passing());
    }
}
