//! A build is added, from the command line.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tasuki_seal::{Identity, IdentityError, SealError, sha256, sign_detached};
use tasuki_store::{Records, StoreError};
use tasuki_terms::{ReleaseVersion, Timestamp};

use super::{LIST, List, Release, ReleaseSystem, SIGNATURE, is_name, signature_of};
use crate::setup::hand;
use crate::{Setup, SetupError};

/// A build that is added.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewRelease {
    /// The file; it is copied.
    pub file: PathBuf,
    /// Its version.
    pub version: ReleaseVersion,
    /// For which system it is.
    pub system: ReleaseSystem,
    /// What is new, in Japanese.
    pub notes: String,
}

/// Why a build cannot be added. It is given out to nobody then; a file that was copied already is
/// written over the next time.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    /// No folder is set.
    #[error("downloads.folder is not set")]
    NoFolder,
    /// The file's name cannot be used.
    #[error("{0}: the name may have letters, digits, periods, hyphens and underscores only")]
    Name(PathBuf),
    /// A build of this version for this system, or a file of this name, is there.
    #[error("{0} is there already")]
    Known(String),
    /// The settings cannot be used.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// A file cannot be read or written.
    #[error("a file cannot be read or written")]
    File(#[from] std::io::Error),
    /// The key of receipts cannot be read.
    #[error("keys.receipt_certificate and keys.receipt_key")]
    Pem(#[from] rustls_pki_types::pem::Error),
    /// The key of receipts cannot be used.
    #[error("keys.receipt_certificate and keys.receipt_key")]
    Identity(#[from] IdentityError),
    /// The build cannot be signed.
    #[error("the build cannot be signed")]
    Seal(#[from] SealError),
    /// The records failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Setup {
    /// Copies a build into the folder of downloads, signs it with the key of receipts, and lists
    /// it.
    pub async fn add_release(
        &self,
        new: NewRelease,
        now: Timestamp,
    ) -> Result<Release, ReleaseError> {
        let settings = self.settings()?;
        let folder = settings.downloads.as_ref().ok_or(ReleaseError::NoFolder)?;
        let folder = &folder.folder;
        let file = name(&new.file).ok_or_else(|| ReleaseError::Name(new.file.clone()))?;
        let records = Records::open(&settings.store.records).await?;
        fs_err::create_dir_all(folder)?;
        // Held until the list is written: who adds another build meanwhile waits.
        let _lock = lock(folder.join(LOCK)).await?;
        let mut list = List::read(folder)?;
        let is_same = |one: &Release| {
            one.file == file || (one.version, one.system) == (new.version, new.system)
        };
        if let Some(known) = list.releases.iter().find(|one| is_same(one)) {
            let told = format!("{} {}", known.file, known.version);
            return Err(ReleaseError::Known(told));
        }
        let bytes = fs_err::read(&new.file)?;
        let keys = &settings.keys;
        let certificate = CertificateDer::from_pem_file(&keys.receipt_certificate)?;
        let key = PrivateKeyDer::from_pem_file(&keys.receipt_key)?;
        let identity = Identity::from_der(&certificate, key.secret_der())?;
        let release = Release {
            version: new.version,
            system: new.system,
            bytes: bytes.len() as u64,
            sha256: sha256(&bytes),
            released_at: now,
            notes: new.notes.trim().replace("\r\n", "\n"),
            file,
        };
        let signature = sign_detached(release.sha256, &identity, now)?;
        put(&folder.join(&release.file), &bytes)?;
        put(&signature_of(folder, &release.file), &signature)?;
        let detail = format!("{} {}", release.version, release.sha256);
        let entry = hand(now).audit("release.add", &release.file, detail);
        records
            .change("release", move |records| records.append_audit(entry))
            .await?;
        // The list comes last: what is not in it is given to nobody, and nothing is in it that the
        // audit trail does not tell.
        list.releases.push(release.clone());
        let text = serde_json::to_vec_pretty(&list).map_err(std::io::Error::from)?;
        put(&folder.join(LIST), &text)?;
        Ok(release)
    }
}

/// What is locked while a build is added.
const LOCK: &str = ".lock";

/// Waits until nobody else holds a file, and holds it.
async fn lock(file: PathBuf) -> std::io::Result<fs_err::File> {
    let locked = tokio::task::spawn_blocking(move || {
        let held = fs_err::File::create(file)?;
        held.file().lock()?;
        Ok(held)
    });
    locked.await.map_err(std::io::Error::other)?
}

/// The name that a file has in the folder.
fn name(file: &Path) -> Option<String> {
    let name = file.file_name()?.to_str()?;
    let is_ours = name == LIST || name.ends_with(SIGNATURE);
    (is_name(name) && !is_ours).then(|| name.to_owned())
}

/// Writes a file whole, or not at all.
fn put(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let new = file.with_added_extension("new");
    let mut written = fs_err::File::create(&new)?;
    written.write_all(bytes)?;
    written.sync_all()?;
    fs_err::rename(&new, file)
}
