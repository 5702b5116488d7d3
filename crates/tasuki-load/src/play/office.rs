//! An office at its computer: one connection for sending, one for receiving.

use std::time::Duration;

use anyhow::Context as _;
use tasuki_measure::connection::{Connection, Place};
use tasuki_measure::seat::Seat;
use tasuki_terms::OfficeNumber;
use tasuki_testing::TownOffice;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::phases::{Phase, Phases};

/// How long a connection is kept that nobody needs: less than the platform keeps it.
const KEEP: Duration = Duration::from_secs(5);

/// An office.
pub(crate) struct Office {
    pub(crate) town: TownOffice,
    pub(super) seat: Seat,
    /// One message after the other goes out.
    pub(super) outgoing: Mutex<Option<Line>>,
    /// One after the other comes in.
    pub(super) incoming: Mutex<Option<Line>>,
}

/// A seat, and its connection while it is kept.
pub(crate) struct Line {
    pub(crate) seat: Seat,
    kept: Option<(Connection, Instant)>,
}

impl Office {
    pub(crate) fn new(town: TownOffice, place: Place) -> anyhow::Result<Self> {
        Ok(Self {
            seat: Seat::new(&town, place)?,
            town,
            outgoing: Mutex::new(None),
            incoming: Mutex::new(None),
        })
    }

    pub(crate) const fn number(&self) -> OfficeNumber {
        self.town.number
    }

    /// Its session is open.
    pub(super) async fn opened(&self) {
        *self.outgoing.lock().await = Some(Line::new(&self.seat));
        *self.incoming.lock().await = Some(Line::new(&self.seat));
    }
}

impl Line {
    fn new(seat: &Seat) -> Self {
        Self {
            seat: seat.clone(),
            kept: None,
        }
    }

    /// The connection that was kept, or a new one.
    pub(crate) async fn connection(&mut self, phases: &Phases) -> anyhow::Result<Connection> {
        if let Some((connection, since)) = self.kept.take()
            && since.elapsed() < KEEP
        {
            return Ok(connection);
        }
        connect(&self.seat, phases).await
    }

    /// Keeps a connection on which everything was answered.
    pub(crate) fn keep(&mut self, connection: Connection) {
        self.kept = Some((connection, Instant::now()));
    }
}

/// A new connection.
pub(crate) async fn connect(seat: &Seat, phases: &Phases) -> anyhow::Result<Connection> {
    let began = Instant::now();
    let connection = seat.connect().await.context("connect")?;
    phases.record(Phase::Connect, began.elapsed());
    Ok(connection)
}
