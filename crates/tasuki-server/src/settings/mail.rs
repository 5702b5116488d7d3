//! The mail server.

use std::path::PathBuf;

use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};

use super::SettingsError;

/// The mail server (SMTP).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Who sends: `名称 <address>`.
    pub from: String,
    /// How the connection is protected.
    #[serde(default)]
    pub security: MailSecurity,
    /// The user there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// A file with the password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_file: Option<PathBuf>,
}

/// How the connection to a mail server is protected.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    /// It must become TLS before anything is said (port 587, mostly).
    #[default]
    Starttls,
    /// It is TLS from its first byte (port 465, mostly).
    Tls,
    /// It is not: for a server on this machine, or one that wants no password.
    None,
}

impl Mail {
    /// Fails if a password would be sent in clear over a network, or the sender is none.
    pub(super) fn check(&self) -> Result<(), SettingsError> {
        let is_here = self.host == "localhost"
            || self
                .host
                .parse()
                .is_ok_and(|address: std::net::IpAddr| address.is_loopback());
        if self.security == MailSecurity::None && self.user.is_some() && !is_here {
            return Err(SettingsError::MailInClear);
        }
        let from: Result<Mailbox, _> = self.from.parse();
        from.map(drop).map_err(|_| SettingsError::MailFrom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(host: &str, more: &str) -> Mail {
        let text = format!("host = \"{host}\"\nport = 25\nfrom = \"a@example.jp\"\n{more}");
        toml::from_str(&text).unwrap()
    }

    #[test]
    fn a_password_does_not_go_in_clear_to_another_machine() {
        let clear = "security = \"none\"\n";
        let with_user = "security = \"none\"\nuser = \"tasuki\"\n";
        assert!(mail("smtp.example.jp", clear).check().is_ok());
        assert!(mail("localhost", with_user).check().is_ok());
        assert!(mail("127.0.0.1", with_user).check().is_ok());
        assert!(matches!(
            mail("smtp.example.jp", with_user).check(),
            Err(SettingsError::MailInClear)
        ));
        for security in ["", "security = \"tls\"\n", "security = \"starttls\"\n"] {
            let more = format!("{security}user = \"tasuki\"\n");
            assert!(mail("smtp.example.jp", &more).check().is_ok());
        }
        let nobody = Mail {
            from: "ケアプランデータ連携".to_owned(),
            ..mail("localhost", "")
        };
        assert!(matches!(nobody.check(), Err(SettingsError::MailFrom)));
        let named = Mail {
            from: "ケアプランデータ連携 <info@example.jp>".to_owned(),
            ..mail("localhost", "")
        };
        assert!(named.check().is_ok());
        assert_eq!(mail("a", "").security, MailSecurity::Starttls);
    }
}
