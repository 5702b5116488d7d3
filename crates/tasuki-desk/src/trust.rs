//! Authorities (認証局) that are learnt from the platform.
//!
//! A root is trusted because people installed it. The authorities below it are renewed while offices
//! work; whoever meets one that it does not know asks the platform for it, and believes what its
//! root has signed. So nobody need be handed a file.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use jiff::SignedDuration;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tasuki_pki::{Anchors, CertificateRefusal, certificate_pem};
use tasuki_terms::Timestamp;

use crate::durable::{self, Access};
use crate::error::blocking;
use crate::{Desk, DeskError, ProofError};

/// How often the platform is asked at most: whoever sends what is signed by nobody shall not make us
/// ask each time.
const PACE: SignedDuration = SignedDuration::from_secs(60);

/// The authorities that were learnt, beside the profile.
fn file(dir: &Path) -> PathBuf {
    dir.join("learnt-authorities.pem")
}

/// The anchors of a profile, with the authorities that were learnt before. Whatever the file holds,
/// only what a root has signed is taken in; the price of a damaged one is asking again.
pub(crate) fn with_learnt(dir: &Path, anchors: &Anchors) -> Anchors {
    let pem = durable::read(&file(dir)).ok().flatten().unwrap_or_default();
    let learnt = CertificateDer::pem_slice_iter(&pem).filter_map(Result::ok);
    anchors.with_authorities(learnt)
}

/// Whom a desk trusts now.
pub(crate) struct Trusted {
    anchors: Mutex<Anchors>,
    asked: tokio::sync::Mutex<Option<Timestamp>>,
}

impl Trusted {
    pub(crate) fn new(anchors: Anchors) -> Self {
        Self {
            anchors: Mutex::new(anchors),
            asked: tokio::sync::Mutex::default(),
        }
    }

    fn anchors(&self) -> Anchors {
        let anchors = self.anchors.lock();
        anchors.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Desk {
    /// Whom this desk trusts: the roots of its profile, and the authorities that are known below.
    pub fn anchors(&self) -> Anchors {
        self.trust.anchors()
    }

    /// Runs a check of signatures, and once more where an authority was not known that the platform
    /// knows.
    pub(crate) async fn believing<T: Send + 'static>(
        &self,
        check: impl Fn(&Anchors) -> Result<T, DeskError> + Send + Sync + 'static,
    ) -> Result<T, DeskError> {
        let check = Arc::new(check);
        let run = |anchors: Anchors| {
            let check = Arc::clone(&check);
            blocking(move || check(&anchors))
        };
        let known = self.anchors();
        let error = match run(known.clone()).await {
            Err(error) if is_foreign(&error) => error,
            told => return told,
        };
        if self.learn_authorities(&known).await? {
            run(self.anchors()).await
        } else {
            Err(error)
        }
    }

    /// Asks the platform for its authorities. True if more are known now than `known`.
    pub(crate) async fn learn_authorities(&self, known: &Anchors) -> Result<bool, DeskError> {
        let mut asked = self.trust.asked.lock().await;
        let before = self.anchors();
        if before.between().count() > known.between().count() {
            // Somebody else asked meanwhile.
            return Ok(true);
        }
        let now = self.clock.now();
        if asked.is_some_and(|asked| now.duration_since(asked).abs() < PACE) {
            return Ok(false);
        }
        let about = self.platform.about().await?;
        *asked = Some(now);
        let offered = about.authorities.iter();
        let offered = offered.filter_map(|text| BASE64_STANDARD.decode(text).ok());
        let more = before.with_authorities(offered);
        if more.between().count() == before.between().count() {
            return Ok(false);
        }
        self.keep_learnt(&more);
        *self
            .trust
            .anchors
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = more;
        Ok(true)
    }

    fn keep_learnt(&self, anchors: &Anchors) {
        let pem: String = anchors.between().map(certificate_pem).collect();
        let path = file(self.profile.dir());
        if let Err(error) = durable::write(&path, pem.as_bytes(), Access::Usual) {
            tracing::warn!(%error, "the authorities cannot be kept");
        }
    }
}

/// Whether somebody's certificate is of an authority that is not known.
fn is_foreign(error: &DeskError) -> bool {
    matches!(
        error,
        DeskError::Proof {
            source: ProofError::Certificate(CertificateRefusal::Foreign),
            ..
        }
    )
}
