//! Why a certificate is revoked (失効の理由), as it is asked.

use tasuki_terms::RevocationReason;
use tasuki_ui::{Choice, ChoiceField, FormState};

/// The name of the field.
pub(super) const REVOCATION: &str = "revocation";

/// The reasons among which one chooses; none is chosen at first.
pub(super) fn revocation_reasons(form: &FormState, reasons: &[RevocationReason]) -> ChoiceField {
    let choices = reasons
        .iter()
        .map(|reason| Choice::new(reason.as_str(), reason.name()));
    let mut field = form.choices(REVOCATION, "失効の理由", choices);
    field.field.required = true;
    field
}
