//! The steps of the protocol at which a client can vanish: within the handshake, and within each
//! operation of docs/openapi.json.

use std::fmt;

use tasuki_testing::Chance;

/// An operation of the interface.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Operation {
    OpenSession,
    RefreshSession,
    ReadLimits,
    ReadPlatform,
    ReadAccount,
    ReadNotices,
    SearchOffices,
    ReadOffice,
    ListInbox,
    ListOutbox,
    ReadMessage,
    ReadEvents,
    SendMessage,
    FetchContent,
    ConfirmOpening,
    WithdrawMessage,
}

/// How far a client came.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Moment {
    /// The connection alone, without a byte.
    Connected,
    HalfAHello,
    /// The client's first flight (`ClientHello`) is sent.
    Hello,
    HalfTheirFlight,
    /// The platform's flight is read; the client's certificate is not sent.
    TheirFlight,
    HalfOurFlight,
    /// The handshake is done, and nothing is asked for.
    Shaken,
    HalfAHead,
    /// The head of a request that has a body.
    Head,
    HalfAManifest,
    Manifest,
    HalfABody,
    AllButAByte,
    /// All of the request is sent, and nothing of the answer is read.
    Asked,
    HalfAnAnswer,
    /// The head of the answer is read.
    Answered,
    PartOfTheContent,
    AllOfTheContent,
    /// News is read, and more may come.
    Listening,
}

/// Where a client vanishes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Step {
    /// Within which operation; none within the handshake.
    pub(super) of: Option<Operation>,
    pub(super) at: Moment,
}

const HANDSHAKE: [Moment; 7] = [
    Moment::Connected,
    Moment::HalfAHello,
    Moment::Hello,
    Moment::HalfTheirFlight,
    Moment::TheirFlight,
    Moment::HalfOurFlight,
    Moment::Shaken,
];

impl Operation {
    pub(crate) const ALL: [Self; 16] = [
        Self::OpenSession,
        Self::RefreshSession,
        Self::ReadLimits,
        Self::ReadPlatform,
        Self::ReadAccount,
        Self::ReadNotices,
        Self::SearchOffices,
        Self::ReadOffice,
        Self::ListInbox,
        Self::ListOutbox,
        Self::ReadMessage,
        Self::ReadEvents,
        Self::SendMessage,
        Self::FetchContent,
        Self::ConfirmOpening,
        Self::WithdrawMessage,
    ];

    /// Its name in the document.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::OpenSession => "open_session",
            Self::RefreshSession => "refresh_session",
            Self::ReadLimits => "read_limits",
            Self::ReadPlatform => "read_platform",
            Self::ReadAccount => "read_account",
            Self::ReadNotices => "read_notices",
            Self::SearchOffices => "search_offices",
            Self::ReadOffice => "read_office",
            Self::ListInbox => "list_inbox",
            Self::ListOutbox => "list_outbox",
            Self::ReadMessage => "read_message",
            Self::ReadEvents => "read_events",
            Self::SendMessage => "send_message",
            Self::FetchContent => "fetch_content",
            Self::ConfirmOpening => "confirm_opening",
            Self::WithdrawMessage => "withdraw_message",
        }
    }

    /// Whether it takes a message further; the others change nothing.
    pub(super) const fn is_of_a_message(self) -> bool {
        matches!(
            self,
            Self::SendMessage | Self::FetchContent | Self::ConfirmOpening | Self::WithdrawMessage
        )
    }

    /// How far one may come in it.
    const fn moments(self) -> &'static [Moment] {
        use Moment as M;
        match self {
            Self::OpenSession | Self::ConfirmOpening => &[
                M::HalfAHead,
                M::Head,
                M::HalfABody,
                M::Asked,
                M::HalfAnAnswer,
            ],
            Self::SendMessage => &[
                M::HalfAHead,
                M::Head,
                M::HalfAManifest,
                M::Manifest,
                M::HalfABody,
                M::AllButAByte,
                M::Asked,
                M::HalfAnAnswer,
            ],
            Self::FetchContent => &[
                M::HalfAHead,
                M::Asked,
                M::HalfAnAnswer,
                M::Answered,
                M::PartOfTheContent,
                M::AllOfTheContent,
            ],
            Self::ReadEvents => &[
                M::HalfAHead,
                M::Asked,
                M::HalfAnAnswer,
                M::Answered,
                M::Listening,
            ],
            _ => &[M::HalfAHead, M::Asked, M::HalfAnAnswer],
        }
    }

    fn steps(self) -> impl Iterator<Item = Step> {
        let moments = self.moments().iter();
        moments.map(move |at| Step {
            of: Some(self),
            at: *at,
        })
    }
}

impl Step {
    /// All there are.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let shaking = HANDSHAKE.into_iter().map(|at| Self { of: None, at });
        shaking.chain(Operation::ALL.into_iter().flat_map(Operation::steps))
    }

    /// One that changes no message, by chance.
    pub(super) fn anywhere(chance: &mut Chance) -> Option<Self> {
        let free = |step: &Self| !step.of.is_some_and(Operation::is_of_a_message);
        one_of(Self::all().filter(free), chance)
    }

    /// One of an operation, by chance.
    pub(super) fn within(operation: Operation, chance: &mut Chance) -> Option<Self> {
        one_of(operation.steps(), chance)
    }
}

fn one_of(steps: impl Iterator<Item = Step>, chance: &mut Chance) -> Option<Step> {
    let steps: Vec<_> = steps.collect();
    let which = chance.within(&(0..steps.len() as u64));
    steps.get(usize::try_from(which).ok()?).copied()
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = self.of.map_or("handshake", Operation::name);
        write!(f, "{of}: {}", self.at)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connected => "connected",
            Self::HalfAHello => "half of the ClientHello sent",
            Self::Hello => "ClientHello sent",
            Self::HalfTheirFlight => "a part of the platform's flight read",
            Self::TheirFlight => "the platform's flight read",
            Self::HalfOurFlight => "half of the certificate's flight sent",
            Self::Shaken => "done, nothing asked for",
            Self::HalfAHead => "half of the head sent",
            Self::Head => "head sent",
            Self::HalfAManifest => "half of the manifest sent",
            Self::Manifest => "manifest sent",
            Self::HalfABody => "half of the body sent",
            Self::AllButAByte => "all but a byte sent",
            Self::Asked => "sent, answer not read",
            Self::HalfAnAnswer => "answer half read",
            Self::Answered => "head of the answer read",
            Self::PartOfTheContent => "a part of the content read",
            Self::AllOfTheContent => "all of the content read",
            Self::Listening => "in the midst of the stream",
        })
    }
}
