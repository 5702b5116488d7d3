//! The form above a list.

use tasuki_desk::{Partner, Side};
use tasuki_terms::{MessageState, SendingUnit, ServiceMonth};
use tasuki_ui::{Choice, ChoiceField, FormState};

use super::asked::{Asked, SORTS};
use crate::show;

/// What one chooses from above a list.
pub(crate) struct Choices {
    pub(crate) text: String,
    pub(crate) fields: Vec<ChoiceField>,
}

impl Choices {
    pub(crate) fn new(
        side: Side,
        asked: &Asked,
        partners: &[Partner],
        months: &[ServiceMonth],
    ) -> Self {
        let (partner, state): (&str, fn(MessageState) -> tasuki_ui::Tag) = match side {
            Side::Sent => ("宛先", show::sent_state),
            Side::Received => ("送信元", show::received_state),
        };
        let mut partners: Vec<&Partner> = partners
            .iter()
            .filter(|one| one.exchanged_at.is_some())
            .collect();
        partners.sort_by(|a, b| (&a.name, a.number).cmp(&(&b.name, b.number)));
        let partners = partners
            .into_iter()
            .map(|one| (one.number.to_string(), show::office(&one.name, one.number)));
        let months = months
            .iter()
            .map(|one| (one.to_string(), show::month(Some(*one))));
        let units = SendingUnit::ALL
            .iter()
            .map(|one| (one.as_str().to_owned(), show::unit(*one).to_owned()));
        let states = MessageState::ALL
            .iter()
            .map(|one| (one.as_str().to_owned(), state(*one).label));
        Self {
            text: asked.text.clone(),
            fields: vec![
                field("partner", partner, &asked.partner, partners),
                field("month", "対象年月", &asked.month, months),
                field("unit", "種別", &asked.unit, units),
                field("state", "状態", &asked.state, states),
                sorts(asked),
            ],
        }
    }
}

fn field(
    name: &str,
    label: &str,
    chosen: &str,
    choices: impl Iterator<Item = (String, String)>,
) -> ChoiceField {
    let mut all = vec![Choice::new("", "すべて")];
    all.extend(choices.map(|(value, label)| Choice::new(value, label)));
    FormState::new().choices(name, label, all).or_chosen(chosen)
}

fn sorts(asked: &Asked) -> ChoiceField {
    let chosen = asked.sort();
    let chosen = SORTS.iter().find(|(sort, _, _)| *sort == chosen);
    let all = SORTS.map(|(_, name, label)| Choice::new(name, label));
    FormState::new()
        .choices("sort", "並び順", all)
        .or_chosen(chosen.map_or("", |(_, name, _)| name))
}
