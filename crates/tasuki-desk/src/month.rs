//! 今月: what goes to and comes from each partner in the months at hand, and what of it is still open.
//!
//! Nobody tells the program with whom a month is exchanged. It is taken from the book: who had a plan
//! (予定) for the month before, or has one for the month itself, has the further steps before them.
//! Each service (サービス種類) of a partner is looked at for itself: it has a plan of its own.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use tasuki_terms::{MessageState, OfficeNumber, SendingUnit, ServiceMonth, ServiceType};

use crate::ledger::Side;

mod seen;

use seen::{Line, Seen};

/// From this day of a month on, the plans of the next month are made.
const NEXT_PLANS_FROM: i8 = 20;

/// That messages of one kind were exchanged with a partner, as the book knows it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Exchanged {
    /// Which way.
    pub side: Side,
    /// With whom.
    pub partner: OfficeNumber,
    /// Which service they are about; none where the files name none (標準仕様 V3.2).
    pub service: Option<ServiceType>,
    /// What they carry (送信単位).
    pub unit: SendingUnit,
    /// Their service month (対象年月).
    pub month: ServiceMonth,
    /// Where they are.
    pub state: MessageState,
}

/// A step of a month: plans (予定) or actuals (実績) of one service month.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Step {
    /// The service month (対象年月).
    pub month: ServiceMonth,
    /// [`SendingUnit::UseTable`] or [`SendingUnit::Actual`].
    pub unit: SendingUnit,
}

/// A draft of a step.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct DraftOf {
    /// To whom.
    pub partner: OfficeNumber,
    /// Which service it is about, where its files name one.
    pub service: Option<ServiceType>,
    /// Which step it is.
    pub step: Step,
}

/// Who makes the plans between us and a partner. An office may do both.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Role {
    /// We do: plans go out, actuals come in.
    Plans,
    /// They do: plans come in, actuals go out.
    Serves,
}

/// How far a step is with a partner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stand {
    /// Nothing is expected.
    Nothing,
    /// It is ours to send, and was not sent yet.
    ToSend {
        /// Whether its time has come.
        is_due: bool,
    },
    /// A draft of it waits.
    Drafted,
    /// It was sent.
    Sent,
    /// It was sent, and a draft of it waits, such as one that is to take its place.
    SentAndDrafted,
    /// It is theirs to send, and has not come yet.
    ToCome {
        /// Whether its time has come.
        is_due: bool,
    },
    /// It has come, and waits to be received.
    Arrived,
    /// It was received.
    Received,
}

/// A service of a partner, with how far each step of the [`Month`] is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartnerMonth {
    /// Who it is.
    pub partner: OfficeNumber,
    /// Which service is exchanged about; none where nothing has ever named one.
    pub service: Option<ServiceType>,
    /// Who makes the plans.
    pub role: Role,
    /// One for each step, in their order.
    pub stands: Vec<Stand>,
}

/// What a month asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Month {
    /// The steps, earliest first.
    pub steps: Vec<Step>,
    /// The partners, once for each service: those with most that is open first, then by number.
    pub partners: Vec<PartnerMonth>,
}

impl Stand {
    /// Whether we are to send it now.
    pub const fn is_to_send(self) -> bool {
        matches!(self, Self::ToSend { is_due: true } | Self::Drafted)
    }

    /// Whether it is to come, or to be received, now.
    pub const fn is_to_receive(self) -> bool {
        matches!(self, Self::ToCome { is_due: true } | Self::Arrived)
    }
}

impl PartnerMonth {
    /// How many steps are open now.
    pub fn open(&self) -> usize {
        let stands = self.stands.iter();
        stands
            .filter(|stand| stand.is_to_send() || stand.is_to_receive())
            .count()
    }
}

impl Month {
    /// What the month of `today` asks for, after what was `exchanged` in [`Month::looked_at`] and
    /// the steps of which a draft waits. Empty where the calendar ends.
    pub fn of(today: Date, exchanged: &[Exchanged], drafts: &[DraftOf]) -> Self {
        let Some(at) = Months::at(today) else {
            return Self {
                steps: Vec::new(),
                partners: Vec::new(),
            };
        };
        let seen = Seen::new(exchanged, drafts);
        let steps = at.steps(&seen);
        let partners = seen.lines().into_iter().map(|line| {
            let stands = steps.iter().map(|step| seen.stand(line, *step, at));
            let stands = stands.collect();
            let Line {
                partner,
                role,
                service,
            } = line;
            PartnerMonth {
                partner,
                service,
                role,
                stands,
            }
        });
        let mut partners: Vec<PartnerMonth> = partners.collect();
        partners.retain(|one| one.stands.iter().any(|stand| *stand != Stand::Nothing));
        partners.sort_by_key(|one| {
            let open = std::cmp::Reverse(one.open());
            (open, one.partner, one.role, one.service)
        });
        Self { steps, partners }
    }

    /// The service months whose messages count on a day: the one before, this one, and the next.
    pub fn looked_at(today: Date) -> Vec<ServiceMonth> {
        Months::at(today).map_or_else(Vec::new, |at| vec![at.before, at.this, at.next])
    }
}

/// The months around a day.
#[derive(Clone, Copy)]
struct Months {
    before: ServiceMonth,
    this: ServiceMonth,
    next: ServiceMonth,
    /// The latest month whose plans are made now.
    plans: ServiceMonth,
}

impl Months {
    fn at(today: Date) -> Option<Self> {
        let this = ServiceMonth::new(today.year(), today.month()).ok()?;
        let next = this.next().ok()?;
        let is_late = today.day() >= NEXT_PLANS_FROM;
        Some(Self {
            before: this.previous().ok()?,
            this,
            next,
            plans: if is_late { next } else { this },
        })
    }

    /// The actuals of the month before, both of this one, and the plans of the next; its actuals only where
    /// there are some already.
    fn steps(self, seen: &Seen) -> Vec<Step> {
        let step = |month, unit| Step { month, unit };
        let mut steps = vec![
            step(self.before, SendingUnit::Actual),
            step(self.this, SendingUnit::UseTable),
            step(self.this, SendingUnit::Actual),
            step(self.next, SendingUnit::UseTable),
        ];
        let early = step(self.next, SendingUnit::Actual);
        if seen.has(early) {
            steps.push(early);
        }
        steps
    }

    fn is_due(self, step: Step) -> bool {
        match step.unit {
            SendingUnit::Actual => step.month < self.this,
            _ => step.month <= self.plans,
        }
    }
}

/// The stands of all partners for one step, counted.
pub type Counted = BTreeMap<Step, usize>;

impl Month {
    /// For each step with something that we are to send now, with how many partners.
    pub fn to_send(&self) -> Counted {
        self.counted(Stand::is_to_send)
    }

    /// For each step with something that is to come or to be received now, with how many partners.
    pub fn to_receive(&self) -> Counted {
        self.counted(Stand::is_to_receive)
    }

    fn counted(&self, counts: fn(Stand) -> bool) -> Counted {
        let mut with = BTreeMap::<Step, BTreeSet<OfficeNumber>>::new();
        for one in &self.partners {
            for (step, stand) in self.steps.iter().zip(&one.stands) {
                if counts(*stand) {
                    with.entry(*step).or_default().insert(one.partner);
                }
            }
        }
        let counted = with.into_iter();
        counted.map(|(step, with)| (step, with.len())).collect()
    }
}

#[cfg(test)]
mod tests;
