//! The file of the authority (認証局) that somebody trusts.

use std::path::Path;

use tasuki_desk::{CredentialError, DeskError};
use tasuki_pki::Anchors;

use super::super::given::GivenFile;
use super::LARGEST;
use crate::failure::Failure;

/// Reads the file `path`: PEM, or the root as DER (`root.cer`).
pub(crate) fn authority(path: &Path) -> Result<Anchors, Failure> {
    let bytes = GivenFile::new(path.to_owned()).read_at_most(LARGEST)?;
    let anchors = Anchors::from_file(&bytes).map_err(|source| {
        DeskError::from(CredentialError::Authority {
            path: path.to_owned(),
            source,
        })
    })?;
    Ok(anchors)
}
