//! Keys of one-time passwords.

use aws_lc_rs::hmac;
use secrecy::SecretString;
use tasuki_exchange::{check_totp, totp_secret_text, totp_uri};
use tasuki_store::OperatorRow;
use zeroize::Zeroizing;

use super::OperatorError;
use crate::registry::Registry;

/// Bytes of a key, as RFC 4226 recommends.
const KEY: usize = 20;

/// The key of one-time passwords. It is told once; the records hold it under the vault's key.
#[derive(Clone, Debug)]
pub struct OperatorKey {
    /// What a QR code for authenticator apps holds.
    pub uri: SecretString,
    /// What is typed into an app that takes no URI.
    pub text: SecretString,
}

impl Registry {
    /// A new key, and as the records hold it.
    pub(super) fn new_operator_key(
        &self,
        name: &str,
    ) -> Result<(Vec<u8>, OperatorKey), OperatorError> {
        let mut secret = Zeroizing::new([0; KEY]);
        self.entropy.fill(&mut *secret);
        let sealed = self.vault.seal(&purpose(name), &*secret)?;
        let key = OperatorKey {
            uri: totp_uri("Tasuki", name, &*secret).into(),
            text: totp_secret_text(&*secret).into(),
        };
        Ok((sealed, key))
    }

    /// The step of the one-time password `code`; none for one that is wrong or was used.
    pub(super) fn totp_step(
        &self,
        row: &OperatorRow,
        code: &str,
    ) -> Result<Option<u64>, OperatorError> {
        let secret = self.vault.open(&purpose(&row.name), &row.sealed_totp)?;
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &secret);
        let hmac = |message: &[u8]| {
            let mut mac = [0; 20];
            let tag = hmac::sign(&key, message);
            mac.iter_mut()
                .zip(tag.as_ref())
                .for_each(|(to, from)| *to = *from);
            mac
        };
        Ok(check_totp(code, self.now(), Some(row.totp_step), hmac))
    }
}

/// What a key is sealed for.
fn purpose(name: &str) -> String {
    format!("operator.totp:{name}")
}
