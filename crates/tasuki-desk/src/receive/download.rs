//! Downloading the envelope, also in several runs.

use std::path::Path;

use backon::BackoffBuilder as _;
use fs_err::tokio::{File, OpenOptions};
use tasuki_seal::{Manifest, ReceiptKind, sha256, split_envelope};
use tasuki_terms::MessageId;
use tokio::io::AsyncWriteExt as _;

use crate::details::Details;
use crate::error::blocking;
use crate::ledger::MessageFolder;
use crate::proof::trusted_receipt_of;
use crate::{ContentStream, Desk, DeskError, PlatformError, ProofError, TrustedReceipt};

impl Desk {
    /// Downloads the whole envelope into the message's folder; a download that broke off goes on
    /// where it ended. Gives the platform's receipt for fetching it.
    pub(super) async fn download(
        &self,
        details: &Details,
        folder: &MessageFolder,
    ) -> Result<TrustedReceipt, DeskError> {
        let id = details.manifest.id;
        let part = folder.part();
        let whole = details.manifest_der.len() as u64 + details.manifest.sealed_size;
        let mut last = Ok(());
        // A second time only where the first gave other bytes than the manifest names.
        for _ in 0..2 {
            if size_of(&part) != Some(whole) || details.receipt(ReceiptKind::Fetched).is_none() {
                self.fetch(details, folder, whole).await?;
            }
            let (manifest, manifest_der) = (details.manifest.clone(), details.manifest_der.clone());
            let path = part.clone();
            last = blocking(move || {
                let checked = check(&path, &manifest, &manifest_der);
                if checked.is_err() {
                    crate::durable::remove(&path)?;
                }
                Ok(checked)
            })
            .await?;
            if last.is_ok() {
                break;
            }
            tracing::warn!(%id, "the download is damaged");
        }
        last.map_err(|source| DeskError::Proof { id, source })?;

        let folder = folder.clone();
        let known = details.receipt(ReceiptKind::Fetched).cloned();
        let manifest = details.manifest.clone();
        self.believing(move |anchors| {
            if let Some(fetched) = &known {
                return Ok(fetched.clone());
            }
            let der = folder.receipt(ReceiptKind::Fetched)?.unwrap_or_default();
            trusted_receipt_of(ReceiptKind::Fetched, &der, &manifest, anchors)
                .map_err(|source| DeskError::Proof { id, source })
        })
        .await
    }

    /// Brings the rest of the envelope. While each connection brings some of it, it goes on; where
    /// none does, it is given up after a while.
    async fn fetch(
        &self,
        details: &Details,
        folder: &MessageFolder,
        whole: u64,
    ) -> Result<(), DeskError> {
        let part = folder.part();
        let waits = || self.platform.patience().waits().build();
        let mut left = waits();
        loop {
            let before = size_of(&part);
            let error = match self.fetch_once(details, folder, whole).await? {
                End::Reached => return Ok(()),
                End::BrokenOff(error) => error,
            };
            if size_of(&part) > before {
                left = waits();
            }
            match left.next() {
                Some(wait) if error.is_retryable() => tokio::time::sleep(wait).await,
                _ => return Err(error.into()),
            }
        }
    }

    async fn fetch_once(
        &self,
        details: &Details,
        folder: &MessageFolder,
        whole: u64,
    ) -> Result<End, DeskError> {
        let id = details.manifest.id;
        let part = folder.part();
        // From a file that is whole already nothing can be asked for: begin anew.
        let have = size_of(&part).filter(|have| *have < whole).unwrap_or(0);
        let mut stream = self.platform.content_from(id, have).await?;
        if let Some(der) = stream.receipt() {
            let (der, folder) = (der.to_vec(), folder.clone());
            let manifest = details.manifest.clone();
            self.believing(move |anchors| {
                trusted_receipt_of(ReceiptKind::Fetched, &der, &manifest, anchors)
                    .map_err(|source| DeskError::Proof { id, source })?;
                Ok(folder.save_receipt(ReceiptKind::Fetched, &der)?)
            })
            .await?;
        }
        let mut file = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(stream.offset() == 0)
            .append(stream.offset() > 0)
            .open(&part)
            .await?;
        let copied = copy(id, &mut stream, whole, &mut file).await;
        // What is still on its way to the file counts when the download goes on.
        file.flush().await?;
        copied
    }
}

/// How a connection ended.
enum End {
    /// Behind the last byte.
    Reached,
    /// Somewhere before.
    BrokenOff(PlatformError),
}

/// Writes the pieces of `stream` behind each other, at most as many bytes as the whole has.
async fn copy(
    id: MessageId,
    stream: &mut ContentStream,
    whole: u64,
    file: &mut File,
) -> Result<End, DeskError> {
    let mut size = stream.offset();
    loop {
        let piece = match stream.piece().await {
            Ok(Some(piece)) => piece,
            Ok(None) => return Ok(End::Reached),
            Err(error) => return Ok(End::BrokenOff(error)),
        };
        size = size.saturating_add(piece.len() as u64);
        if size > whole {
            return Err(DeskError::Proof {
                id,
                source: ProofError::OtherContent,
            });
        }
        file.write_all(&piece).await?;
    }
}

fn size_of(path: &Path) -> Option<u64> {
    fs_err::metadata(path).ok().map(|found| found.len())
}

/// Whether the file holds exactly the envelope of the manifest.
fn check(path: &Path, manifest: &Manifest, manifest_der: &[u8]) -> Result<(), ProofError> {
    let envelope = fs_err::read(path).unwrap_or_default();
    let (first, sealed) = split_envelope(&envelope).map_err(|_| ProofError::OtherContent)?;
    let same = first == manifest_der
        && sealed.len() as u64 == manifest.sealed_size
        && sha256(sealed) == manifest.sealed_digest;
    if same {
        Ok(())
    } else {
        Err(ProofError::OtherContent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_office::{HELPER, MANAGER, Town, sealed, tampered};

    #[test]
    fn only_the_bytes_that_the_manifest_names_are_taken() {
        let town = Town::new();
        let (manager, helper) = (town.office(MANAGER), town.office(HELPER));
        let message = sealed(&manager, &helper);
        let other = sealed(&manager, &helper).envelope;
        let (manifest_der, sealed_part) = split_envelope(&message.envelope).unwrap();
        let (other_manifest, _) = split_envelope(&other).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("envelope.part");
        let checked = |bytes: &[u8]| {
            fs_err::write(&path, bytes).unwrap();
            check(&path, &message.manifest, manifest_der)
        };
        assert!(checked(&message.envelope).is_ok());
        let (short, _) = message.envelope.split_at(message.envelope.len() - 1);
        for wrong in [
            short,
            b"",
            &other,
            &[other_manifest, sealed_part].concat(),
            &tampered(&message.envelope, 0.9),
            &tampered(&message.envelope, 0.001),
        ] {
            let refused = checked(wrong);
            assert!(
                matches!(refused, Err(ProofError::OtherContent)),
                "{refused:?}"
            );
        }
        fs_err::remove_file(&path).unwrap();
        let missing = check(&path, &message.manifest, manifest_der);
        assert!(matches!(missing, Err(ProofError::OtherContent)));
    }
}
