//! What the sites say of the system's state.

use tasuki_store::{StoreError, SystemStateRow};

use super::Registry;

impl Registry {
    /// Lets the sites say whether the system can be used, and a sentence.
    pub async fn set_system_state(
        &self,
        is_usable: bool,
        sentence: String,
        actor: &str,
    ) -> Result<(), StoreError> {
        let told = if is_usable { "usable" } else { "unusable" };
        let detail = format!("{told} {sentence}").trim_end().to_owned();
        let entry = self.audit(actor, "system.state", "system", detail);
        let row = SystemStateRow {
            is_usable,
            sentence,
            changed_at: self.now(),
        };
        self.records
            .change("set_system_state", move |records| {
                records.save_system_state(&row)?;
                records.append_audit(entry)
            })
            .await
    }
}
