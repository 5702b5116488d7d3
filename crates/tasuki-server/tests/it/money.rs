//! Fees: asked for, answered, billed, carried over. Without sites or network.

mod deductions;
mod numbers;
mod payments;
mod results;
mod years;

use std::io::Write as _;
use std::sync::Arc;

use jiff::SignedDuration;
use jiff::civil::Date;
use tasuki_exchange::{
    Application, ApplicationForm, DeductionFile, DeductionLine, DeductionOutcome, Federation,
    ImpossibleReason, PaymentMethod, PaymentState, write_result,
};
use tasuki_server::{
    ApplyError, Credentials, DeductionError, NewApplication, NewEnrolment, PlannedDeductions,
    ReadDeduction, Registry, Versions,
};
use tasuki_store::{AuditRow, LicenceRow, NoticeQuery, NoticeRow, Records, Transaction};
use tasuki_terms::{CalendarMonth, Clock as _, OfficeNumber, start_of_day};
use tasuki_testing::{SetClock, Town, TownPlan};
use tempfile::TempDir;

const ONE: &str = "1370000001";
const TWO: &str = "1370000002";

/// Who issues invoices, as the settings say it.
pub(crate) const ISSUER: &str = r#"
[issuer]
name = "襷町試験基盤運営協会"
postal_code = "000-0000"
address = "襷県襷市本町一丁目2番3号"
registration = "T0000000000000"
account = "襷銀行 本店 普通 0000000"
contact = "ヘルプデスク"
contact_ways = ["電話 000-000-0000"]
"#;

/// A platform on a day of its own.
struct Money {
    _folder: TempDir,
    town: Town,
    clock: Arc<SetClock>,
    registry: Registry,
}

impl Money {
    /// Noon of a day in Japan that lies ahead; somebody issues invoices.
    async fn on(day: Date) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock::default());
        let shared: Arc<SetClock> = Arc::clone(&clock);
        let town = Town::found(folder.path(), TownPlan::with_sites(), shared)
            .await
            .unwrap();
        let file = town.setup().settings_file();
        let mut settings = fs_err::OpenOptions::new().append(true).open(file).unwrap();
        settings.write_all(ISSUER.as_bytes()).unwrap();
        let money = Self {
            registry: town.registry().await.unwrap(),
            _folder: folder,
            town,
            clock,
        };
        money.go_to(day);
        money
    }

    fn go_to(&self, day: Date) {
        let noon = start_of_day(day) + SignedDuration::from_hours(12);
        let ahead = noon.duration_since(self.clock.now());
        assert!(ahead.is_positive(), "{day} has passed");
        self.clock.pass(ahead);
    }

    /// Enrols an office.
    async fn enrol(&self, number: &str) -> Credentials {
        let new = NewEnrolment {
            number: number.parse().unwrap(),
            name: "襷ケアプランセンター".to_owned(),
            kana: String::new(),
            service_types: vec!["43".parse().unwrap()],
            address: String::new(),
        };
        self.registry.enrol(new, "test").await.unwrap()
    }

    async fn apply(&self, letter: &Credentials, method: PaymentMethod) -> Result<(), ApplyError> {
        let new = NewApplication {
            application: application(),
            method,
            agreed: Versions {
                terms: 1,
                privacy: 1,
            },
        };
        self.registry.apply(letter.user, new).await.map(drop)
    }

    /// Enrols an office, which applies at once, and tells its licence.
    async fn apply_new(&self, number: &str, method: PaymentMethod) -> LicenceRow {
        let letter = self.enrol(number).await;
        self.apply(&letter, method).await.unwrap();
        self.last(number).await
    }

    async fn licences(&self, number: &str) -> Vec<LicenceRow> {
        let office = number.parse().unwrap();
        self.registry.licences(office).await.unwrap()
    }

    /// The last licence of an office.
    async fn last(&self, number: &str) -> LicenceRow {
        self.licences(number).await.pop().unwrap()
    }

    async fn state(&self, number: &str) -> PaymentState {
        self.last(number).await.held.payment
    }

    async fn plan(&self, month: &str) -> Result<PlannedDeductions, DeductionError> {
        self.registry.plan_deductions(month.parse().unwrap()).await
    }

    /// Makes the files of a month; tells how many fees each asks for.
    async fn ask(&self, month: &str) -> Vec<usize> {
        let made = self
            .registry
            .make_deductions(month.parse().unwrap(), "test")
            .await;
        let files = made.unwrap().files;
        files.iter().map(|file| file.lines).collect()
    }

    /// The result of the file of a month for Tokyo, as a federation makes it.
    async fn result(
        &self,
        month: &str,
        on: Date,
        outcome: impl Fn(&DeductionLine) -> DeductionOutcome,
    ) -> Vec<u8> {
        let claim: CalendarMonth = month.parse().unwrap();
        let file = self
            .records()
            .await
            .read("test", move |records| {
                records.deduction_file(claim, tokyo())
            })
            .await;
        let request = DeductionFile::read(&file.unwrap().unwrap().content).unwrap();
        write_result(&request, on, outcome)
    }

    async fn read(
        &self,
        month: &str,
        bytes: Vec<u8>,
        is_correction: bool,
    ) -> Result<ReadDeduction, DeductionError> {
        let file = (month.parse().unwrap(), tokyo());
        self.registry
            .read_deduction_result(file, bytes, is_correction, "test")
            .await
    }

    async fn records(&self) -> Records {
        let file = self.town.setup().settings().unwrap().store.records;
        Records::open(&file).await.unwrap()
    }

    async fn audit(&self) -> Vec<AuditRow> {
        let records = self.records().await;
        let read = |records: &Transaction<'_>| records.audit_after(0, "", 1000);
        let trail = records.read("test", read);
        trail.await.unwrap()
    }

    /// The notices of an office, the newest first.
    async fn notices(&self, letter: &Credentials) -> Vec<NoticeRow> {
        let query = NoticeQuery {
            user: letter.user,
            office: letter.office.number,
            now: self.clock.now(),
            since: None,
            before: None,
            is_unread_only: false,
            category: String::new(),
            includes_ended: true,
            text: String::new(),
        };
        let records = self.records().await;
        let found = records.read("test", move |records| records.notices(&query, 0, 100));
        let found = found.await.unwrap().into_iter();
        found.map(|view| view.notice).collect()
    }
}

fn tokyo() -> Federation {
    "13".parse().unwrap()
}

fn done(_: &DeductionLine) -> DeductionOutcome {
    DeductionOutcome::Done
}

fn failed(_: &DeductionLine) -> DeductionOutcome {
    DeductionOutcome::Impossible(ImpossibleReason::NotEnough)
}

fn number(text: &str) -> OfficeNumber {
    text.parse().unwrap()
}

fn application() -> Application {
    let form = ApplicationForm {
        representative_family: "東京".to_owned(),
        representative_given: "太郎".to_owned(),
        contact_family: "東京".to_owned(),
        contact_given: "花子".to_owned(),
        phone: "0123456789".to_owned(),
        mail: "tokyo_test@example.jp".to_owned(),
        mail_again: "tokyo_test@example.jp".to_owned(),
        agrees_to_terms: true,
        agrees_to_privacy: true,
    };
    form.check().unwrap()
}
