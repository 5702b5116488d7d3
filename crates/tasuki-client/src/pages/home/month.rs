//! The month in a short table: what is sent and received with each partner, and what is still to do.

use std::collections::BTreeMap;

use jiff::civil::Date;
use tasuki_desk::month::{Counted, DraftOf, Month, PartnerMonth, Stand, Step};
use tasuki_desk::{Book, BookError, DraftId, KeptDraft};
use tasuki_standard::service_between;
use tasuki_terms::{OfficeNumber, SendingUnit};
use tasuki_ui::{Tag, Tone};

use crate::draft;
use crate::office::Office;
use crate::service;

/// How many partners are shown at once; the others are one press away.
const MOST: usize = 10;

/// What the page shows of the month.
pub(super) struct MonthView {
    /// What is still to do, in one sentence.
    pub(super) open: String,
    pub(super) headings: Vec<String>,
    pub(super) rows: Vec<Row>,
    pub(super) more: Vec<Row>,
}

/// A service of a partner.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) number: OfficeNumber,
    /// Which one, where that is known.
    pub(super) service: Option<String>,
    /// One for each heading.
    pub(super) cells: Vec<Cell>,
}

/// How far a step is.
pub(super) struct Cell {
    pub(super) heading: String,
    pub(super) tag: Option<Tag>,
    /// What stands there without a mark.
    pub(super) text: &'static str,
    pub(super) href: Option<String>,
    /// Where the draft is that stands beside it.
    pub(super) draft: Option<String>,
}

/// The month as the book tells it.
pub(super) struct Known {
    month: Month,
    drafts: BTreeMap<DraftOf, DraftId>,
}

impl Known {
    /// Reads it. Nothing sealed is opened but the drafts.
    pub(super) fn read(book: &Book, today: Date) -> Result<Self, BookError> {
        let exchanged = book.exchanged(&Month::looked_at(today))?;
        let drafts = book.drafts()?;
        let drafts: BTreeMap<_, _> = drafts.into_iter().filter_map(step_of).collect();
        let steps: Vec<_> = drafts.keys().copied().collect();
        Ok(Self {
            month: Month::of(today, &exchanged, &steps),
            drafts,
        })
    }

    /// As it is shown, with the names that this computer knows.
    pub(super) async fn view(self, office: &Office, unsent: usize) -> MonthView {
        let partners = self.month.partners.iter().map(|one| one.partner);
        let names = office.known_names_of(partners).await;
        let rows = self.month.partners.iter().map(|one| Row {
            name: names.get(&one.partner).cloned().unwrap_or_default(),
            number: one.partner,
            service: one.service.map(service::name),
            cells: self.cells(one),
        });
        let mut rows: Vec<Row> = rows.collect();
        let more = rows.split_off(MOST.min(rows.len()));
        MonthView {
            open: open(&self.month, unsent),
            headings: self.month.steps.iter().map(|step| heading(*step)).collect(),
            rows,
            more,
        }
    }

    /// The draft of a step, which may name no service.
    fn draft(&self, one: &PartnerMonth, step: Step) -> Option<&DraftId> {
        let of = |service| DraftOf {
            partner: one.partner,
            service,
            step,
        };
        let named = self.drafts.get(&of(one.service));
        named.or_else(|| self.drafts.get(&of(None)))
    }

    fn cells(&self, one: &PartnerMonth) -> Vec<Cell> {
        let steps = self.month.steps.iter().zip(&one.stands);
        let cells = steps.map(|(step, stand)| {
            let list = |path: &str| {
                let (unit, month) = (step.unit.as_str(), step.month);
                format!("{path}?partner={}&month={month}&unit={unit}", one.partner)
            };
            let marked = |tone, label, href| (Some(Tag::new(tone, label)), "", href);
            let drafted = || self.draft(one, *step).map(|id| format!("/compose/{id}"));
            let draft = match stand {
                Stand::SentAndDrafted => drafted(),
                _ => None,
            };
            let (tag, text, href) = match stand {
                Stand::Nothing => (None, "―", None),
                Stand::ToSend { is_due: false } | Stand::ToCome { is_due: false } => {
                    (None, "これから", None)
                }
                Stand::ToSend { .. } => marked(Tone::Warning, "未送信", None),
                Stand::Drafted => marked(Tone::Info, "下書き", drafted()),
                Stand::Sent | Stand::SentAndDrafted => {
                    marked(Tone::Success, "送信済", Some(list("/sent")))
                }
                Stand::ToCome { .. } => marked(Tone::Warning, "未着", None),
                Stand::Arrived => marked(Tone::Warning, "未受信", Some(list("/received"))),
                Stand::Received => marked(Tone::Success, "受信済", Some(list("/received"))),
            };
            Cell {
                heading: heading(*step),
                tag,
                text,
                href,
                draft,
            }
        });
        cells.collect()
    }
}

