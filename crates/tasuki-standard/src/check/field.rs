//! One value against its item.

use super::{Finding, Place, Rule};
use crate::{Field, FieldType, Presence};

/// What is wrong with a value; at most one thing, the first of: missing, length, form, code, fixed.
pub(super) fn check(field: &Field, value: &str, place: impl Fn() -> Place) -> Option<Finding> {
    if field.unused {
        return None;
    }
    if value.is_empty() || (is_text(field) && is_blank(value)) {
        return missing(field, value, &place);
    }
    // Which version it is is looked at for the whole file.
    if field.id == "csv_version" {
        return None;
    }
    let wrong = wrong_fixed(field, value)
        .or_else(|| wrong_length(field, value))
        .or_else(|| wrong_form(field, value))
        .or_else(|| wrong_code(field, value))?;
    let (rule, what, hint) = wrong;
    Some(Finding::new(rule, place(), what, hint).showing(value, field))
}

const PUT_RIGHT: &str = "介護ソフトで直して、出力し直してください。";
const MAY_BE_SENT: &str = "このまま送信できますが、相手のソフトで取り込めないことがあります。";

type Wrong = (Rule, String, String);

/// Whether an item is text; in all others spaces are of a wrong form.
fn is_text(field: &Field) -> bool {
    field.field_type == FieldType::FreeText && !field.number_as_text
}

/// Whether a text says nothing: spaces are none (推定; 必須 is not explained).
fn is_blank(value: &str) -> bool {
    value.chars().all(|c| matches!(c, ' ' | '\u{3000}'))
}

fn missing(field: &Field, value: &str, place: &impl Fn() -> Place) -> Option<Finding> {
    let (rule, must) = match field.presence {
        Presence::Required => (Rule::FIELD_REQUIRED, "必ず入れる項目です"),
        Presence::Needed => (Rule::FIELD_NEEDED, "入れることが望ましい項目です"),
        Presence::Optional => return None,
    };
    let how = if value.is_empty() {
        "空です"
    } else {
        "空白だけです"
    };
    Some(Finding::new(
        rule,
        place(),
        format!("{}が{how}。", field.name),
        format!("{must}。介護ソフトで入力して、出力し直してください。"),
    ))
}

fn wrong_fixed(field: &Field, value: &str) -> Option<Wrong> {
    let fixed = field.fixed.as_deref().filter(|fixed| *fixed != value)?;
    Some((
        Rule::FIELD_FIXED,
        format!("{}の値が決められたものではありません。", field.name),
        format!("必ず{fixed}です。介護ソフトから出力し直してください。"),
    ))
}

fn wrong_length(field: &Field, value: &str) -> Option<Wrong> {
    let found = value.chars().count();
    let (expected, most) = match (field.exact, field.max_len) {
        (Some(exact), _) => {
            if found == exact {
                return None;
            }
            (exact, format!("{exact}桁"))
        }
        (None, Some(most)) => {
            if found <= most {
                return None;
            }
            (most, format!("{most}桁まで"))
        }
        (None, None) => return None,
    };
    // Of numbers that the annex calls free text only the quotation marks are in doubt.
    let is_unsure = field.unsure && !field.number_as_text;
    let in_doubt = is_unsure && found <= field.accept_len.unwrap_or(found);
    let (rule, hint) = if in_doubt && found > expected {
        (Rule::FIELD_LENGTH_IN_DOUBT, MAY_BE_SENT)
    } else {
        (Rule::FIELD_LENGTH, PUT_RIGHT)
    };
    Some((
        rule,
        format!("{}の桁数が違います（{found}桁）。", field.name),
        format!("{most}です。{hint}"),
    ))
}

fn wrong_form(field: &Field, value: &str) -> Option<Wrong> {
    if field.field_type.accepts(value) {
        return None;
    }
    let (rule, hint) = if field.unsure {
        (Rule::FIELD_FORM_IN_DOUBT, MAY_BE_SENT)
    } else {
        (Rule::FIELD_FORM, PUT_RIGHT)
    };
    Some((
        rule,
        format!("{}の書き方が違います。", field.name),
        format!("{}です。{hint}", field.field_type.form()),
    ))
}

fn wrong_code(field: &Field, value: &str) -> Option<Wrong> {
    let codes = field.codes.filter(|codes| !codes.contains_key(value))?;
    debug_assert_eq!(field.field_type, FieldType::Enum);
    let allowed: Vec<_> = codes
        .iter()
        .map(|(code, meaning)| format!("{code} {meaning}"))
        .collect();
    Some((
        Rule::FIELD_CODE,
        format!("{}のコードが決められたものではありません。", field.name),
        format!(
            "使えるのは{}です。介護ソフトで直して、出力し直してください。",
            allowed.join("、")
        ),
    ))
}
