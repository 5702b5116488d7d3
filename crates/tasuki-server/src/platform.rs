//! What every request needs.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tasuki_exchange::{Licence, Limits, Lockout, OfficeStatus, Standing};
use tasuki_pki::Anchors;
use tasuki_seal::{Identity, Receipt, issue};
use tasuki_store::{Contents, OfficeRow, Records, StoreError};
use tasuki_terms::{Clock, OfficeNumber, Timestamp};
use tasuki_wire::Code;
use tokio::sync::watch;

use crate::answer::{Rejection, chain};
use crate::api::Uploads;
use crate::beside::Leases;
use crate::directory::Directory;
use crate::door::{OwnTls, Rates};
use crate::jobs::Mailer;
use crate::news::News;
use crate::password::Passwords;
use crate::refusals::Refusals;
use crate::registry::Registry;
use crate::releases::Shelf;
use crate::root_list::{RootListFile, TakenBack};
use crate::settings::Settings;
use crate::sites::{Attempts, Brake, Help, Kept, Site, SiteError};
use crate::token::Tokens;
use crate::traces::TRACES;

/// The platform's parts. Handlers take it as their state.
pub(crate) struct Platform {
    pub(crate) settings: Settings,
    pub(crate) limits: Limits,
    pub(crate) lockout: Lockout,
    pub(crate) records: Records,
    pub(crate) contents: Contents,
    /// The certificate that it shows to whoever connects.
    pub(crate) own_tls: OwnTls,
    /// Signs receipts.
    pub(crate) identity: Identity,
    /// The last moment of the certificate with which receipts are signed.
    pub(crate) identity_until: Timestamp,
    pub(crate) anchors: Anchors,
    pub(crate) tokens: Tokens,
    pub(crate) news: News,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) passwords: Passwords,
    /// How often who may ask.
    pub(crate) rates: Rates,
    /// What offices are sending.
    pub(crate) uploads: Uploads,
    /// How often which address may try a secret.
    pub(crate) attempts: Attempts,
    /// How often who may ask the sites.
    pub(crate) site_rates: Rates,
    /// Holds back who tries one user's password again and again.
    pub(crate) brake: Arc<Brake>,
    /// The use cases of the sites; none without sites.
    pub(crate) registry: Option<Registry>,
    /// The texts of the help desk; none without sites.
    pub(crate) help: Option<Help>,
    /// What operators made and may take away for a while.
    pub(crate) kept: Option<Kept>,
    /// Letters that operators made, for who asks for the same once more.
    pub(crate) letters: Option<Kept>,
    /// The way to the mail server.
    pub(crate) mailer: Option<Mailer>,
    /// All care offices, and who of them takes part.
    pub(crate) directory: Directory,
    /// Builds of the client.
    pub(crate) shelf: Arc<Shelf>,
    /// What was refused or failed.
    pub(crate) refusals: Refusals,
    /// The authorities that the root took back.
    pub(crate) root_list: RootListFile,
    /// Serial numbers of revoked certificates, and of revoked authorities.
    pub(crate) revoked: watch::Sender<BTreeSet<String>>,
    /// Offices that are suspended.
    pub(crate) suspended: watch::Sender<BTreeSet<OfficeNumber>>,
    /// What this process, and none beside it, does.
    pub(crate) leases: Leases,
    /// Whether the database was brought to a form that is none of this program's.
    pub(crate) is_outdated: AtomicBool,
    /// Whether it is to end soon, and others are to be asked.
    pub(crate) is_leaving: AtomicBool,
    /// Becomes true when the program is to end.
    pub(crate) ending: watch::Receiver<bool>,
}

impl std::fmt::Debug for Platform {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Platform").finish_non_exhaustive()
    }
}

impl Platform {
    /// Signs a receipt. Behind the end of its certificate the platform signs nothing, since nobody
    /// could verify it.
    pub(crate) fn sign(&self, receipt: &Receipt) -> Result<Vec<u8>, Rejection> {
        let _traced = tracing::info_span!(target: TRACES, "sign").entered();
        if self.is_identity_over(receipt.at) {
            tracing::error!("the certificate that signs receipts has expired");
            return Err(Code::Unavailable.into());
        }
        Ok(issue(receipt, &self.identity)?)
    }

    /// Whether the certificate that signs receipts has ended before a moment.
    pub(crate) fn is_identity_over(&self, at: Timestamp) -> bool {
        at > self.identity_until
    }

    /// Where the client is downloaded: from the builds that are given out here, or else where the
    /// settings tell.
    pub(crate) fn client_download(&self) -> Option<String> {
        let support = self.settings.site_origin(Site::Support);
        if support.is_empty() || self.shelf.releases().is_empty() {
            self.settings.client.download.clone()
        } else {
            Some(format!("{support}/downloads"))
        }
    }

