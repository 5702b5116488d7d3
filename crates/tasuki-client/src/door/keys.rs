//! One-time tokens and the cookies they are exchanged for.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use tasuki_terms::Entropy;

/// Bytes of chance in a token and in a cookie.
const CHANCE: usize = 32;

/// How many tokens and cookies are known at once: the oldest are forgotten first.
const MOST: usize = 16;

/// What opens the door.
pub(crate) struct Keys {
    cookie_name: String,
    show: String,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    tokens: VecDeque<String>,
    cookies: VecDeque<String>,
}

impl Keys {
    pub(crate) fn new(port: u16, entropy: &dyn Entropy) -> Self {
        Self {
            // Browsers do not tell ports apart, so each client has a cookie of its own.
            cookie_name: format!("tasuki-{port}"),
            show: chance(entropy),
            open: Mutex::default(),
        }
    }

    /// The name of the cookie.
    pub(crate) fn cookie_name(&self) -> &str {
        &self.cookie_name
    }

    /// The secret with which a second start asks for a one-time address.
    pub(crate) fn show_secret(&self) -> &str {
        &self.show
    }

    /// Whether somebody knows that secret.
    pub(crate) fn may_show(&self, secret: &str) -> bool {
        is_same(&self.show, secret)
    }

    /// A token that opens the door once.
    pub(crate) fn new_token(&self, entropy: &dyn Entropy) -> String {
        let token = chance(entropy);
        keep(&mut self.open().tokens, token.clone());
        token
    }

    /// Exchanges a token for a cookie; none for a token that was used or never given.
    pub(crate) fn exchange(&self, token: &str, entropy: &dyn Entropy) -> Option<String> {
        let mut open = self.open();
        let place = open.tokens.iter().position(|known| is_same(known, token))?;
        open.tokens.remove(place);
        let cookie = chance(entropy);
        keep(&mut open.cookies, cookie.clone());
        Some(cookie)
    }

    /// Whether a cookie was given here.
    pub(crate) fn knows(&self, cookie: &str) -> bool {
        let open = self.open();
        open.cookies.iter().any(|known| is_same(known, cookie))
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes as long for a nearly right secret as for a wrong one.
fn is_same(known: &str, told: &str) -> bool {
    verify_slices_are_equal(known.as_bytes(), told.as_bytes()).is_ok()
}

fn keep(known: &mut VecDeque<String>, new: String) {
    known.push_back(new);
    if known.len() > MOST {
        known.pop_front();
    }
}

/// 256 bits of chance in hexadecimal digits.
pub(crate) fn chance(entropy: &dyn Entropy) -> String {
    let mut bytes = [0; CHANCE];
    entropy.fill(&mut bytes);
    hex::encode(bytes)
}

#[cfg(test)]
mod tests {
    use tasuki_seal::SystemEntropy;

    use super::*;

    #[test]
    fn a_token_opens_once() {
        let keys = Keys::new(4000, &SystemEntropy);
        let token = keys.new_token(&SystemEntropy);
        assert!(keys.exchange("", &SystemEntropy).is_none());
        let cookie = keys.exchange(&token, &SystemEntropy).unwrap();
        assert!(keys.knows(&cookie) && !keys.knows(&token) && !keys.knows(""));
        assert!(keys.exchange(&token, &SystemEntropy).is_none());
        assert!(!keys.may_show(&cookie) && keys.may_show(keys.show_secret()));
    }

    #[test]
    fn of_many_tokens_the_oldest_are_forgotten() {
        let keys = Keys::new(4000, &SystemEntropy);
        let tokens: Vec<_> = (0..=MOST).map(|_| keys.new_token(&SystemEntropy)).collect();
        assert!(keys.exchange(&tokens[0], &SystemEntropy).is_none());
        assert!(keys.exchange(&tokens[1], &SystemEntropy).is_some());
    }
}
