//! The proxy (プロキシサーバー) between the office and the platform.

use std::fmt;
use std::path::PathBuf;

use reqwest::Url;
use secrecy::{ExposeSecret as _, SecretString};
use tasuki_terms::Entropy;

use super::settings::PROFILE_FILE;
use super::{Profile, ProfileError};
use crate::durable::{self, Access};

/// The file with user name and password, sealed under the profile key.
pub(super) const LOGIN_FILE: &str = "proxy.sealed";
/// What it is sealed for.
const PLACE: &str = "proxy";

/// An HTTP proxy that lets connections through to the platform (`CONNECT`, RFC 9110, 9.3.6). It sees
/// the platform's address and nothing of what is said: TLS begins behind it.
#[derive(Clone)]
pub struct Proxy {
    address: Url,
    login: Option<ProxyLogin>,
}

/// Who the office is for its proxy.
#[derive(Clone)]
pub struct ProxyLogin {
    /// The user name; it holds no line break.
    pub user: String,
    /// The password.
    pub password: SecretString,
}

/// The address of a proxy is not one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("no address of a proxy")]
pub struct NoProxyAddress;

impl Proxy {
    /// The proxy at `address`, which is `host:port`, or an `http://…` address without a path.
    pub fn new(address: &str, login: Option<ProxyLogin>) -> Result<Self, NoProxyAddress> {
        let address = address.trim();
        let whole = if address.contains("://") {
            address.to_owned()
        } else {
            format!("http://{address}")
        };
        let address: Url = whole.parse().map_err(|_| NoProxyAddress)?;
        let is_plain = address.path() == "/"
            && address.query().is_none()
            && address.fragment().is_none()
            && address.username().is_empty()
            && address.password().is_none();
        if address.scheme() == "http" && address.has_host() && is_plain {
            Ok(Self { address, login })
        } else {
            Err(NoProxyAddress)
        }
    }

    /// Its address as people type it: `host:port`.
    pub fn address(&self) -> String {
        let host = self.address.host_str().unwrap_or_default();
        let port = self.address.port_or_known_default().unwrap_or(80);
        format!("{host}:{port}")
    }

    /// Who the office is for it, if it asks.
    pub const fn login(&self) -> Option<&ProxyLogin> {
        self.login.as_ref()
    }

    /// The same for the HTTP client.
    pub(crate) fn for_client(&self) -> Result<reqwest::Proxy, reqwest::Error> {
        let proxy = reqwest::Proxy::https(self.address.clone())?;
        Ok(match &self.login {
            Some(login) => proxy.basic_auth(&login.user, login.password.expose_secret()),
            None => proxy,
        })
    }
}

impl Profile {
    /// The proxy, if the office has one.
    pub fn proxy(&self) -> Result<Option<Proxy>, ProfileError> {
        let Some(address) = self.settings()?.proxy else {
            return Ok(None);
        };
        let login = match durable::read(&self.login_file()).map_err(ProfileError::File)? {
            Some(sealed) => {
                let opened = self.keyring().open(PLACE, &sealed)?;
                let text = std::str::from_utf8(&opened).unwrap_or_default();
                text.split_once('\n').map(|(user, password)| ProxyLogin {
                    user: user.to_owned(),
                    password: password.into(),
                })
            }
            None => None,
        };
        Proxy::new(&address, login)
            .map(Some)
            .map_err(|NoProxyAddress| ProfileError::Setting {
                path: self.dir().join(PROFILE_FILE),
                name: "proxy",
                found: address,
            })
    }

    /// Goes through this proxy from now on, or through none; who is asked for at the proxy is
    /// sealed. A [`Platform`](crate::Platform) that is open already is told by `use_proxy`.
    pub fn set_proxy(
        &self,
        proxy: Option<&Proxy>,
        entropy: &dyn Entropy,
    ) -> Result<(), ProfileError> {
        let mut settings = self.settings()?;
        // Whatever fails below, no proxy is told the login of another.
        if settings.proxy.take().is_some() {
            settings.save(self.dir())?;
        }
        let file = self.login_file();
        if let Some(login) = proxy.and_then(Proxy::login) {
            let text = format!("{}\n{}", login.user, login.password.expose_secret());
            let text = zeroize::Zeroizing::new(text);
            let sealed = self.keyring().seal(PLACE, text.as_bytes(), entropy)?;
            durable::write(&file, &sealed, Access::Private).map_err(ProfileError::File)?;
        } else if file.exists() {
            durable::remove(&file).map_err(ProfileError::File)?;
        }
        settings.proxy = proxy.map(|proxy| proxy.address.to_string());
        settings.save(self.dir())
    }

    fn login_file(&self) -> PathBuf {
        self.dir().join(LOGIN_FILE)
    }
}

impl fmt::Debug for Proxy {
    /// Shows neither who logs in nor the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy")
            .field("address", &self.address.as_str())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ProxyLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProxyLogin").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_host_and_a_port() {
        for (typed, shown) in [
            ("proxy.example.jp:8080", "proxy.example.jp:8080"),
            (" http://192.0.2.1:3128/ ", "192.0.2.1:3128"),
            ("proxy", "proxy:80"),
        ] {
            assert_eq!(Proxy::new(typed, None).unwrap().address(), shown);
        }
        for typed in [
            "",
            "https://proxy.example.jp:8080",
            "http://a:b@proxy.example.jp",
            "proxy.example.jp/pac",
            "proxy:port",
        ] {
            assert_eq!(
                Proxy::new(typed, None).unwrap_err(),
                NoProxyAddress,
                "{typed}"
            );
        }
    }
}
