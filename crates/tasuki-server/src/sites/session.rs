//! Sessions: cookies, and for how long they are good.

use axum::http::{HeaderMap, HeaderValue, header};
use jiff::SignedDuration;
use tasuki_exchange::{SessionEnding, SessionLimits};
use tasuki_seal::{SystemEntropy, sha256};
use tasuki_store::{SiteSessionRow, StoreError};
use tasuki_terms::{Entropy as _, Timestamp};

use super::{Account, Site};
use crate::platform::Platform;

/// Bytes of chance in a cookie and in a form's token.
const CHANCE: usize = 32;

/// A session's use is noted when the last note is older than this.
const NOTED_AFTER: SignedDuration = SignedDuration::from_secs(60);

impl Account {
    /// For how long sessions of such accounts are good.
    pub(super) const fn limits(self) -> SessionLimits {
        match self {
            Self::Office => SessionLimits::OFFICES,
            Self::Operator => SessionLimits::CONSOLE,
        }
    }
}

/// What a request's cookie stands for.
pub(super) enum Found {
    /// There is none.
    NoCookie,
    /// A session that can be used, and whose accounts those are.
    Live(Account, SiteSessionRow),
    /// One that cannot be used any more.
    Ended(SessionEnding),
}

/// The session of a request's cookie. Where nobody logs in, there is none.
pub(super) async fn find(
    platform: &Platform,
    site: Site,
    headers: &HeaderMap,
) -> Result<Found, StoreError> {
    let value = cookie(headers, site.cookie());
    let (Some(account), Some(value)) = (site.account(), value) else {
        return Ok(Found::NoCookie);
    };
    let token = sha256(value.as_bytes());
    let now = platform.clock.now();
    let session = platform
        .records
        .read("site_session", move |records| {
            records.site_session(site.as_str(), &token)
        })
        .await?;
    let Some(mut session) = session else {
        return Ok(Found::Ended(SessionEnding::Gone));
    };
    let state = account
        .limits()
        .state(session.began_at, session.seen_at, now);
    if let Some(ending) = state.ending() {
        return Ok(Found::Ended(ending));
    }
    if now.duration_since(session.seen_at) >= NOTED_AFTER {
        touch(platform, &session, now).await?;
        session.seen_at = now;
    }
    Ok(Found::Live(account, session))
}

/// Notes that a session is used now.
pub(super) async fn touch(
    platform: &Platform,
    session: &SiteSessionRow,
    now: Timestamp,
) -> Result<(), StoreError> {
    let token = session.token;
    platform
        .records
        .change("touch_session", move |records| {
            records.touch_session(&token, now)
        })
        .await
}

/// Seconds until a session ends: by rest, counted from what is noted of its use, and by age.
pub(super) fn seconds_left(account: Account, session: &SiteSessionRow, now: Timestamp) -> [u32; 2] {
    let limits = account.limits();
    let left = |from: Timestamp, time: SignedDuration| {
        let left = time.saturating_sub(now.duration_since(from)).as_secs();
        u32::try_from(left.max(0)).unwrap_or(u32::MAX)
    };
    [
        left(session.seen_at, limits.idle),
        left(session.began_at, limits.absolute),
    ]
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
        confirmed_at: None,
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
    fn browsers_are_told_no_more_time_than_there_is() {
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        let (mut session, _) = begin(Site::Claims, "KJ".to_owned(), at(0));
        assert_eq!(
            seconds_left(Account::Office, &session, at(50)),
            [1750, 8 * 3600 - 50]
        );
        session.seen_at = at(8 * 3600 - 60);
        assert_eq!(
            seconds_left(Account::Office, &session, at(8 * 3600 - 30)),
            [1770, 30]
        );
        assert_eq!(seconds_left(Account::Office, &session, at(9 * 3600))[1], 0);
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
