//! All inputs together, within their bounds.

use tasuki_terms::half_width_sign;

use crate::{Field, OfficeKind};

/// What to do where the ways of sending are more than all sends together.
pub(crate) const SHARES_EXCEED_ALL: &str =
    "FAX・持参・郵送の割合の合計は、100％以下にしてください。";

/// The inputs of a simulation (入力), each within the bounds of its [`Field`], and the shares of the
/// ways of sending at most a hundred together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Inputs {
    kind: OfficeKind,
    values: [i64; Field::COUNT],
}

impl Inputs {
    /// The defaults.
    pub fn of(kind: OfficeKind) -> Self {
        let values = Field::ALL.map(|field| field.spec().default_for(kind));
        Self { kind, values }
    }

    /// Reads what was typed; a field of which `typed` knows nothing keeps its default.
    ///
    /// Digits of either width are read, with one point where the field has tenths, and with commas
    /// between digits. All faults are told at once.
    pub fn read<'a>(
        kind: OfficeKind,
        typed: impl Fn(Field) -> Option<&'a str>,
    ) -> Result<Self, Vec<FieldFault>> {
        let mut inputs = Self::of(kind);
        let mut faults = Vec::new();
        for (field, value) in Field::ALL.into_iter().zip(&mut inputs.values) {
            let Some(typed) = typed(field) else { continue };
            match within(field, steps(typed, field.spec().decimals)) {
                Ok(steps) => *value = steps,
                Err(kind) => faults.push(FieldFault { field, kind }),
            }
        }
        if faults.is_empty() && inputs.mail_share() < 0 {
            let field = Field::PostShare;
            let kind = FieldFaultKind::SharesExceedAll;
            faults.push(FieldFault { field, kind });
        }
        if faults.is_empty() {
            Ok(inputs)
        } else {
            Err(faults)
        }
    }

    /// The same with one field changed to so many steps.
    pub fn with(mut self, field: Field, steps: i64) -> Result<Self, FieldFault> {
        let fault = |kind| FieldFault { field, kind };
        let steps = within(field, Some(steps)).map_err(fault)?;
        for (known, value) in Field::ALL.into_iter().zip(&mut self.values) {
            if known == field {
                *value = steps;
            }
        }
        if self.mail_share() < 0 {
            return Err(fault(FieldFaultKind::SharesExceedAll));
        }
        Ok(self)
    }

    /// Which side of the exchange the office is on.
    pub const fn kind(&self) -> OfficeKind {
        self.kind
    }

    /// The value of a field, in its steps.
    pub fn value(&self, field: Field) -> i64 {
        let mut all = Field::ALL.into_iter().zip(self.values);
        all.find(|(known, _)| *known == field)
            .map_or(0, |(_, value)| value)
    }

    /// How many of a hundred sends go by mail: what the other ways leave.
    pub fn mail_share(&self) -> i64 {
        let paper = [Field::FaxShare, Field::VisitShare, Field::PostShare];
        100 - paper.map(|way| self.value(way)).iter().sum::<i64>()
    }
}

/// A field that cannot be used as it was typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("input {}: {kind}", field.spec().key)]
pub struct FieldFault {
    /// The field.
    pub field: Field,
    /// Why.
    pub kind: FieldFaultKind,
}

impl FieldFault {
    /// A Japanese sentence of what to do, to stand beside the field.
    pub fn advice(&self) -> String {
        let spec = self.field.spec();
        match self.kind {
            FieldFaultKind::NoNumber if spec.decimals == 0 => {
                "数字（整数）で入力してください。".to_owned()
            }
            FieldFaultKind::NoNumber => "数字（小数点以下1桁まで）で入力してください。".to_owned(),
            FieldFaultKind::OutOfBounds => format!(
                "{}から{}までの値（{}）で入力してください。",
                spec.shown(spec.least),
                spec.shown(spec.most),
                spec.unit
            ),
            FieldFaultKind::SharesExceedAll => SHARES_EXCEED_ALL.to_owned(),
        }
    }
}

/// Why a field cannot be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FieldFaultKind {
    /// It is no number, or has too many digits behind the point.
    #[error("no number of the field's form")]
    NoNumber,
    /// It is beyond the bounds of its field.
    #[error("beyond the field's bounds")]
    OutOfBounds,
    /// FAX, delivery by hand and post are more than a hundred in a hundred.
    #[error("the shares of the ways of sending exceed 100 %")]
    SharesExceedAll,
}

fn within(field: Field, steps: Option<i64>) -> Result<i64, FieldFaultKind> {
    let steps = steps.ok_or(FieldFaultKind::NoNumber)?;
    let spec = field.spec();
    if (spec.least..=spec.most).contains(&steps) {
        Ok(steps)
    } else {
        Err(FieldFaultKind::OutOfBounds)
    }
}

