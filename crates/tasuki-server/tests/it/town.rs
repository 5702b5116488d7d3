//! The town of these tests.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use tasuki_exchange::OfficeStatus;
use tasuki_server::Site;
use tasuki_store::{OfficeRow, Records};
use tasuki_terms::Clock;
use tasuki_testing::{
    ContentsPlan, Keeping, RecordsPlan, SetClock, Surfer, Town, TownOffice, TownPlan, own_address,
};
use tempfile::TempDir;
use tokio::time::{Instant, interval};

/// A running platform, a care-management office, a home-help office and a day-service office that
/// has nothing to do with what those two exchange.
pub(crate) struct Three {
    pub(crate) town: Town,
    pub(crate) manager: TownOffice,
    pub(crate) helper: TownOffice,
    pub(crate) stranger: TownOffice,
    pub(crate) clock: Arc<SetClock>,
    /// Goes last: the folder of all of it.
    pub(crate) folder: TempDir,
}

impl Three {
    /// The town with default settings.
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    /// The town with other settings.
    pub(crate) async fn start_with(change: impl FnOnce(&mut tasuki_server::Settings)) -> Self {
        let mut three = Self::found(change).await;
        Box::pin(three.town.start()).await.unwrap();
        three
    }

    /// The town with other settings; its platform does not run yet.
    pub(crate) async fn found(change: impl FnOnce(&mut tasuki_server::Settings)) -> Self {
        let (records, contents) = (RecordsPlan::of_the_tests(), ContentsPlan::of_the_tests());
        Box::pin(Self::found_on(records, contents, change)).await
    }

    /// The town with other settings and contents; its platform does not run yet.
    pub(crate) async fn found_with(
        contents: ContentsPlan,
        change: impl FnOnce(&mut tasuki_server::Settings),
    ) -> Self {
        Self::found_on(RecordsPlan::of_the_tests(), contents, change).await
    }

    /// The town with other settings and its records on a PostgreSQL server, so that there can be
    /// several platforms of it; none runs yet.
    pub(crate) async fn on_a_server(change: impl FnOnce(&mut tasuki_server::Settings)) -> Self {
        let records = RecordsPlan::Postgres(Keeping::Lightly);
        Self::found_on(records, ContentsPlan::of_the_tests(), change).await
    }

    /// The town with other settings, and what keeps everything; its platform does not run yet.
    pub(crate) async fn found_on(
        records: RecordsPlan,
        contents: ContentsPlan,
        change: impl FnOnce(&mut tasuki_server::Settings),
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock::default());
        let told: Arc<dyn Clock> = Arc::<SetClock>::clone(&clock);
        let plan = TownPlan {
            exchange: own_address().unwrap(),
            operations: own_address().unwrap(),
            records,
            contents,
            ..TownPlan::default()
        };
        let mut town = Town::found(folder.path(), plan, told).await.unwrap();
        let (manager, helper, stranger) = tokio::try_join!(
            town.office("1370000001", "例題居宅介護支援事業所", &["43"]),
            town.office("1370000002", "架空訪問介護事業所", &["11"]),
            town.office("1370000003", "見本通所介護事業所", &["15", "17"]),
        )
        .unwrap();
        change(town.settings());
        Self {
            town,
            manager,
            helper,
            stranger,
            clock,
            folder,
        }
    }

    /// The records of the platform, as an operator's commands open them.
    pub(crate) async fn records(&self) -> Records {
        let settings = self.town.setup().settings().unwrap();
        Records::open(&settings.store.records).await.unwrap()
    }

    /// Suspends, resumes or closes an office.
    pub(crate) async fn set_status(&self, office: &TownOffice, status: OfficeStatus) {
        let records = self.records().await;
        let row = records.office(office.number).await.unwrap().unwrap();
        let row = OfficeRow { status, ..row };
        records.save_office(row).await.unwrap();
    }

    /// Stops the platform in order, lets time pass, and starts it.
    pub(crate) async fn restart_after(&mut self, time: SignedDuration) {
        self.town.stop().await.unwrap();
        self.clock.pass(time);
        self.town.start().await.unwrap();
    }
}

/// Runs statements in the database of a town on a PostgreSQL server, as another program would.
pub(crate) fn in_database(town: &mut Town, sql: &str) {
    asked_database(town, sql);
}

/// The same; what is answered, and what was called meanwhile.
pub(crate) fn asked_database(town: &mut Town, sql: &str) -> String {
    let address = town.settings().store.records.to_string();
    let mut psql = Command::new("psql");
    psql.args(["-v", "ON_ERROR_STOP=1", "-qc", sql, &address]);
    let told = psql.output().unwrap();
    assert!(told.status.success(), "{told:?}");
    String::from_utf8(told.stdout).unwrap()
}

/// Looks again and again until something is so.
pub(crate) async fn eventually(what: &str, is_so: impl AsyncFn() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    let mut look = interval(Duration::from_millis(10));
    while !is_so().await {
        assert!(Instant::now() < end, "{what}");
        look.tick().await;
    }
}

/// Waits until the support site has read the directory, which it does behind its start.
pub(crate) async fn directory_is_read(town: &Town) {
    let status = async || {
        let mut surfer = Surfer::new(town, Site::Support).unwrap();
        surfer.get("/api/offices?limit=1").await.unwrap().status
    };
    eventually("the directory is read", async || status().await == 200).await;
}