    /// The use cases of the sites; there are none without sites.
    pub(crate) fn registry(&self) -> Result<&Registry, SiteError> {
        self.registry.as_ref().ok_or(SiteError::NotFound)
    }

    /// What operators made and may take away; there is nothing without sites.
    pub(crate) fn kept(&self) -> Result<&Kept, SiteError> {
        self.kept.as_ref().ok_or(SiteError::NotFound)
    }

    /// Letters that operators made; there are none without sites.
    pub(crate) fn letters(&self) -> Result<&Kept, SiteError> {
        self.letters.as_ref().ok_or(SiteError::NotFound)
    }

    /// Looks whether this program may still work on the records: a later one may have changed them
    /// in a way that it does not know, or somebody has brought earlier ones back. Then it does
    /// nothing more.
    pub(crate) async fn look_at_schema(&self) {
        match self.records.probe().await {
            Ok(()) => self.is_outdated.store(false, Ordering::Release),
            Err(error @ StoreError::SchemaVersion { .. }) => {
                if !self.is_outdated.swap(true, Ordering::AcqRel) {
                    let code = schema_code(&error);
                    tracing::error!(code, error = chain(&error), "nothing is served any more");
                }
            }
            // It is told by whoever needs the database.
            Err(_) => {}
        }
    }

    /// Whether this program may not work on the records any more.
    pub(crate) fn is_outdated(&self) -> bool {
        self.is_outdated.load(Ordering::Acquire)
    }

    /// The texts of the help desk; there are none without sites.
    pub(crate) fn help(&self) -> Result<&Help, SiteError> {
        self.help.as_ref().ok_or(SiteError::NotFound)
    }

    /// Whether one of the serial numbers, a certificate's and its authorities', is revoked.
    pub(crate) fn is_revoked(&self, serials: &[String]) -> bool {
        let revoked = self.revoked.borrow();
        serials.iter().any(|serial| revoked.contains(serial))
    }

    /// Returns when one of the serial numbers is revoked.
    pub(crate) fn revocation(&self, serials: Vec<String>) -> impl Future<Output = ()> + use<> {
        let mut revoked = self.revoked.subscribe();
        async move {
            // The platform ends: so does whoever waits.
            let is_one = |known: &BTreeSet<String>| serials.iter().any(|one| known.contains(one));
            drop(revoked.wait_for(is_one).await);
        }
    }

    /// Writes down what was refused or failed since the last time.
    pub(crate) async fn note_refusals(&self) -> Result<(), StoreError> {
        let (taken, now) = (self.refusals.take(), self.clock.now());
        if taken.is_empty() {
            return Ok(());
        }
        let counts = taken.clone();
        let noted = self
            .records
            .change("note_refusals", move |records| {
                records.count_refusals(now, &counts)
            })
            .await;
        noted.inspect_err(|_| self.refusals.put_back(taken))
    }

    /// Returns when an office is suspended.
    pub(crate) fn suspension(&self, office: OfficeNumber) -> impl Future<Output = ()> + use<> {
        let mut suspended = self.suspended.subscribe();
        async move {
            // The platform ends: so does whoever waits.
            drop(
                suspended
                    .wait_for(|offices| offices.contains(&office))
                    .await,
            );
        }
    }

    /// Reads again which offices are suspended.
    pub(crate) async fn reload_suspended(&self) -> Result<(), StoreError> {
        let offices = self.records.suspended_offices().await?;
        self.suspended.send_if_modified(|known| {
            let is_new = *known != offices;
            *known = offices;
            is_new
        });
        Ok(())
    }

    /// Reads the revoked certificates and the root's list again. Where the list cannot be believed,
    /// what it said before holds.
    pub(crate) async fn reload_revoked(&self) -> Result<TakenBack, StoreError> {
        let mut serials = self.records.revoked_serials().await?;
        let of_root = self.root_list.read(&self.anchors).await;
        serials.extend(of_root.serials.iter().cloned());
        self.revoked.send_if_modified(|known| {
            let is_new = *known != serials;
            *known = serials;
            is_new
        });
        Ok(of_root)
    }
}

/// The code of a database of another version than this program's.
const fn schema_code(error: &StoreError) -> &'static str {
    if error.is_newer_schema() {
        "database.newer"
    } else {
        "database.older"
    }
}

/// What the exchange's rules need to know of an office.
pub(crate) fn standing(office: Option<&OfficeRow>) -> Standing {
    match office {
        None => Standing::Unregistered,
        // Nobody sends to whoever is not at work, whatever was paid.
        Some(office) if office.status != OfficeStatus::Active => Standing::Registered(None),
        Some(office) => Standing::Registered(office.licensed_from.map(|from| Licence {
            from,
            until: office.licensed_until,
        })),
    }
}
