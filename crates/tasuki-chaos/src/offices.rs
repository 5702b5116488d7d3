//! Offices that never give up: they send, list, download, confirm, withdraw and repeat, whatever
//! goes wrong, and note all that they are told.

mod disorder;
mod listen;
mod receive;
mod send;
#[cfg(test)]
mod tests;
mod vanish;
mod withdraw;

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use secrecy::ExposeSecret as _;
use tasuki_measure::connection::Place;
use tasuki_measure::seat::Seat;
use tasuki_seal::SealedMessage;
use tasuki_terms::MessageId;
use tasuki_testing::{Answer, Caller, Chance, TownOffice};
use tokio::select;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::history::{History, Meant};

/// How long an office waits for an answer before it asks again.
const DEADLINE: Duration = Duration::from_secs(15);
/// How long it waits before it asks again, at least and at most.
const AGAIN: std::ops::Range<u64> = 10..250;

/// The work of all offices.
pub(crate) type Tasks = JoinSet<anyhow::Result<()>>;

/// How far the run is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Stage {
    /// Senders end with the message that they are sending.
    is_finishing: bool,
    /// How many senders have ended.
    ended: usize,
    /// Receivers end when nothing is left.
    is_draining: bool,
}

/// All offices and what they share.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) members: Vec<Member>,
    pub(crate) history: History,
    place: Place,
    stage: watch::Sender<Stage>,
}

/// An office with a client.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) office: TownOffice,
    caller: Mutex<Caller>,
}