/// The number of steps that was typed; what is too long for a number is told as out of bounds.
fn steps(typed: &str, decimals: u8) -> Option<i64> {
    let plain: String = typed.trim().chars().filter_map(plain).collect();
    let (whole, tenths) = match plain.split_once('.') {
        None => (&*plain, "0"),
        Some((whole, tenths)) if decimals == 1 => (whole, tenths),
        Some((whole, "0")) => (whole, "0"),
        Some(_) => return None,
    };
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !are_digits(whole) || !are_digits(tenths) || tenths.len() > 1 {
        return None;
    }
    let whole: i64 = whole.parse().unwrap_or(i64::MAX);
    if decimals == 0 {
        return Some(whole);
    }
    Some(
        whole
            .saturating_mul(10)
            .saturating_add(tenths.parse().ok()?),
    )
}

/// A letter in half width; none for the comma between digits.
fn plain(letter: char) -> Option<char> {
    match letter {
        ',' | '，' => None,
        other => Some(half_width_sign(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Spec;

    fn typed(field: Field, text: &str) -> Result<i64, FieldFaultKind> {
        let typed = |asked| (asked == field).then_some(text);
        match Inputs::read(OfficeKind::Service, typed) {
            Ok(inputs) => Ok(inputs.value(field)),
            Err(faults) => Err(faults[0].kind),
        }
    }

    #[test]
    fn defaults_are_within_their_bounds() {
        for kind in OfficeKind::ALL {
            let inputs = Inputs::of(kind);
            for field in Field::ALL {
                let spec = field.spec();
                assert!((spec.least..=spec.most).contains(&inputs.value(field)));
            }
            assert_eq!(inputs.mail_share(), 6);
        }
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        assert_eq!(typed(Field::Partners, " ３０ "), Ok(30));
        assert_eq!(typed(Field::Partners, "30.0"), Ok(30));
        assert_eq!(typed(Field::Licence, "21,000"), Ok(21_000));
        assert_eq!(typed(Field::FaxMinutes, "1.5"), Ok(15));
        assert_eq!(typed(Field::FaxMinutes, "１．５"), Ok(15));
        assert_eq!(typed(Field::FaxMinutes, "2"), Ok(20));
        for wrong in ["", "x", "-1", "1.25", ".5", "5.", "1.5.0", "1e3", "٣"] {
            let read = typed(Field::FaxMinutes, wrong);
            assert_eq!(read, Err(FieldFaultKind::NoNumber), "{wrong}");
        }
        let read = typed(Field::Partners, "1.5");
        assert_eq!(read, Err(FieldFaultKind::NoNumber));
        for beyond in ["0", "501", "99999999999999999999999"] {
            let read = typed(Field::Partners, beyond);
            assert_eq!(read, Err(FieldFaultKind::OutOfBounds), "{beyond}");
        }
    }

    #[test]
    fn all_faults_are_told_with_what_to_do() {
        let typed = |field| match field {
            Field::Partners => Some("many"),
            Field::FaxMinutes => Some("121"),
            _ => None,
        };
        let faults = Inputs::read(OfficeKind::Service, typed).unwrap_err();
        let advice: Vec<String> = faults.iter().map(FieldFault::advice).collect();
        assert_eq!(
            advice,
            [
                "数字（整数）で入力してください。",
                "0.0から120.0までの値（分）で入力してください。",
            ]
        );
    }

    #[test]
    fn the_ways_of_sending_are_at_most_all() {
        // 59 + 31 leave ten for post.
        assert_eq!(typed(Field::PostShare, "10"), Ok(10));
        let read = typed(Field::PostShare, "11");
        assert_eq!(read, Err(FieldFaultKind::SharesExceedAll));
    }

    #[test]
    fn keys_are_told_apart() {
        let keys = Field::ALL.map(|field| field.spec().key);
        let apart: std::collections::BTreeSet<&str> = keys.into_iter().collect();
        assert_eq!(apart.len(), Field::COUNT);
    }

    #[test]
    fn the_documentation_tells_every_field_as_it_is() {
        let written = include_str!("../../../docs/savings.md");
        for field in Field::ALL {
            let spec = field.spec();
            let Spec {
                key, label, unit, ..
            } = spec;
            let row = format!(
                "| `{key}` | {label} | {unit} | {}–{} | {} | {} |",
                spec.shown(spec.least),
                spec.shown(spec.most),
                spec.shown(spec.care_management),
                spec.shown(spec.service)
            );
            assert!(written.contains(&row), "{row}");
        }
    }
}
