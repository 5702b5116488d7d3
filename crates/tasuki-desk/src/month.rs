//! 今月: what goes to and comes from each partner in the months at hand, and what of it is still open.
//!
//! Nobody tells the program with whom a month is exchanged. It is taken from the book: who had a plan
//! (予定) for the month before, or has one for the month itself, has the further steps before them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use tasuki_terms::{MessageState, OfficeNumber, SendingUnit, ServiceMonth};

use crate::ledger::Side;

/// From this day of a month on, the plans of the next month are made.
const NEXT_PLANS_FROM: i8 = 20;

/// That messages of one kind were exchanged with a partner, as the book knows it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Exchanged {
    /// Which way.
    pub side: Side,
    /// With whom.
    pub partner: OfficeNumber,
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

/// A partner, with how far each step of the [`Month`] is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartnerMonth {
    /// Who it is.
    pub partner: OfficeNumber,
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
    /// The partners: those with most that is open first, then by number.
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
    /// What the month of `today` asks for, after what was `exchanged` in [`Month::looked_at`] and the steps of
    /// the partners of which a draft waits. Empty where the calendar ends.
    pub fn of(today: Date, exchanged: &[Exchanged], drafts: &[(OfficeNumber, Step)]) -> Self {
        let Some(at) = Months::at(today) else {
            return Self {
                steps: Vec::new(),
                partners: Vec::new(),
            };
        };
        let seen = Seen::new(exchanged, drafts);
        let steps = at.steps(&seen);
        let partners = seen.partners().into_iter().map(|(partner, role)| {
            let stands = steps
                .iter()
                .map(|step| seen.stand(partner, role, *step, at));
            PartnerMonth {
                partner,
                role,
                stands: stands.collect(),
            }
        });
        let mut partners: Vec<PartnerMonth> = partners.collect();
        partners.retain(|one| one.stands.iter().any(|stand| *stand != Stand::Nothing));
        partners.sort_by_key(|one| (std::cmp::Reverse(one.open()), one.partner, one.role));
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

/// What counts of what was exchanged, and of the drafts.
#[derive(Default)]
struct Seen {
    sent: BTreeSet<(OfficeNumber, Step)>,
    received: BTreeSet<(OfficeNumber, Step)>,
    arrived: BTreeSet<(OfficeNumber, Step)>,
    drafts: BTreeSet<(OfficeNumber, Step)>,
}

impl Seen {
    fn new(exchanged: &[Exchanged], drafts: &[(OfficeNumber, Step)]) -> Self {
        let mut seen = Self::default();
        for one in exchanged {
            let Exchanged { unit, month, .. } = *one;
            let set = match (one.side, one.state) {
                (_, MessageState::Withdrawn | MessageState::Expired) => continue,
                (Side::Sent, _) => &mut seen.sent,
                (Side::Received, MessageState::Opened) => &mut seen.received,
                (Side::Received, _) => &mut seen.arrived,
            };
            if is_of_a_month(unit) {
                set.insert((one.partner, Step { month, unit }));
            }
        }
        let drafts = drafts.iter().copied();
        seen.drafts = drafts
            .filter(|(_, step)| is_of_a_month(step.unit))
            .collect();
        seen
    }

    fn has(&self, step: Step) -> bool {
        let all = [&self.sent, &self.received, &self.arrived, &self.drafts];
        let mut all = all.into_iter().flatten();
        all.any(|(_, one)| *one == step)
    }

    fn has_come(&self, of: (OfficeNumber, Step)) -> bool {
        self.received.contains(&of) || self.arrived.contains(&of)
    }

    /// Who makes the plans, by what went which way.
    fn partners(&self) -> BTreeSet<(OfficeNumber, Role)> {
        let role = |unit, is_ours: bool| {
            if (unit == SendingUnit::UseTable) == is_ours {
                Role::Plans
            } else {
                Role::Serves
            }
        };
        let ours = self.sent.iter().chain(&self.drafts);
        let theirs = self.received.iter().chain(&self.arrived);
        let ours = ours.map(|(partner, step)| (*partner, role(step.unit, true)));
        let theirs = theirs.map(|(partner, step)| (*partner, role(step.unit, false)));
        ours.chain(theirs).collect()
    }

    fn stand(&self, partner: OfficeNumber, role: Role, step: Step, at: Months) -> Stand {
        let of = (partner, step);
        let is_plan = step.unit == SendingUnit::UseTable;
        let is_due = at.is_due(step);
        if is_plan == (role == Role::Plans) {
            if self.drafts.contains(&of) {
                Stand::Drafted
            } else if self.sent.contains(&of) {
                Stand::Sent
            } else if self.is_expected(partner, role, step) {
                Stand::ToSend { is_due }
            } else {
                Stand::Nothing
            }
        } else if self.arrived.contains(&of) {
            Stand::Arrived
        } else if self.received.contains(&of) {
            Stand::Received
        } else if self.is_expected(partner, role, step) {
            Stand::ToCome { is_due }
        } else {
            Stand::Nothing
        }
    }

    /// Whether there was a plan for the month before or, of actuals, for the month itself.
    fn is_expected(&self, partner: OfficeNumber, role: Role, step: Step) -> bool {
        let plan = |month: ServiceMonth| {
            let unit = SendingUnit::UseTable;
            let of = (partner, Step { month, unit });
            match role {
                Role::Plans => self.sent.contains(&of),
                Role::Serves => self.has_come(of),
            }
        };
        let is_actual = step.unit == SendingUnit::Actual;
        (is_actual && plan(step.month)) || step.month.previous().is_ok_and(plan)
    }
}

const fn is_of_a_month(unit: SendingUnit) -> bool {
    matches!(unit, SendingUnit::UseTable | SendingUnit::Actual)
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
        let mut counted = Counted::new();
        for partner in &self.partners {
            for (step, stand) in self.steps.iter().zip(&partner.stands) {
                if counts(*stand) {
                    *counted.entry(*step).or_default() += 1;
                }
            }
        }
        counted
    }
}

#[cfg(test)]
mod tests;
