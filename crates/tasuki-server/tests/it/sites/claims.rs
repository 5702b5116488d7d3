//! 電子請求受付システム: IDs and certificates.

mod account;
mod approval;
mod certificates;
mod closing;
mod downloads;
mod notices;
mod pages;
mod reset;
mod sessions;

use std::sync::Arc;

use secrecy::ExposeSecret as _;
use tasuki_server::{Credentials, Settings, Site};
use tasuki_store::RecordId;
use tasuki_testing::{Reply, SetClock, Surfer, Town, TownPlan};
use tempfile::TempDir;

use super::enrol;

/// What the office chooses instead of the password of its letter.
const PASSWORD: &str = "Chosen-2026";

const CARE_PLAN: &str = "/certificates/care_plan";

/// A town with sites whose clock can be put forward, and an office that has chosen its password.
struct Claims {
    town: Town,
    letter: Credentials,
    surfer: Surfer,
    clock: Arc<SetClock>,
    _folder: TempDir,
}

impl Claims {
    async fn open() -> Self {
        Self::open_with(|_| ()).await
    }

    async fn open_with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock::default());
        let told = Arc::<SetClock>::clone(&clock);
        let mut town = Town::found(folder.path(), TownPlan::with_sites(), told)
            .await
            .unwrap();
        change(town.settings());
        town.start().await.unwrap();
        let letter = enrol(&town, "1370000001").await;
        let surfer = logged_in(&town, &letter).await;
        Self {
            town,
            letter,
            surfer,
            clock,
            _folder: folder,
        }
    }

    fn issuing_password(&self) -> String {
        self.letter.issuing_password.expose_secret().to_owned()
    }

    /// Applies for a certificate as the screens want it.
    async fn apply(&mut self) -> RecordId {
        let password = self.issuing_password();
        self.apply_with(&password).await
    }

    async fn apply_with(&mut self, password: &str) -> RecordId {
        let surfer = &mut self.surfer;
        surfer.get(&format!("{CARE_PLAN}/before")).await.unwrap();
        surfer.get(CARE_PLAN).await.unwrap();
        let reply = surfer
            .post(CARE_PLAN, &[("action", "apply")])
            .await
            .unwrap();
        assert_eq!(reply.location, format!("{CARE_PLAN}/apply"), "{reply:?}");
        surfer.get(&reply.location).await.unwrap();
        let apply = format!("{CARE_PLAN}/apply");
        let reply = surfer.post(&apply, &[("issuing_password", password)]).await;
        let reply = self.send(&reply.unwrap()).await;
        assert_eq!(reply.location, format!("{CARE_PLAN}/done"), "{reply:?}");
        self.newest().await
    }

    /// Agrees to the terms on the page `asked`, and sends.
    async fn send(&mut self, asked: &Reply) -> Reply {
        let page = asked.text();
        let fields = [
            ("draft", hidden(&page, "draft")),
            ("version", hidden(&page, "version")),
            ("agreed", "on"),
            ("agreed-read", "yes"),
        ];
        let send = format!("{CARE_PLAN}/send");
        self.surfer.post(&send, &fields).await.unwrap()
    }

    /// The office's newest application.
    async fn newest(&self) -> RecordId {
        let registry = self.town.registry().await.unwrap();
        let all = registry.certificates_of(self.letter.office.number).await;
        all.unwrap()[0].application.id
    }

    async fn approve(&self, id: RecordId) {
        let registry = self.town.registry().await.unwrap();
        registry.approve_certificate(id, "operator").await.unwrap();
    }
}

/// Logs in with the letter, and chooses a password.
async fn logged_in(town: &Town, letter: &Credentials) -> Surfer {
    let mut surfer = Surfer::new(town, Site::Claims).unwrap();
    let temporary = letter.password.expose_secret();
    let user = letter.user.as_str();
    let reply = surfer.log_in(user, temporary).await.unwrap();
    assert_eq!((reply.status, &*reply.location), (303, "/"));
    surfer.get("/password").await.unwrap();
    let typed = [("old", temporary), ("new", PASSWORD), ("again", PASSWORD)];
    let reply = surfer.post("/password", &typed).await.unwrap();
    assert_eq!((reply.status, &*reply.location), (303, "/"), "{reply:?}");
    surfer
}

/// The value of a hidden item.
fn hidden<'p>(page: &'p str, name: &str) -> &'p str {
    let begin = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.split_once(&begin).expect("no such item");
    rest.split_once('"').unwrap().0
}

/// Asserts that a page was refused with a sentence.
fn assert_told(reply: &Reply, sentence: &str) {
    assert_eq!(reply.status, 422, "{reply:?}");
    assert!(reply.text().contains(sentence), "{sentence}: {reply:?}");
}
