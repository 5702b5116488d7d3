//! One value against its item.

use super::{Finding, Place, Rule};
use crate::{Field, FieldType, Presence};

/// What is wrong with a value; at most one thing, the first of: missing, length, form, code, fixed.
pub(super) fn check(field: &Field, value: &str, place: impl Fn() -> Place) -> Option<Finding> {
    // The version is looked at for the whole file.
    if field.unused || field.id == "csv_version" {
        return None;
    }
    if value.is_empty() {
        return missing(field, &place);
    }
    let wrong = wrong_fixed(field, value)
        .or_else(|| wrong_length(field, value))
        .or_else(|| wrong_form(field, value))
        .or_else(|| wrong_code(field, value))?;
    let (rule, what, hint) = wrong;
    Some(Finding::new(rule, place(), what, hint).showing(value, field))
}

type Wrong = (Rule, String, String);

fn missing(field: &Field, place: &impl Fn() -> Place) -> Option<Finding> {
    let (rule, must) = match field.presence {
        Presence::Required => (Rule::FIELD_REQUIRED, "必ず入れる項目です"),
        Presence::Needed => (Rule::FIELD_NEEDED, "入れることが望ましい項目です"),
        Presence::Optional => return None,
    };
    Some(Finding::new(
        rule,
        place(),
        format!("{}が空です。", field.name),
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
    let in_doubt = field.unsure && found <= field.accept_len.unwrap_or(found);
    let rule = if in_doubt && found > expected {
        Rule::FIELD_LENGTH_IN_DOUBT
    } else {
        Rule::FIELD_LENGTH
    };
    Some((
        rule,
        format!("{}の桁数が違います（{found}桁）。", field.name),
        format!("{most}です。介護ソフトで直して、出力し直してください。"),
    ))
}

fn wrong_form(field: &Field, value: &str) -> Option<Wrong> {
    if field.field_type.accepts(value) {
        return None;
    }
    let rule = if field.unsure {
        Rule::FIELD_FORM_IN_DOUBT
    } else {
        Rule::FIELD_FORM
    };
    Some((
        rule,
        format!("{}の書き方が違います。", field.name),
        format!(
            "{}です。介護ソフトで直して、出力し直してください。",
            field.field_type.form()
        ),
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
