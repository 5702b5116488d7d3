//! What every request needs.

use std::collections::BTreeSet;
use std::sync::{Arc, RwLock};

use tasuki_exchange::Licence;
use tasuki_exchange::{Limits, Lockout, Standing};
use tasuki_pki::Anchors;
use tasuki_seal::Identity;
use tasuki_store::{Contents, OfficeRow, Records};
use tasuki_terms::Clock;
use tokio::sync::watch;

use crate::news::News;
use crate::settings::Settings;
use crate::token::Tokens;

/// The platform's parts. Handlers take it as their state.
pub(crate) struct Platform {
    pub(crate) settings: Settings,
    pub(crate) limits: Limits,
    pub(crate) lockout: Lockout,
    pub(crate) records: Records,
    pub(crate) contents: Contents,
    /// Signs receipts.
    pub(crate) identity: Identity,
    pub(crate) anchors: Anchors,
    pub(crate) tokens: Tokens,
    pub(crate) news: News,
    pub(crate) clock: Arc<dyn Clock>,
    /// Serial numbers of revoked certificates.
    pub(crate) revoked: RwLock<BTreeSet<String>>,
    /// Becomes true when the program is to end.
    pub(crate) ending: watch::Receiver<bool>,
}

impl Platform {
    /// Whether a certificate is revoked.
    pub(crate) fn is_revoked(&self, serial: &str) -> bool {
        self.revoked
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .contains(serial)
    }

    /// Reads the list of revoked certificates again.
    pub(crate) async fn reload_revoked(&self) -> Result<(), tasuki_store::StoreError> {
        let serials = self.records.revoked_serials().await?;
        *self
            .revoked
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = serials;
        Ok(())
    }
}

/// What the exchange's rules need to know of an office.
pub(crate) fn standing(office: Option<&OfficeRow>) -> Standing {
    match office {
        None => Standing::Unregistered,
        Some(office) => Standing::Registered(office.licensed_from.map(|from| Licence {
            from,
            until: office.licensed_until,
        })),
    }
}
