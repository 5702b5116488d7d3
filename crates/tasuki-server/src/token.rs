//! Session tokens: signed by the platform, bound to a certificate, kept nowhere.
//!
//! A token is of use only over a connection that shows the certificate it names, so a stolen token
//! alone opens nothing. Because nothing is stored, any process of the platform can check it, and a
//! restart ends no session.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use jiff::SignedDuration;
use tasuki_terms::{Digest, OfficeNumber, Timestamp};
use tasuki_wire::{Code, Session, SessionUser};

mod claims;

pub(crate) use claims::Claims;

const MAC: usize = 32;

/// Makes and checks tokens.
pub(crate) struct Tokens {
    key: hmac::Key,
    life: SignedDuration,
    refresh: SignedDuration,
}

impl Tokens {
    /// `key` is secret and the same for all processes of a platform.
    pub(crate) fn new(key: &[u8], life: SignedDuration, refresh: SignedDuration) -> Self {
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, key),
            life,
            refresh,
        }
    }

    /// Opens a session at `now`.
    pub(crate) fn open(
        &self,
        user: SessionUser,
        office: OfficeNumber,
        certificate: Digest,
        now: Timestamp,
    ) -> Session {
        let refresh_until = now.saturating_add(self.refresh).unwrap_or(now);
        self.session(user, office, certificate, now, refresh_until)
    }

    /// Lengthens a session, up to the end that it had when it was opened.
    pub(crate) fn refresh(&self, claims: &Claims, now: Timestamp) -> Session {
        self.session(
            claims.user,
            claims.office,
            claims.certificate,
            now,
            claims.refresh_until,
        )
    }

    fn session(
        &self,
        user: SessionUser,
        office: OfficeNumber,
        certificate: Digest,
        now: Timestamp,
        refresh_until: Timestamp,
    ) -> Session {
        let expires_at = now
            .saturating_add(self.life)
            .unwrap_or(now)
            .min(refresh_until);
        let claims = Claims {
            user,
            office,
            certificate,
            expires_at,
            refresh_until,
        };
        let mut token = claims.write();
        let mac = hmac::sign(&self.key, &token);
        token.extend_from_slice(mac.as_ref());
        Session {
            token: BASE64.encode(token),
            expires_at,
            refresh_until,
        }
    }

    /// Reads a token that is shown with `certificate` at `now`.
    pub(crate) fn check(
        &self,
        token: &str,
        certificate: Digest,
        now: Timestamp,
    ) -> Result<Claims, Code> {
        let bytes = BASE64.decode(token).map_err(|_| Code::SessionInvalid)?;
        let (claims, mac) = bytes
            .len()
            .checked_sub(MAC)
            .and_then(|claims| bytes.split_at_checked(claims))
            .ok_or(Code::SessionInvalid)?;
        let expected = hmac::sign(&self.key, claims);
        verify_slices_are_equal(expected.as_ref(), mac).map_err(|_| Code::SessionInvalid)?;
        let claims = Claims::read(claims).ok_or(Code::SessionInvalid)?;
        if claims.certificate != certificate {
            return Err(Code::SessionOtherCertificate);
        }
        if claims.expires_at <= now {
            return Err(Code::SessionInvalid);
        }
        Ok(claims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_743_000_000 + seconds).unwrap()
    }

    fn tokens() -> Tokens {
        Tokens::new(
            &[7; 32],
            SignedDuration::from_mins(60),
            SignedDuration::from_hours(8),
        )
    }

    fn session() -> Session {
        session_of("KJ137000000101")
    }

    fn session_of(user: &str) -> Session {
        let (user, office) = (user.parse().unwrap(), "1370000001".parse().unwrap());
        tokens().open(user, office, Digest::new([1; 32]), at(0))
    }

    #[test]
    fn a_token_tells_whose_session_it_is() {
        for user in ["KJ137000000101", "C000000000001"] {
            let token = session_of(user).token;
            let claims = tokens().check(&token, Digest::new([1; 32]), at(0));
            assert_eq!(claims.unwrap().user.to_string(), user);
        }
    }

    #[test]
    fn a_token_lives_an_hour_and_only_with_its_certificate() {
        let token = session().token;
        let check = |certificate, second| {
            tokens()
                .check(&token, Digest::new([certificate; 32]), at(second))
                .map(|c| c.office)
        };
        assert_eq!(check(1, 3599), Ok("1370000001".parse().unwrap()));
        assert_eq!(check(1, 3600), Err(Code::SessionInvalid));
        assert_eq!(check(2, 0), Err(Code::SessionOtherCertificate));
        let other = Tokens::new(&[8; 32], SignedDuration::ZERO, SignedDuration::ZERO);
        assert_eq!(
            other.check(&token, Digest::new([1; 32]), at(0)),
            Err(Code::SessionInvalid)
        );
    }

    #[test]
    fn a_refreshed_session_never_outlives_eight_hours() {
        let claims = tokens()
            .check(&session().token, Digest::new([1; 32]), at(0))
            .unwrap();
        let refreshed = tokens().refresh(&claims, at(8 * 3600 - 60));
        assert_eq!(refreshed.expires_at, at(8 * 3600));
    }

    proptest! {
        #[test]
        fn a_changed_token_is_refused(place in 0_usize..105, bit in 0_u32..8) {
            let mut bytes = BASE64.decode(session().token).unwrap();
            let place = place % bytes.len();
            bytes[place] ^= 1 << bit;
            let told = tokens().check(&BASE64.encode(bytes), Digest::new([1; 32]), at(0));
            prop_assert_eq!(told, Err(Code::SessionInvalid));
        }

        #[test]
        fn never_panics(token in ".*") {
            let _told = tokens().check(&token, Digest::new([1; 32]), at(0));
        }
    }
}
