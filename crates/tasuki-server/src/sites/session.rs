//! Sessions: cookies, and for how long they are good.

use axum::http::{HeaderMap, HeaderValue, header};
use jiff::SignedDuration;
use tasuki_exchange::{SessionLimits, SessionState};
use tasuki_seal::{SystemEntropy, sha256};
use tasuki_store::{SiteSessionRow, StoreError};
use tasuki_terms::{Entropy as _, Timestamp};

use super::Site;
use crate::platform::Platform;

/// Bytes of chance in a cookie and in a form's token.
const CHANCE: usize = 32;

/// A session's use is noted when the last note is older than this.
const NOTED_AFTER: SignedDuration = SignedDuration::from_secs(60);

/// For how long sessions of a site are good.
pub(super) const fn limits(site: Site) -> SessionLimits {
    match site {
        Site::Claims | Site::Portal => SessionLimits::OFFICES,
        Site::Console => SessionLimits::CONSOLE,
    }
}

/// The session of a request's cookie, if it is still good.
pub(super) async fn find(
    platform: &Platform,
    site: Site,
    headers: &HeaderMap,
) -> Result<Option<SiteSessionRow>, StoreError> {
    let Some(token) = cookie(headers, site.cookie()).map(|value| sha256(value.as_bytes())) else {
        return Ok(None);
    };
    let now = platform.clock.now();
    let session = platform
        .records
        .read("site_session", move |records| {
            records.site_session(site.as_str(), &token)
        })
        .await?
        .filter(|session| {
            let state = limits(site).state(session.began_at, session.seen_at, now);
            matches!(state, SessionState::Live { .. })
        });
    if let Some(session) = &session
        && now.duration_since(session.seen_at) >= NOTED_AFTER
    {
        let token = session.token;
        platform
            .records
            .change("touch_session", move |records| {
                records.touch_session(&token, now)
            })
            .await?;
    }
    Ok(session)
}

/// A session that begins, and the header that gives its cookie to the browser. It is new at each
/// log-in, so that no cookie from before is worth anything.
pub(crate) fn begin(site: Site, subject: String, now: Timestamp) -> (SiteSessionRow, HeaderValue) {
    let value = chance();
    let session = SiteSessionRow {
        token: sha256(value.as_bytes()),
        site: site.as_str().to_owned(),
        subject,
        csrf: chance(),
        began_at: now,
        seen_at: now,
        opened: Vec::new(),
    };
    (session, set_cookie(site, &value, ""))
}

/// The header that takes the cookie back.
pub(crate) fn take_back(site: Site) -> HeaderValue {
    set_cookie(site, "", "; Max-Age=0")
}

fn set_cookie(site: Site, value: &str, more: &str) -> HeaderValue {
    let name = site.cookie();
    let text = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{more}");
    // Names and hexadecimal digits are always a header's characters.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(known, value)| (known == name).then_some(value))
}

/// Chance, as hexadecimal digits.
pub(crate) fn chance() -> String {
    let mut bytes = [0; CHANCE];
    SystemEntropy.fill(&mut bytes);
    hex::encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(
            header::COOKIE,
            HeaderValue::from_static("a=1; __Host-tasuki-portal=ab=c; b=2"),
        );
        assert_eq!(cookie(&headers, "__Host-tasuki-portal"), Some("ab=c"));
        assert_eq!(cookie(&headers, "__Host-tasuki"), None);
    }

    #[test]
    fn each_session_has_chance_of_its_own() {
        let now = Timestamp::UNIX_EPOCH;
        let (one, cookie) = begin(Site::Claims, "KJ".to_owned(), now);
        let (other, _) = begin(Site::Claims, "KJ".to_owned(), now);
        assert_ne!(one.token, other.token);
        assert_ne!(one.csrf, other.csrf);
        let cookie = cookie.to_str().unwrap();
        assert!(cookie.starts_with("__Host-tasuki-claims="), "{cookie}");
        assert!(cookie.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"));
    }
}
