//! What an operator made and may take away for a while: letters, files before they are confirmed.

use std::sync::Arc;

use jiff::SignedDuration;
use tasuki_store::Records;
use tasuki_terms::Timestamp;
use zeroize::Zeroizing;

use crate::sites::SiteError;
use crate::sites::session::chance;
use crate::vault::Vault;

/// For how long something is kept.
const TIME: SignedDuration = SignedDuration::from_mins(15);

/// Bytes for one operator each, in the records, so that any process gives them back: letters hold
/// passwords, so they are sealed under the platform's vault key.
#[derive(Debug)]
pub(crate) struct Kept {
    /// What it is, so that nothing is found as something else.
    what: &'static str,
    records: Records,
    vault: Arc<Vault>,
}

impl Kept {
    pub(crate) fn new(what: &'static str, records: &Records, vault: &Arc<Vault>) -> Self {
        Self {
            what,
            records: records.clone(),
            vault: Arc::clone(vault),
        }
    }

    /// Keeps something for an operator, and tells the id under which it is found.
    pub(super) async fn put(
        &self,
        operator: &str,
        value: &[u8],
        now: Timestamp,
    ) -> Result<String, SiteError> {
        let id = chance();
        self.put_as(&id, operator, value, now).await?;
        Ok(id)
    }

    /// Keeps something for an operator under an id that nobody else knows.
    pub(super) async fn put_as(
        &self,
        id: &str,
        operator: &str,
        value: &[u8],
        now: Timestamp,
    ) -> Result<(), SiteError> {
        let (id, until) = (self.id(id), now.checked_add(TIME).unwrap_or(now));
        let sealed = self.vault.seal(&purpose(&id, operator), value);
        let sealed = sealed.map_err(|error| SiteError::fault(&error))?;
        Ok(self.records.keep(&id, operator, sealed, until).await?)
    }

    /// What was kept for this operator under an id; another operator's is not there.
    pub(super) async fn get(
        &self,
        operator: &str,
        id: &str,
        now: Timestamp,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, SiteError> {
        let id = self.id(id);
        let Some(sealed) = self.records.kept(&id, operator, now).await? else {
            return Ok(None);
        };
        let opened = self.vault.open(&purpose(&id, operator), &sealed);
        opened.map(Some).map_err(|error| SiteError::fault(&error))
    }

    fn id(&self, id: &str) -> String {
        format!("{} {id}", self.what)
    }
}

/// For what it is sealed: nobody moves it to another operator or id.
fn purpose(id: &str, operator: &str) -> String {
    format!("kept {id} {operator}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_its_operator_finds_it_for_a_quarter_of_an_hour_as_what_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("records.db").into();
        Records::migrate(&place).await.unwrap();
        let records = Records::open(&place).await.unwrap();
        let vault = Arc::new(Vault::new(&[7; 32]).unwrap());
        let kept = Kept::new("file", &records, &vault);
        let now = Timestamp::UNIX_EPOCH;
        let id = kept.put("one", b"password", now).await.unwrap();
        let get = async |kept: &Kept, operator, id, minutes| {
            let at = now + SignedDuration::from_mins(minutes);
            let found = kept.get(operator, id, at).await.unwrap();
            found.map(|bytes| bytes.to_vec())
        };
        let found = Some(b"password".to_vec());
        assert_eq!(get(&kept, "one", &id, 14).await, found);
        assert_eq!(get(&kept, "two", &id, 14).await, None);
        assert_eq!(get(&kept, "one", &id, 15).await, None);
        assert_eq!(get(&kept, "one", "0", 0).await, None);
        // Another process with the same key finds it, and nobody reads it in the database.
        let other = Records::open(&place).await.unwrap();
        assert_eq!(
            get(&Kept::new("file", &other, &vault), "one", &id, 1).await,
            found
        );
        assert_eq!(
            get(&Kept::new("letters", &other, &vault), "one", &id, 1).await,
            None
        );
        let sealed = records
            .kept(&kept.id(&id), "one", now)
            .await
            .unwrap()
            .unwrap();
        assert!(!sealed.windows(8).any(|window| window == b"password"));
    }
}
