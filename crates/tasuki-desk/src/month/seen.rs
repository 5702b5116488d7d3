//! What counts of what was exchanged, and of the drafts.

use std::collections::{BTreeMap, BTreeSet};

use tasuki_terms::{MessageState, OfficeNumber, SendingUnit, ServiceMonth, ServiceType};

use super::{DraftOf, Exchanged, Months, Role, Stand, Step};
use crate::ledger::Side;

/// A service of a partner, in one role.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Line {
    pub(super) partner: OfficeNumber,
    pub(super) role: Role,
    /// None where nothing of the line names one.
    pub(super) service: Option<ServiceType>,
}

/// What counts, by what has become of it.
#[derive(Default)]
pub(super) struct Seen {
    sent: BTreeSet<(Line, Step)>,
    received: BTreeSet<(Line, Step)>,
    arrived: BTreeSet<(Line, Step)>,
    drafts: BTreeSet<(Line, Step)>,
}

/// What has become of a message or a draft.
#[derive(Clone, Copy)]
enum Fate {
    Sent,
    Received,
    Arrived,
    Drafted,
}

impl Seen {
    /// What names no service counts for each that anything else names of the same partner in the
    /// same role.
    pub(super) fn new(exchanged: &[Exchanged], drafts: &[DraftOf]) -> Self {
        let exchanged = exchanged.iter().filter_map(of_message);
        let drafts = drafts.iter().map(of_draft);
        let all = exchanged.chain(drafts);
        let all: Vec<_> = all
            .filter(|(_, _, step)| is_of_a_month(step.unit))
            .collect();
        let mut named = BTreeMap::<(OfficeNumber, Role), BTreeSet<ServiceType>>::new();
        for (_, line, _) in &all {
            let services = named.entry((line.partner, line.role)).or_default();
            services.extend(line.service);
        }
        let mut seen = Self::default();
        for (fate, line, step) in all {
            let services = named.get(&(line.partner, line.role));
            let services = services.filter(|all| line.service.is_none() && !all.is_empty());
            let set = seen.set(fate);
            match services {
                Some(services) => set.extend(services.iter().map(|one| {
                    let service = Some(*one);
                    (Line { service, ..line }, step)
                })),
                None => {
                    set.insert((line, step));
                }
            }
        }
        seen
    }

    const fn set(&mut self, fate: Fate) -> &mut BTreeSet<(Line, Step)> {
        match fate {
            Fate::Sent => &mut self.sent,
            Fate::Received => &mut self.received,
            Fate::Arrived => &mut self.arrived,
            Fate::Drafted => &mut self.drafts,
        }
    }

    fn all(&self) -> impl Iterator<Item = &(Line, Step)> {
        let all = [&self.sent, &self.received, &self.arrived, &self.drafts];
        all.into_iter().flatten()
    }

    pub(super) fn has(&self, step: Step) -> bool {
        self.all().any(|(_, one)| *one == step)
    }

    pub(super) fn lines(&self) -> BTreeSet<Line> {
        self.all().map(|(line, _)| *line).collect()
    }

    pub(super) fn stand(&self, line: Line, step: Step, at: Months) -> Stand {
        let of = (line, step);
        let is_plan = step.unit == SendingUnit::UseTable;
        let is_due = at.is_due(step);
        if is_plan == (line.role == Role::Plans) {
            let (is_sent, is_drafted) = (self.sent.contains(&of), self.drafts.contains(&of));
            if is_sent && is_drafted {
                Stand::SentAndDrafted
            } else if is_drafted {
                Stand::Drafted
            } else if is_sent {
                Stand::Sent
            } else if self.is_expected(line, step) {
                Stand::ToSend { is_due }
            } else {
                Stand::Nothing
            }
        } else if self.arrived.contains(&of) {
            Stand::Arrived
        } else if self.received.contains(&of) {
            Stand::Received
        } else if self.is_expected(line, step) {
            Stand::ToCome { is_due }
        } else {
            Stand::Nothing
        }
    }

    /// Whether there was a plan for the month before or, of actuals, for the month itself.
    fn is_expected(&self, line: Line, step: Step) -> bool {
        let plan = |month: ServiceMonth| {
            let unit = SendingUnit::UseTable;
            let of = (line, Step { month, unit });
            match line.role {
                Role::Plans => self.sent.contains(&of),
                Role::Serves => self.received.contains(&of) || self.arrived.contains(&of),
            }
        };
        let is_actual = step.unit == SendingUnit::Actual;
        (is_actual && plan(step.month)) || step.month.previous().is_ok_and(plan)
    }
}

/// Who makes the plans, by what goes which way.
fn role(unit: SendingUnit, is_ours: bool) -> Role {
    if (unit == SendingUnit::UseTable) == is_ours {
        Role::Plans
    } else {
        Role::Serves
    }
}

/// None where it was withdrawn, or nobody fetched it in time.
fn of_message(one: &Exchanged) -> Option<(Fate, Line, Step)> {
    let fate = match (one.side, one.state) {
        (_, MessageState::Withdrawn | MessageState::Expired) => return None,
        (Side::Sent, _) => Fate::Sent,
        (Side::Received, MessageState::Opened) => Fate::Received,
        (Side::Received, _) => Fate::Arrived,
    };
    let line = Line {
        partner: one.partner,
        role: role(one.unit, one.side == Side::Sent),
        service: one.service,
    };
    let Exchanged { unit, month, .. } = *one;
    Some((fate, line, Step { month, unit }))
}

fn of_draft(one: &DraftOf) -> (Fate, Line, Step) {
    let line = Line {
        partner: one.partner,
        role: role(one.step.unit, true),
        service: one.service,
    };
    (Fate::Drafted, line, one.step)
}

const fn is_of_a_month(unit: SendingUnit) -> bool {
    matches!(unit, SendingUnit::UseTable | SendingUnit::Actual)
}
