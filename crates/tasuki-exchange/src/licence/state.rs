//! What the page 利用申請/更新 says and offers.

use tasuki_terms::{Date, Timestamp, day_in_japan, spoken_day};

use super::{AutoRenewal, HeldLicence, LicenceRefusal, RenewalRule};

/// What an office may do on the page 利用申請/更新.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ApplicationState {
    /// It may apply: it never did, or its last term is over and paid.
    CanApply,
    /// It has applied, and there is nothing to do now.
    Completed {
        /// The first day on which the next year may be applied for, where that is needed and the
        /// payment lets it.
        opens: Option<Date>,
    },
    /// It may apply for the next year now.
    Renewable {
        /// The last day of the running term.
        last_day: Date,
    },
    /// Its term is over, but its payment is open.
    Unsettled,
}

/// Decides the state from all licences that an office has or had.
pub fn application_state(
    held: &[HeldLicence],
    now: Timestamp,
    rule: &RenewalRule,
) -> ApplicationState {
    let Some(latest) = HeldLicence::latest(held) else {
        return ApplicationState::CanApply;
    };
    let settled = latest.payment.is_settled();
    if now >= latest.term.until() {
        return if settled {
            ApplicationState::CanApply
        } else {
            ApplicationState::Unsettled
        };
    }
    let by_hand = settled && latest.auto_renewal == AutoRenewal::Off;
    let opens = rule.opens(&latest.term);
    let has_begun = latest.term.from() <= now;
    if by_hand && has_begun && opens <= day_in_japan(now) {
        ApplicationState::Renewable {
            last_day: latest.term.last_day(),
        }
    } else {
        ApplicationState::Completed {
            opens: by_hand.then_some(opens),
        }
    }
}

impl ApplicationState {
    /// Whether the button 申請 can be pressed.
    pub const fn may_apply(self) -> Result<(), LicenceRefusal> {
        match self {
            Self::CanApply | Self::Renewable { .. } => Ok(()),
            Self::Completed { .. } | Self::Unsettled => Err(LicenceRefusal::NoApplication),
        }
    }

    /// The sentences of the page, each a paragraph. Those of the official screens (manual 2.7,
    /// steps 6 and 13) stand first, ours follow.
    pub fn sentences(self) -> Vec<String> {
        let can_apply = "利用申請可能です。";
        let applied = "○新規で利用申請された方: 利用申請が正常に完了しております。クライアントアプリケーションは下記よりダウンロードを行ってください。";
        let not_now = "○継続利用をご希望の方: ご利用期間内、もしくはライセンス料のお支払が完了していない為、現在は利用申請ができません。";
        match self {
            Self::CanApply => vec![can_apply.to_owned()],
            Self::Renewable { last_day } => vec![
                can_apply.to_owned(),
                format!(
                    "現在のライセンスの有効期限は{}です。申請すると、その翌日からの1年間ご利用いただけます。",
                    spoken_day(last_day)
                ),
            ],
            Self::Completed { opens } => {
                let mut sentences = vec![applied.to_owned(), not_now.to_owned()];
                sentences.extend(opens.map(|day| {
                    format!(
                        "次の1年間の利用申請は、{}から受け付けます。",
                        spoken_day(day)
                    )
                }));
                sentences
            }
            Self::Unsettled => vec![
                not_now.to_owned(),
                "前回のライセンス料のお支払いを確認した後に、利用申請ができるようになります。"
                    .to_owned(),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PaymentMethod, PaymentState, Term};

    fn state(auto_renewal: AutoRenewal, payment: PaymentState, now: &str) -> ApplicationState {
        let applied: Timestamp = "2026-11-21T01:00:00Z".parse().unwrap();
        let held = HeldLicence {
            term: Term::applied_at(applied).unwrap(),
            method: PaymentMethod::Deduction,
            payment,
            auto_renewal,
        };
        application_state(&[held], now.parse().unwrap(), &RenewalRule::default())
    }

    #[test]
    fn each_state_has_the_sentences_of_its_page() {
        use AutoRenewal::{Off, On};
        use PaymentState::{AwaitingDeduction, Deducted, Unpaid};
        let first = application_state(&[], Timestamp::UNIX_EPOCH, &RenewalRule::default());
        let told: Vec<String> = [
            ("never applied", first),
            (
                "just applied",
                state(On, AwaitingDeduction, "2026-11-21T01:00:00Z"),
            ),
            ("renews itself", state(On, Deducted, "2027-11-20T01:00:00Z")),
            (
                "before the window",
                state(Off, Deducted, "2027-09-20T14:59:59Z"),
            ),
            (
                "in the window",
                state(Off, Deducted, "2027-09-20T15:00:00Z"),
            ),
            (
                "in the window, unpaid",
                state(Off, Unpaid, "2027-09-20T15:00:00Z"),
            ),
            ("over", state(Off, Deducted, "2027-11-20T15:00:00Z")),
            ("over, unpaid", state(Off, Unpaid, "2027-11-20T15:00:00Z")),
        ]
        .into_iter()
        .map(|(case, state)| {
            let may = state.may_apply().is_ok();
            format!("{case} ({may}): {}", state.sentences().join(" "))
        })
        .collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        never applied (true): 利用申請可能です。
        just applied (false): ○新規で利用申請された方: 利用申請が正常に完了しております。クライアントアプリケーションは下記よりダウンロードを行ってください。 ○継続利用をご希望の方: ご利用期間内、もしくはライセンス料のお支払が完了していない為、現在は利用申請ができません。
        renews itself (false): ○新規で利用申請された方: 利用申請が正常に完了しております。クライアントアプリケーションは下記よりダウンロードを行ってください。 ○継続利用をご希望の方: ご利用期間内、もしくはライセンス料のお支払が完了していない為、現在は利用申請ができません。
        before the window (false): ○新規で利用申請された方: 利用申請が正常に完了しております。クライアントアプリケーションは下記よりダウンロードを行ってください。 ○継続利用をご希望の方: ご利用期間内、もしくはライセンス料のお支払が完了していない為、現在は利用申請ができません。 次の1年間の利用申請は、2027年9月21日から受け付けます。
        in the window (true): 利用申請可能です。 現在のライセンスの有効期限は2027年11月20日です。申請すると、その翌日からの1年間ご利用いただけます。
        in the window, unpaid (false): ○新規で利用申請された方: 利用申請が正常に完了しております。クライアントアプリケーションは下記よりダウンロードを行ってください。 ○継続利用をご希望の方: ご利用期間内、もしくはライセンス料のお支払が完了していない為、現在は利用申請ができません。
        over (true): 利用申請可能です。
        over, unpaid (false): ○継続利用をご希望の方: ご利用期間内、もしくはライセンス料のお支払が完了していない為、現在は利用申請ができません。 前回のライセンス料のお支払いを確認した後に、利用申請ができるようになります。
        ");
    }
}
