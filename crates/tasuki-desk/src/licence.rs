//! The office's own licence (ライセンス): without one nothing is sealed, and nothing leaves the office.

use std::sync::{Mutex, PoisonError};

use jiff::SignedDuration;
use tasuki_exchange::Refusal;
use tasuki_terms::Timestamp;
use tasuki_wire::{Account, Code, LicenceState, OfficeState};

use crate::{Desk, DeskError, PlatformError};

/// How long it is relied upon that the office has a licence, once the platform has said so.
const RELIED_UPON: SignedDuration = SignedDuration::from_mins(10);

/// Since when, and until when, it is relied upon that the office has a licence. That it has none is never
/// kept: the platform is asked each time before anything is refused.
#[derive(Debug, Default)]
pub(crate) struct KnownLicence(Mutex<Option<(Timestamp, Timestamp)>>);

impl KnownLicence {
    /// Whether the platform need not be asked.
    fn is_relied_upon(&self, now: Timestamp) -> bool {
        let known = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was put back tells nothing.
        known.is_some_and(|(since, until)| since <= now && now < until)
    }

    /// Keeps what the platform has just told.
    fn note(&self, account: &Account, now: Timestamp) {
        let end = now + RELIED_UPON;
        let until = account.licence.until.map_or(end, |until| until.min(end));
        let good = refusal(account).is_none().then_some((now, until));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = good;
    }

    /// Lets the platform be asked before the next message.
    pub(crate) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Why the platform takes no message of the office for its licence. One that is suspended (停止中) or closed
/// (廃止) it tells so, whatever its licence.
fn refusal(account: &Account) -> Option<Refusal> {
    let is_at_work = account.status == OfficeState::Active;
    let is_licensed = account.licence.state == LicenceState::Valid;
    (is_at_work && !is_licensed).then_some(Refusal::SenderNotLicensed)
}

impl Desk {
    /// What the platform knows of this office, asked anew.
    pub async fn account(&self) -> Result<Account, PlatformError> {
        let account = self.platform.account().await?;
        self.licence.note(&account, self.clock.now());
        Ok(account)
    }

    /// Refuses what the platform would refuse for the office's licence, as it does: a fault of the draft
    /// ([`Refusal::SenderNotLicensed`], or [`Refusal::SenderNotRegistered`] where the platform does not know
    /// the office). The platform is asked, unless it has said within ten minutes that
    /// there is a licence: once for many messages.
    pub(crate) async fn check_licence(&self) -> Result<(), DeskError> {
        if self.licence.is_relied_upon(self.clock.now()) {
            return Ok(());
        }
        let refusal = match self.account().await {
            Ok(account) => refusal(&account),
            Err(error) if error.is_of(Code::OfficeNotFound) => Some(Refusal::SenderNotRegistered),
            // Nobody can be asked, or not now, or not by this one: the message would not fare better.
            Err(error)
                if error.asks_for_session() || error.is_passing() && !error.is_breakdown() =>
            {
                return Err(error.into());
            }
            // It decides when the message comes.
            Err(error) => {
                tracing::warn!(
                    code = error.code(),
                    "whether there is a licence is not told"
                );
                None
            }
        };
        refusal.map_or(Ok(()), |refusal| Err(DeskError::fault(refusal)))
    }
}

#[cfg(test)]
mod tests {
    use tasuki_wire::AccountLicence;

    use super::*;
    use crate::test_office::{MANAGER, now, number};

    fn account(status: OfficeState, state: LicenceState, until: Option<Timestamp>) -> Account {
        Account {
            number: number(MANAGER),
            name: "みほん".to_owned(),
            service_types: Vec::new(),
            status,
            successor: None,
            licence: AccountLicence {
                state,
                from: None,
                until,
                shown_until: None,
                auto_renewal: None,
            },
            certificates: Vec::new(),
            app_user: None,
            reminder_days: Vec::new(),
        }
    }

    #[test]
    fn an_office_without_a_licence_of_now_is_refused_and_one_that_is_not_at_work_is_left_alone() {
        let refusal = |status, state| refusal(&account(status, state, None));
        let without = [
            LicenceState::None,
            LicenceState::NotBegun,
            LicenceState::Ended,
        ];
        for state in without {
            let told = refusal(OfficeState::Active, state);
            assert_eq!(told, Some(Refusal::SenderNotLicensed), "{state:?}");
            for status in [OfficeState::Suspended, OfficeState::Closed] {
                assert_eq!(refusal(status, state), None, "{status:?} {state:?}");
            }
        }
        assert_eq!(refusal(OfficeState::Active, LicenceState::Valid), None);
    }

    #[test]
    fn a_licence_is_relied_upon_for_ten_minutes_and_never_behind_its_end() {
        let seconds = SignedDuration::from_secs;
        let known = KnownLicence::default();
        assert!(!known.is_relied_upon(now()));
        let valid = |until| account(OfficeState::Active, LicenceState::Valid, until);
        known.note(&valid(None), now());
        assert!(known.is_relied_upon(now()));
        assert!(known.is_relied_upon(now() + seconds(599)));
        assert!(!known.is_relied_upon(now() + seconds(600)));
        assert!(!known.is_relied_upon(now() - seconds(1)));

        known.note(&valid(Some(now() + seconds(60))), now());
        assert!(known.is_relied_upon(now() + seconds(59)));
        assert!(!known.is_relied_upon(now() + seconds(60)));

        known.forget();
        assert!(!known.is_relied_upon(now()));
    }

    #[test]
    fn that_there_is_no_licence_is_never_relied_upon() {
        let known = KnownLicence::default();
        known.note(
            &account(OfficeState::Active, LicenceState::Valid, None),
            now(),
        );
        known.note(
            &account(OfficeState::Active, LicenceState::Ended, None),
            now(),
        );
        // Neither is the licence of before: the platform is asked.
        assert!(!known.is_relied_upon(now()));
    }
}