/// The step of a month that a draft is, where its files say so.
fn step_of(kept: KeptDraft) -> Option<(DraftOf, DraftId)> {
    let facts = draft::facts(kept.files.iter().map(|file| &*file.name))?;
    let (unit, month) = (facts.unit, facts.month?);
    let of = DraftOf {
        partner: facts.receiver,
        service: service_between([facts.receiver_service, facts.sender_service]),
        step: Step { month, unit },
    };
    Some((of, kept.id))
}

fn heading(step: Step) -> String {
    format!("{}月分 {}", step.month.month(), word(step.unit))
}

const fn word(unit: SendingUnit) -> &'static str {
    match unit {
        SendingUnit::Actual => "実績",
        _ => "予定",
    }
}

/// What is still to do now, in one sentence; `unsent` messages failed on their way.
fn open(month: &Month, unsent: usize) -> String {
    let (to_send, to_receive) = (month.to_send(), month.to_receive());
    let told = |counted: &Counted, what: &str| {
        let told = counted.iter().map(|(step, count)| {
            let (month, word) = (step.month.month(), word(step.unit));
            format!("{month}月分の{word}の{what}{count}か所")
        });
        told.collect::<Vec<_>>()
    };
    let failed = (unsent > 0).then(|| format!("送信できなかったもの{unsent}件"));
    let failed = failed.into_iter().collect();
    let all = [failed, told(&to_send, "送信"), told(&to_receive, "受信")].concat();
    if all.is_empty() {
        "いま、まだのものはありません。".to_owned()
    } else {
        format!("まだのもの：{}", all.join("、"))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tasuki_desk::Side;
    use tasuki_desk::month::Exchanged;
    use tasuki_terms::MessageState;

    use super::*;

    #[test]
    fn each_cell_says_how_far_it_is_and_leads_there() {
        let partner: OfficeNumber = "1370000002".parse().unwrap();
        let month = |text: &str| text.parse().unwrap();
        let plan = |text| Exchanged {
            side: Side::Sent,
            partner,
            service: "11".parse().ok(),
            unit: SendingUnit::UseTable,
            month: month(text),
            state: MessageState::Opened,
        };
        let exchanged = [plan("202503"), plan("202504")];
        let unit = SendingUnit::UseTable;
        // Its files are of V3.2.
        let drafted = DraftOf {
            partner,
            service: None,
            step: Step {
                month: month("202505"),
                unit,
            },
        };
        let known = Known {
            month: Month::of(date(2025, 4, 22), &exchanged, &[drafted]),
            drafts: [(drafted, "d".to_owned())].into(),
        };
        let cells = known.cells(&known.month.partners[0]);
        let told: Vec<_> = cells
            .iter()
            .map(|one| {
                let mark = one.tag.as_ref().map_or(one.text, |tag| &*tag.label);
                (&*one.heading, mark, one.href.as_deref())
            })
            .collect();
        let sent = "/sent?partner=1370000002&month=202504&unit=use_table";
        assert_eq!(
            told,
            [
                ("3月分 実績", "未着", None),
                ("4月分 予定", "送信済", Some(sent)),
                ("4月分 実績", "これから", None),
                ("5月分 予定", "下書き", Some("/compose/d")),
            ]
        );
        let words = "まだのもの：5月分の予定の送信1か所、3月分の実績の受信1か所";
        assert_eq!(open(&known.month, 0), words);
        let done = Month::of(date(2025, 4, 3), &exchanged[1..], &[]);
        assert_eq!(open(&done, 0), "いま、まだのものはありません。");
        assert_eq!(open(&done, 2), "まだのもの：送信できなかったもの2件");
    }

    #[test]
    fn a_draft_stands_beside_what_was_sent() {
        let partner: OfficeNumber = "1370000002".parse().unwrap();
        let step = Step {
            month: "202504".parse().unwrap(),
            unit: SendingUnit::UseTable,
        };
        let exchanged = [Exchanged {
            side: Side::Sent,
            partner,
            service: "15".parse().ok(),
            unit: step.unit,
            month: step.month,
            state: MessageState::Opened,
        }];
        let drafted = DraftOf {
            partner,
            service: "15".parse().ok(),
            step,
        };
        let known = Known {
            month: Month::of(date(2025, 4, 3), &exchanged, &[drafted]),
            drafts: [(drafted, "d".to_owned())].into(),
        };
        let cells = known.cells(&known.month.partners[0]);
        let heading = "4月分 予定";
        let cell = cells.iter().find(|one| one.heading == heading).unwrap();
        assert_eq!(cell.tag.as_ref().unwrap().label, "送信済");
        assert_eq!(cell.draft.as_deref(), Some("/compose/d"));
        assert_eq!(open(&known.month, 0), "いま、まだのものはありません。");
    }
}
