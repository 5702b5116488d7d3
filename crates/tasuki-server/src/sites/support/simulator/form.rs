//! The form, and what was typed into it.

use tasuki_savings::{Field as Input, FieldFault, Inputs, OfficeKind};
use tasuki_ui::{Field, FormState};

/// What every office should fill in itself.
const FIRST: &[Input] = &[
    Input::Recipients,
    Input::Partners,
    Input::Share,
    Input::SendsPerPartner,
];

/// The other inputs, in groups.
const GROUPS: &[(&str, &[Input])] = &[
    (
        "送付の方法（本システムを使わない場合）",
        &[Input::FaxShare, Input::VisitShare, Input::PostShare],
    ),
    (
        "送付にかかる時間",
        &[
            Input::FaxMinutes,
            Input::VisitMinutes,
            Input::PostMinutes,
            Input::MailMinutes,
            Input::CoverMinutes,
            Input::SystemMinutes,
        ],
    ),
    (
        "受け取った後にかかる時間",
        &[
            Input::EntryMinutes,
            Input::SortMinutes,
            Input::ImportMinutes,
        ],
    ),
    (
        "費用",
        &[
            Input::Wage,
            Input::FaxCost,
            Input::Postage,
            Input::VisitCost,
            Input::Sheets,
            Input::SheetCost,
            Input::Licence,
        ],
    ),
];

/// Fields that stand together.
pub(super) struct Group {
    pub(super) title: &'static str,
    pub(super) fields: Vec<Field>,
}

/// What is asked for.
pub(super) struct Asked {
    pub(super) kind: OfficeKind,
    /// What was typed, by the keys of the inputs; nothing else of the address.
    typed: Vec<(&'static str, String)>,
}

impl Asked {
    /// Keeps of an address what the simulation knows. Where no kind of office is named, it is the
    /// first one.
    pub(super) fn new(pairs: &[(String, String)]) -> Self {
        let find = |key: &str| pairs.iter().find(|(name, _)| name == key);
        let kind = find("kind").and_then(|(_, value)| value.parse().ok());
        let typed = Input::ALL.into_iter().filter_map(|input| {
            let key = input.spec().key;
            find(key).map(|(_, value)| (key, value.clone()))
        });
        Self {
            kind: kind.unwrap_or(OfficeKind::CareManagement),
            typed: typed.collect(),
        }
    }

    /// The inputs, if they are good, and the form with what is wrong.
    pub(super) fn read(&self) -> (FormState, Option<Inputs>) {
        let mut form = FormState::typed(self.typed.clone(), &[]);
        let typed = |input: Input| {
            let mut typed = self.typed.iter();
            let found = typed.find(|(key, _)| *key == input.spec().key);
            found.map(|(_, value)| &**value)
        };
        match Inputs::read(self.kind, typed) {
            Ok(inputs) => (form, Some(inputs)),
            Err(faults) => {
                for fault in faults {
                    form.refuse(fault.field.spec().key, FieldFault::advice(&fault));
                }
                (form, None)
            }
        }
    }

    /// The address of the same at a path, with a year that is free or, where it is, with the usual
    /// fee.
    pub(super) fn other_fee(&self, path: &str, is_free: bool) -> String {
        let key = Input::Licence.spec().key;
        let mut typed = self.typed.clone();
        typed.retain(|(known, _)| *known != key);
        if !is_free {
            typed.push((key, "0".to_owned()));
        }
        let kind = self.kind;
        format!("{}#result", Self { kind, typed }.address(path))
    }

    /// The address of the same at a path.
    pub(super) fn address(&self, path: &str) -> String {
        let kind = ("kind", self.kind.to_string());
        let pairs: Vec<_> = std::iter::once(&kind).chain(&self.typed).collect();
        // Texts can always be written.
        let query = serde_html_form::to_string(pairs).unwrap_or_default();
        format!("{path}?{query}")
    }
}

/// All fields of the form.
pub(super) fn fields(form: &FormState, kind: OfficeKind) -> (Vec<Field>, Vec<Group>) {
    let fields = |inputs: &[Input]| {
        let inputs = inputs.iter();
        inputs.map(|input| field(form, *input, kind)).collect()
    };
    let groups = GROUPS.iter().map(|(title, inputs)| Group {
        title,
        fields: fields(inputs),
    });
    (fields(FIRST), groups.collect())
}

fn field(form: &FormState, input: Input, kind: OfficeKind) -> Field {
    let spec = input.spec();
    let default = spec.shown(spec.default_for(kind));
    let help = format!(
        "{}〜{}{unit}。初期値：{default}{unit}（{}）",
        spec.shown(spec.least),
        spec.shown(spec.most),
        spec.source.label(),
        unit = spec.unit,
    );
    let label = format!("{}〔{}〕", spec.label, spec.unit);
    let field = form.field(spec.key, &label).digits().required().help(help);
    let is_refused = field.error.is_some();
    let mut field = if is_refused {
        field
    } else {
        field.or_value(default)
    };
    if spec.decimals > 0 {
        field.inputmode = "decimal";
    }
    field
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_input_stands_in_the_form_once() {
        let groups = GROUPS.iter().flat_map(|(_, inputs)| *inputs);
        let mut shown: Vec<Input> = FIRST.iter().chain(groups).copied().collect();
        shown.sort();
        let mut all = Input::ALL;
        all.sort();
        assert_eq!(shown, all);
    }

    #[test]
    fn an_address_keeps_what_was_typed_and_nothing_else() {
        let pairs = [("kind", "service"), ("partners", "１２"), ("x", "y")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let asked = Asked::new(&pairs);
        let (form, inputs) = asked.read();
        assert!(form.is_good());
        assert_eq!(inputs.map(|inputs| inputs.value(Input::Partners)), Some(12));
        assert_eq!(
            asked.address("/simulator"),
            "/simulator?kind=service&partners=%EF%BC%91%EF%BC%92"
        );
    }
}
