//! Changing one's own password, as offices do on the claims site and operators in the console.
//!
//! Other pages share its fields: the password until now before something that matters, and the new
//! one after a reset.

use askama::Template;
use secrecy::SecretString;
use serde::Deserialize;
use tasuki_exchange::PasswordFault;
use tasuki_ui::{ErrorSummary, Field, FormState, Shell};

use super::{Role, Visit, Visitor};
use crate::registry::NewPassword;

/// The fields whose values are never shown again.
pub(super) const SECRETS: [&str; 3] = ["old", "new", "again"];

#[derive(Template)]
#[template(path = "common/password.html")]
pub(super) struct PasswordPage {
    shell: Shell,
    reason: Reason,
    /// Where the temporary password comes from.
    temporary: &'static str,
    csrf: String,
    /// For password managers.
    user: String,
    summary: ErrorSummary,
    old: Field,
    new: Field,
    again: Field,
}

impl PasswordPage {
    /// The page; `temporary` tells where a temporary password comes from.
    pub(super) fn new(
        shell: Shell,
        visit: &Visit,
        form: &FormState,
        temporary: &'static str,
    ) -> Self {
        let old = current(form, "old");
        let [new, again] = chosen(form);
        Self {
            shell,
            reason: Reason::of(&visit.visitor),
            temporary,
            user: user_of(visit),
            csrf: visit.csrf().to_owned(),
            summary: ErrorSummary::of([&old, &new, &again]),
            old,
            new,
            again,
        }
    }
}

/// Why somebody changes the password.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reason {
    /// It is temporary, and must be changed before anything else.
    Temporary,
    /// Its time is over, and it must be changed before anything else.
    Expired,
    OwnWish,
}

impl Reason {
    fn of(visitor: &Visitor) -> Self {
        match visitor {
            Visitor::Office { user, .. } if user.is_temporary => Self::Temporary,
            Visitor::Office { is_new: true, .. } => Self::Expired,
            Visitor::Operator(_, Role::NewOperator) => Self::Temporary,
            Visitor::Office { .. } | Visitor::Operator(..) | Visitor::Nobody => Self::OwnWish,
        }
    }
}

/// The name under which the visitor logs in.
pub(super) fn user_of(visit: &Visit) -> String {
    match &visit.visitor {
        Visitor::Office { user, .. } => user.id.to_string(),
        Visitor::Operator(operator, _) => operator.name.clone(),
        Visitor::Nobody => String::new(),
    }
}

/// What is typed.
#[derive(Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    old: SecretString,
    #[serde(default)]
    new: SecretString,
    #[serde(default)]
    again: SecretString,
}

impl From<Typed> for NewPassword {
    fn from(typed: Typed) -> Self {
        Self {
            old: typed.old,
            new: typed.new,
            again: typed.again,
        }
    }
}

/// The field of the password until now.
pub(super) fn current(form: &FormState, name: &str) -> Field {
    form.field(name, "現在のパスワード")
        .required()
        .max_length(64)
        .autocomplete("current-password")
}

/// The fields of a new password, which is typed twice: `new` and `again`.
pub(super) fn chosen(form: &FormState) -> [Field; 2] {
    let field = |name, label| {
        let field = form.field(name, label).required().max_length(64);
        field.autocomplete("new-password")
    };
    [
        field("new", "新しいパスワード").help(
            "半角の英字と数字をそれぞれ1文字以上使い、8文字以上64文字以内で入力してください。記号も使えます。",
        ),
        field("again", "新しいパスワード（確認用）"),
    ]
}

/// Says that the password until now is wrong.
pub(super) fn refuse_current(form: &mut FormState, name: &str) {
    form.refuse(name, "現在のパスワードに誤りがあります。");
}

/// Says what is wrong with the new password.
pub(super) fn refuse_chosen(form: &mut FormState, faults: &[PasswordFault]) {
    for fault in faults {
        let name = if fault.is_of_repetition() {
            "again"
        } else {
            "new"
        };
        form.refuse(name, fault.what());
    }
}