/// What an office asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Request<'a> {
    /// To take a message.
    Send(&'a SealedMessage),
    /// To take an envelope under an id.
    SendAs(MessageId, &'a [u8]),
    Withdraw(MessageId),
    Fetch(MessageId),
    /// To take a receipt of opening.
    Confirm(MessageId, &'a [u8]),
    Get(&'a str),
}

impl Request<'_> {
    async fn ask(self, caller: &Caller) -> anyhow::Result<Answer> {
        match self {
            Self::Send(message) => caller.send(message).await,
            Self::SendAs(id, envelope) => caller.put_message(id, envelope.to_vec()).await,
            Self::Withdraw(id) => caller.withdraw(id).await,
            Self::Fetch(id) => caller.fetch(id).await,
            Self::Confirm(id, receipt) => caller.put_opened(id, receipt.to_vec()).await,
            Self::Get(path) => caller.get(path).await,
        }
    }
}

impl World {
    /// The offices, who reach the platform at `line`.
    pub(crate) fn new(offices: Vec<TownOffice>, line: SocketAddr) -> anyhow::Result<Arc<Self>> {
        let exchange = format!("https://{line}");
        let members = offices.into_iter().map(|office| {
            let keys = &office.keys;
            let caller = Caller::new(&exchange, &keys.authority_pem, Some(keys))?;
            anyhow::Ok(Member {
                office,
                caller: Mutex::new(caller),
            })
        });
        Ok(Arc::new(Self {
            members: members.collect::<Result<_, _>>()?,
            history: History::default(),
            place: line.into(),
            stage: watch::Sender::default(),
        }))
    }

    /// Everybody begins.
    pub(crate) fn begin(self: &Arc<Self>, seed: u64) -> Tasks {
        let mut tasks = JoinSet::new();
        for place in 0..self.members.len() {
            let own = |kind: u64| Chance::new(seed ^ ((place as u64 + 1) << 8) ^ (kind << 40));
            tasks.spawn(send::run(Arc::clone(self), place, own(1)));
            tasks.spawn(receive::run(Arc::clone(self), place, own(2)));
            tasks.spawn(listen::run(Arc::clone(self), place, own(3)));
        }
        tasks
    }

    /// Senders end with the message that they are sending; returns when all have, or with the error
    /// of one that failed.
    pub(crate) async fn finish(&self, tasks: &mut Tasks) -> anyhow::Result<()> {
        self.stage.send_modify(|stage| stage.is_finishing = true);
        let mut stage = self.stage.subscribe();
        let all = self.members.len();
        let mut ended = pin!(stage.wait_for(|stage| stage.ended == all));
        loop {
            select! {
                // The sender of the stage lives as long as this.
                _ = &mut ended => return Ok(()),
                Some(task) = tasks.join_next() => task??,
            }
        }
    }

    /// Receivers end when nothing is left; returns when all have, or with the error of one that
    /// failed.
    pub(crate) async fn drain(&self, tasks: &mut Tasks) -> anyhow::Result<()> {
        self.stage.send_modify(|stage| stage.is_draining = true);
        while let Some(ended) = tasks.join_next().await {
            ended??;
        }
        Ok(())
    }

    fn is_finishing(&self) -> bool {
        self.stage.borrow().is_finishing
    }

    fn is_draining(&self) -> bool {
        self.stage.borrow().is_draining
    }

    /// Asks once, and opens a session where there is none; none where the answer says nothing.
    pub(crate) async fn ask(&self, member: &Member, what: Request<'_>) -> Option<Answer> {
        let caller = member.caller();
        self.history.book().counts.requests += 1;
        let Ok(Ok(answer)) = timeout(DEADLINE, what.ask(&caller)).await else {
            self.history.book().counts.failed += 1;
            return None;
        };
        match answer.status {
            401 => {
                self.log_in(member).await;
                None
            }
            408 | 429 | 500.. => {
                self.history.book().counts.failed += 1;
                self.history.refused("for a while", &answer.refusal());
                None
            }
            _ => Some(answer),
        }
    }

    async fn log_in(&self, member: &Member) {
        let mut caller = member.caller();
        caller.token = None;
        let (user, password) = (member.office.user, &member.office.password);
        let opened = caller.open_session(user, password.expose_secret());
        if let Ok(Ok(())) = timeout(DEADLINE, opened).await {
            self.history.book().counts.sessions += 1;
            *member.caller.lock().unwrap_or_else(PoisonError::into_inner) = caller;
        }
    }

    /// Asks until there is an answer.
    pub(crate) async fn persist(
        &self,
        member: &Member,
        chance: &mut Chance,
        what: Request<'_>,
    ) -> Answer {
        loop {
            if let Some(answer) = self.ask(member, what).await {
                return answer;
            }
            rest(chance, AGAIN).await;
        }
    }

    /// A client of an office, in its session, that says each byte when it wants to.
    async fn seat(&self, member: &Member) -> anyhow::Result<Seat> {
        if member.caller().token.is_none() {
            self.log_in(member).await;
        }
        let token = member.caller().token.context("no session")?;
        Seat::in_session(&member.office, self.place.clone(), token)
    }

    /// A message that somebody began to send, drawn by chance.
    fn any_message(&self, chance: &mut Chance) -> Option<MessageId> {
        let book = self.history.book();
        let which = chance.within(&(0..book.meant.len() as u64));
        book.meant.keys().nth(usize::try_from(which).ok()?).copied()
    }

    /// One that an office began to send, or another one to it.
    fn message_of(&self, member: &Member, chance: &mut Chance) -> Option<MessageId> {
        let book = self.history.book();
        let number = member.office.number;
        let own = |meant: &Meant| [meant.sender, meant.receiver].contains(&number);
        let own = book.meant.iter().filter(|(_, meant)| own(meant));
        let own: Vec<_> = own.map(|(id, _)| *id).collect();
        let which = chance.within(&(0..own.len() as u64));
        own.get(usize::try_from(which).ok()?).copied()
    }
}

impl Member {
    pub(crate) fn caller(&self) -> Caller {
        let caller = self.caller.lock();
        caller.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn rest(chance: &mut Chance, millis: std::ops::Range<u64>) {
    sleep(Duration::from_millis(chance.within(&millis))).await;
}
