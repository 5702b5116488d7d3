//! The session of an office: all clones of its seat have the same one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::ensure;
use secrecy::ExposeSecret as _;
use tasuki_terms::{Clock as _, SystemClock, Timestamp};
use tasuki_testing::TownOffice;
use tasuki_wire::{OpenSession, Session};

use super::Seat;
use crate::connection::Connection;
use crate::renewal::{Life, Renewal, Way};

/// What clones share.
#[derive(Clone, Default)]
pub(super) struct Shared(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    token: String,
    /// Not known of a token that somebody else asked for.
    life: Option<Life>,
}

impl Shared {
    /// A session of which only the token is known.
    pub(super) fn of(token: String) -> Self {
        Self(Arc::new(Mutex::new(Kept { token, life: None })))
    }

    pub(super) fn token(&self) -> String {
        self.kept().token.clone()
    }

    fn life(&self) -> Option<Life> {
        self.kept().life
    }

    fn keep(&self, session: Session) {
        let mut kept = self.kept();
        kept.life = Some(Life::new(&session, SystemClock.now()));
        kept.token = session.token;
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// Opens a session.
    pub async fn log_in(
        &self,
        connection: &mut Connection,
        office: &TownOffice,
    ) -> anyhow::Result<()> {
        let body = serde_json::to_vec(&OpenSession {
            user_id: office.user.into(),
            password: office.password.expose_secret().to_owned(),
        })?;
        let head = format!(
            "POST /v1/sessions HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n",
            self.place.name,
            body.len()
        );
        self.ask_session(connection, &head, &body).await
    }

    /// Renews the session that is open, as an office's client does; how it did.
    pub async fn renew(
        &self,
        connection: &mut Connection,
        office: &TownOffice,
    ) -> anyhow::Result<Way> {
        let way = self.session.life().map_or(Way::LogIn, Life::way);
        match way {
            Way::Refresh => {
                let head = self.head("POST /v1/sessions/refresh", "content-length: 0\r\n");
                self.ask_session(connection, &head, &[]).await?;
            }
            Way::LogIn => self.log_in(connection, office).await?,
        }
        Ok(way)
    }

    /// When the session is to be renewed by the office at a place among all; never if nothing is
    /// known of it.
    pub fn due(&self, renewal: Renewal, place: usize) -> Option<Timestamp> {
        Some(renewal.due(self.session.life()?, place))
    }

    async fn ask_session(
        &self,
        connection: &mut Connection,
        head: &str,
        body: &[u8],
    ) -> anyhow::Result<()> {
        connection.send(head, &[body]).await?;
        let head = connection.head().await?;
        let body = connection.body(&head).await?;
        ensure!(head.status < 300, "no session: {}", head.status);
        self.session.keep(serde_json::from_slice::<Session>(&body)?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use tasuki_testing::{SetClock, Town, TownPlan};

    use super::*;

    /// Fails if the list of what waits is refused.
    async fn list(seat: &Seat) -> anyhow::Result<()> {
        let mut connection = seat.connect().await?;
        seat.list(&mut connection, "", None).await
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_session_that_is_renewed_outlives_its_first_token_in_all_clones() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock::default());
        let plan = TownPlan::default();
        let town = Town::found(folder.path(), plan, Arc::clone(&clock) as _);
        let mut town = town.await.unwrap();
        town.start().await.unwrap();
        let office = town.office("1370000001", "甲", &["43"]).await.unwrap();
        let place = town.exchange().replace("https://", "");
        let place: std::net::SocketAddr = place.parse().unwrap();
        let [renewing, idle] = [(); 2].map(|()| Seat::take(&office, place));
        let (renewing, idle) = (renewing.await.unwrap(), idle.await.unwrap());
        let clone = renewing.clone();

        for passed in [40, 80, 120] {
            clock.pass(SignedDuration::from_mins(40));
            let mut connection = renewing.connect().await.unwrap();
            let way = renewing.renew(&mut connection, &office).await.unwrap();
            assert_eq!(way, Way::Refresh, "{passed}");
            list(&renewing).await.unwrap();
            list(&clone).await.unwrap();
            assert_eq!(list(&idle).await.is_ok(), passed < 60, "{passed}");
        }
        town.stop().await.unwrap();
    }
}
