//! The portal (利用状況Webサイト).

mod applying;
mod exchange;
mod licence;
mod renewal;
mod top;

use std::sync::Arc;

use jiff::SignedDuration;
use jiff::civil::{Date, date};
use secrecy::ExposeSecret as _;
use tasuki_exchange::PaymentStep;
use tasuki_server::settings::Fees;
use tasuki_server::{Credentials, Registry, Site};
use tasuki_store::{LicenceRow, OfficeRow, RecordId, Records, TermsRow};
use tasuki_terms::{Clock as _, day_in_japan, start_of_day};
use tasuki_testing::{Reply, SetClock, Surfer, Town, TownPlan};
use tempfile::TempDir;

use super::enrol;

/// A town on a day of its own, and an office that has chosen its password.
struct Portal {
    _folder: TempDir,
    town: Town,
    clock: Arc<SetClock>,
    registry: Registry,
    letter: Credentials,
    surfer: Surfer,
}

/// What the office typed for its new password.
const PASSWORD: &str = "Himawari2026";

/// The official example of the form (manual 2.7), all right.
const FORM: &[(&str, &str)] = &[
    ("representative_family", "東京"),
    ("representative_given", "太郎"),
    ("contact_family", "東京"),
    ("contact_given", "花子"),
    ("phone", "0123456789"),
    ("mail", "tokyo_test@example.jp"),
    ("mail_again", "tokyo_test@example.jp"),
    ("method", "deduction"),
    ("terms", "on"),
    ("privacy", "on"),
    ("terms_version", "1"),
    ("privacy_version", "1"),
];

/// What a browser with scripts adds once the texts were scrolled and はい was pressed.
const SCRIPTS: &[(&str, &str)] = &[
    ("terms-read", "yes"),
    ("privacy-read", "yes"),
    ("confirmed", "yes"),
];

/// A day on which a year costs 21,000 yen, in the first half of its month.
const PAID_DAY: Date = date(2031, 4, 15);

impl Portal {
    /// The office logs in on `day`, which must lie ahead of the machine's clock.
    async fn on(day: Date) -> Self {
        Self::charging(Fees::default(), day).await
    }

