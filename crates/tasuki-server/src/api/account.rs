//! The caller's own office.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use tasuki_exchange::{AutoRenewal, HeldLicence, OfficeStatus, Operation, REMINDER_DAYS};
use tasuki_store::{AppUserRow, CertificateRow, OfficeRow};
use tasuki_terms::{Timestamp, day_in_japan};
use tasuki_wire::{
    Account, AccountCertificate, AccountLicence, Code, LicenceState, OfficeState, Problem,
};

use crate::answer::Rejection;
use crate::door::Visitor;
use crate::platform::Platform;
use crate::registry::held;

/// What the records know of an office.
struct Known {
    office: OfficeRow,
    licences: Vec<HeldLicence>,
    certificates: Vec<CertificateRow>,
    app_user: Option<AppUserRow>,
}

/// Tells what the platform knows of the caller's own office: how it stands, its licence and its
/// certificates.
#[utoipa::path(
    get, path = "/v1/account", tag = "account",
    responses(
        (status = 200, body = Account),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn read_account(
    State(platform): State<Arc<Platform>>,
    visitor: Visitor,
) -> Result<Json<Account>, Rejection> {
    let caller = visitor.may(&platform, Operation::ReadAccount).await?;
    let (number, now) = (caller.office, platform.clock.now());
    let known = platform
        .records
        .read("account", move |records| {
            let Some(office) = records.office(number)? else {
                return Ok(None);
            };
            Ok(Some(Known {
                office,
                licences: held(&records.licences(number)?),
                certificates: records.valid_certificates(number, now)?,
                app_user: records.app_user_of(number)?,
            }))
        })
        .await?;
    let known = known.ok_or(Code::OfficeNotFound)?;
    Ok(Json(account(known, visitor.serial(), now)))
}

fn account(known: Known, calling: &str, now: Timestamp) -> Account {
    let licence = licence(&known, now);
    let certificates = known.certificates.into_iter();
    let office = known.office;
    Account {
        number: office.number,
        name: office.name,
        service_types: office.service_types,
        status: match office.status {
            OfficeStatus::Active => OfficeState::Active,
            OfficeStatus::Suspended => OfficeState::Suspended,
            OfficeStatus::Closed => OfficeState::Closed,
        },
        successor: office.successor,
        licence,
        certificates: certificates
            .map(|row| AccountCertificate {
                is_calling: row.serial == calling,
                serial: row.serial,
                valid_from: row.valid_from,
                valid_until: row.valid_until,
            })
            .collect(),
        app_user: known.app_user.map(|user| user.id),
        reminder_days: REMINDER_DAYS.map(i32::unsigned_abs).to_vec(),
    }
}

/// The licence as the exchange asks for it, with what may be shown of its end.
fn licence(known: &Known, now: Timestamp) -> AccountLicence {
    let (office, held) = (&known.office, &known.licences);
    let (from, until) = (office.licensed_from, office.licensed_until);
    let state = match from {
        None => LicenceState::None,
        Some(from) if now < from => LicenceState::NotBegun,
        Some(_) if until.is_some_and(|until| until <= now) => LicenceState::Ended,
        Some(_) => LicenceState::Valid,
    };
    // A platform without sites keeps no years, and asks for no payment.
    let shown_until = match HeldLicence::latest(held) {
        Some(_) => HeldLicence::settled_until(held),
        None => until.map(|until| day_in_japan(until - jiff::SignedDuration::from_micros(1))),
    };
    AccountLicence {
        state,
        from,
        until,
        shown_until,
        auto_renewal: HeldLicence::latest(held).map(|last| last.auto_renewal == AutoRenewal::On),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_of_a_licence_follows_its_moments() {
        let at = |second| Timestamp::from_second(1_743_000_000 + second).unwrap();
        let state = |from: Option<i64>, until: Option<i64>| {
            let office = OfficeRow {
                number: "1370000001".parse().unwrap(),
                name: "見本".to_owned(),
                kana: String::new(),
                service_types: Vec::new(),
                registered_at: at(0),
                licensed_from: from.map(at),
                licensed_until: until.map(at),
                status: OfficeStatus::Active,
                successor: None,
                address: String::new(),
            };
            let known = Known {
                office,
                licences: Vec::new(),
                certificates: Vec::new(),
                app_user: None,
            };
            licence(&known, at(10)).state
        };
        assert_eq!(state(None, None), LicenceState::None);
        assert_eq!(state(Some(11), None), LicenceState::NotBegun);
        assert_eq!(state(Some(10), None), LicenceState::Valid);
        assert_eq!(state(Some(0), Some(11)), LicenceState::Valid);
        assert_eq!(state(Some(0), Some(10)), LicenceState::Ended);
    }
}
