//! What is still to send and to receive this month, as the lists of the month before say.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use tasuki_desk::ListedMessage;
use tasuki_terms::{MessageState, OfficeNumber, SendingUnit, ServiceMonth};

/// From this day of a month on, the plans of the next month are made.
const NEXT_PLANS_FROM: i8 = 20;

/// Something that is usually exchanged with a partner and was not yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Missing {
    pub(crate) what: What,
    pub(crate) partner: OfficeNumber,
    pub(crate) name: String,
    pub(crate) month: ServiceMonth,
}

/// What is missing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum What {
    /// We sent a plan (予定) for the month before, and none for this one.
    PlanToSend,
    /// We had a plan from them and have not sent the actuals (実績).
    ActualToSend,
    /// They sent a plan for the month before, and none for this one.
    PlanToReceive,
    /// They had a plan from us and have not sent the actuals.
    ActualToReceive,
}

/// The months that count on a day: of the plans, and of the actuals.
fn months(today: Date) -> Option<(ServiceMonth, ServiceMonth)> {
    let this = ServiceMonth::new(today.year(), today.month()).ok()?;
    let actuals = this.previous().ok()?;
    let plans = if today.day() < NEXT_PLANS_FROM {
        this
    } else {
        this.next().ok()?
    };
    Some((plans, actuals))
}

/// All months whose messages count on a day.
pub(crate) fn looked_at(today: Date) -> BTreeSet<ServiceMonth> {
    let months =
        months(today).map(|(plans, actuals)| [Some(plans), plans.previous().ok(), Some(actuals)]);
    months.into_iter().flatten().flatten().collect()
}

/// What is missing on a day, by kind and then by the partner's name.
pub(crate) fn missing(
    today: Date,
    sent: &[ListedMessage],
    received: &[ListedMessage],
) -> Vec<Missing> {
    let Some((plans, actuals)) = months(today) else {
        return Vec::new();
    };
    let Ok(plans_before) = plans.previous() else {
        return Vec::new();
    };
    let (sent, received) = (Seen::of(sent), Seen::of(received));
    let plan = SendingUnit::UseTable;
    let actual = SendingUnit::Actual;
    let due = [
        (
            What::PlanToSend,
            &sent,
            (plan, plans_before),
            &sent,
            (plan, plans),
        ),
        (
            What::ActualToSend,
            &received,
            (plan, actuals),
            &sent,
            (actual, actuals),
        ),
        (
            What::PlanToReceive,
            &received,
            (plan, plans_before),
            &received,
            (plan, plans),
        ),
        (
            What::ActualToReceive,
            &sent,
            (plan, actuals),
            &received,
            (actual, actuals),
        ),
    ];
    let mut all = Vec::new();
    for (what, had_in, had, wanted_in, wanted) in due {
        let done = wanted_in.partners(wanted);
        for (partner, name) in had_in.partners(had) {
            if !done.contains_key(&partner) {
                all.push(Missing {
                    what,
                    partner,
                    name: name.to_owned(),
                    month: wanted.1,
                });
            }
        }
    }
    all.sort_by(|a, b| (a.what, &a.name, a.partner).cmp(&(b.what, &b.name, b.partner)));
    all
}

/// Which partners had what for which month.
struct Seen<'m>(BTreeSet<(SendingUnit, ServiceMonth, OfficeNumber, &'m str)>);

impl<'m> Seen<'m> {
    fn of(messages: &'m [ListedMessage]) -> Self {
        let counts = |one: &&ListedMessage| {
            !matches!(one.state, MessageState::Withdrawn | MessageState::Expired)
        };
        let seen = messages.iter().filter(counts).filter_map(|one| {
            let month = one.service_month?;
            Some((one.unit, month, one.partner, &*one.partner_name))
        });
        Self(seen.collect())
    }

    fn partners(
        &self,
        (unit, month): (SendingUnit, ServiceMonth),
    ) -> BTreeMap<OfficeNumber, &'m str> {
        let all = self.0.iter();
        all.filter(|one| (one.0, one.1) == (unit, month))
            .map(|one| (one.2, one.3))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tasuki_terms::Timestamp;

    use super::*;

    fn message(
        partner: &str,
        unit: SendingUnit,
        month: &str,
        state: MessageState,
    ) -> ListedMessage {
        let at = Timestamp::UNIX_EPOCH;
        ListedMessage {
            id: "0195d2e3-7a00-7000-8000-000000000001".parse().unwrap(),
            partner: partner.parse().unwrap(),
            partner_name: format!("例 {partner}"),
            partner_service: None,
            unit,
            kinds: Vec::new(),
            service_month: Some(month.parse().unwrap()),
            sequence: None,
            files: 1,
            bytes: 1,
            created_at: at,
            accepted_at: at,
            state,
            state_at: at,
            content_until: at,
            replaces: None,
        }
    }

    const A: &str = "1370000002";
    const B: &str = "1370000003";

    fn told(
        today: Date,
        sent: &[ListedMessage],
        received: &[ListedMessage],
    ) -> Vec<(What, String)> {
        let missing = missing(today, sent, received);
        let told = missing.iter();
        told.map(|one| (one.what, format!("{} {}", one.partner, one.month)))
            .collect()
    }

    #[test]
    fn a_care_manager_sees_who_lacks_a_plan_and_whose_actuals_are_missing() {
        use MessageState::{Opened, Withdrawn};
        use SendingUnit::{Actual, UseTable};
        let sent = [
            message(A, UseTable, "202503", Opened),
            message(B, UseTable, "202503", Opened),
            message(A, UseTable, "202504", Opened),
            // Taken back, it does not count.
            message(B, UseTable, "202504", Withdrawn),
        ];
        let received = [message(B, Actual, "202503", Opened)];
        assert_eq!(
            told(date(2025, 4, 3), &sent, &received),
            [
                (What::PlanToSend, format!("{B} 202504")),
                (What::ActualToReceive, format!("{A} 202503")),
            ]
        );
        // Later in the month the plans of the next one are made.
        let later = told(date(2025, 4, 20), &sent, &received);
        assert!(later.contains(&(What::PlanToSend, format!("{A} 202505"))));
    }

    #[test]
    fn a_service_office_sees_the_other_side() {
        use MessageState::Opened;
        use SendingUnit::UseTable;
        let received = [message(A, UseTable, "202412", Opened)];
        assert_eq!(
            told(date(2025, 1, 5), &[], &received),
            [
                (What::ActualToSend, format!("{A} 202412")),
                (What::PlanToReceive, format!("{A} 202501")),
            ]
        );
        assert_eq!(told(date(2025, 6, 5), &[], &received), []);
    }
}