    /// The same where other fees are charged.
    async fn charging(fees: Fees, day: Date) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock::default());
        let mut town = Town::found(
            folder.path(),
            TownPlan::with_sites(),
            Arc::<SetClock>::clone(&clock),
        )
        .await
        .unwrap();
        town.settings().issuer = Some(issuer());
        town.settings().fees = fees;
        town.start().await.unwrap();
        let mut portal = Self {
            registry: town.registry().await.unwrap(),
            letter: enrol(&town, "1370000001").await,
            surfer: Surfer::new(&town, Site::Portal).unwrap(),
            _folder: folder,
            town,
            clock,
        };
        portal.choose_password().await;
        portal.go_to(day).await;
        portal
    }

    async fn choose_password(&self) {
        let mut claims = Surfer::new(&self.town, Site::Claims).unwrap();
        let (user, old) = (
            self.letter.user.as_str(),
            self.letter.password.expose_secret(),
        );
        claims.log_in(user, old).await.unwrap();
        claims.get("/password").await.unwrap();
        let typed = [("old", old), ("new", PASSWORD), ("again", PASSWORD)];
        let reply = claims.post("/password", &typed).await.unwrap();
        assert_eq!(reply.status, 303, "{reply:?}");
    }

    /// Noon of a day in Japan comes; the office logs in anew, with a password that is not too old.
    async fn go_to(&mut self, day: Date) {
        let noon = start_of_day(day) + SignedDuration::from_hours(12);
        let ahead = noon.duration_since(self.clock.now());
        assert!(ahead.is_positive(), "{day} has passed");
        self.clock.pass(ahead);
        let user = self.letter.user.as_str();
        let reply = self.surfer.log_in(user, PASSWORD).await.unwrap();
        if reply.status != 303 {
            // The password was chosen long ago by now.
            let mut claims = Surfer::new(&self.town, Site::Claims).unwrap();
            claims.log_in(user, PASSWORD).await.unwrap();
            claims.get("/password").await.unwrap();
            for (old, new) in [(PASSWORD, "Tsubaki2026"), ("Tsubaki2026", PASSWORD)] {
                let typed = [("old", old), ("new", new), ("again", new)];
                claims.post("/password", &typed).await.unwrap();
                claims.get("/password").await.unwrap();
            }
            let reply = self.surfer.log_in(user, PASSWORD).await.unwrap();
            assert_eq!((reply.status, &*reply.location), (303, "/"), "{reply:?}");
        }
    }

    async fn page(&mut self, path: &str) -> String {
        let reply = self.surfer.get(path).await.unwrap();
        assert_eq!(reply.status, 200, "{path}: {reply:?}");
        reply.text()
    }

    /// Sends the form with other values for some items.
    async fn send(&mut self, other: &[(&str, &str)]) -> Reply {
        self.surfer.get("/application/form").await.unwrap();
        self.post_form(other).await
    }

    async fn post_form(&mut self, other: &[(&str, &str)]) -> Reply {
        let kept = FORM
            .iter()
            .chain(SCRIPTS)
            .filter(|(name, _)| other.iter().all(|(changed, _)| changed != name));
        let pairs: Vec<_> = kept.chain(other).copied().collect();
        self.surfer.post("/application/form", &pairs).await.unwrap()
    }

    async fn licences(&self) -> Vec<LicenceRow> {
        let office = self.letter.office.number;
        self.registry.licences(office).await.unwrap()
    }

    async fn only_licence(&self) -> LicenceRow {
        let mut rows = self.licences().await;
        let row = rows.pop().unwrap();
        assert!(rows.is_empty(), "{rows:?}");
        row
    }

    /// The fee of a licence is paid by transfer today.
    async fn transfer_comes(&self, licence: RecordId) {
        let on = day_in_japan(self.clock.now());
        let step = PaymentStep::ReceiveTransfer { on };
        let paid = self.registry.advance_payment(licence, step, "test");
        assert!(paid.await.unwrap());
    }

    async fn records(&mut self) -> Records {
        let file = self.town.settings().store.records.clone();
        Records::open(&file).await.unwrap()
    }

    async fn office(&mut self) -> OfficeRow {
        let number = self.letter.office.number;
        self.records().await.office(number).await.unwrap().unwrap()
    }

    /// Another version of the terms is in force from now on.
    async fn amend(&mut self, body: &str) {
        let row = TermsRow {
            document: "terms".to_owned(),
            version: 2,
            body: body.to_owned(),
            valid_from: self.clock.now(),
        };
        let records = self.records().await;
        let saved = records.change("save_terms", move |records| records.save_terms(&row));
        saved.await.unwrap();
    }

    /// Applies as a browser with scripts does.
    async fn apply(&mut self, method: &str) {
        let reply = self.send(&[("method", method)]).await;
        let told = (reply.status, &*reply.location);
        assert_eq!(told, (303, "/application/completion"), "{reply:?}");
    }
}

pub(super) fn issuer() -> tasuki_server::settings::Issuer {
    tasuki_server::settings::Issuer {
        name: "襷町試験基盤運営協会".to_owned(),
        postal_code: "000-0000".to_owned(),
        address: "襷県襷市本町一丁目2番3号".to_owned(),
        registration: "T0000000000000".parse().unwrap(),
        account: "襷銀行 本店 普通 0000000".to_owned(),
        contact: "ヘルプデスク".to_owned(),
        contact_ways: vec!["電話 000-000-0000".to_owned()],
    }
}

/// Whether `page` says all of `sentences`; the first that it does not is told.
fn says(page: &str, sentences: &[&str]) {
    for sentence in sentences {
        assert!(page.contains(sentence), "{sentence} is not in {page}");
    }
}
