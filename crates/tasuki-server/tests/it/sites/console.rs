//! The operator's console.

mod certificates;
mod deductions;
mod entry;
mod offices;
mod operators;
mod publishing;

use aws_lc_rs::hmac;
use secrecy::{ExposeSecret as _, SecretString};
use tasuki_exchange::{totp_code, totp_step};
use tasuki_server::{KnownTo, NewOperator, OperatorKey, Role, Site};
use tasuki_testing::{Reply, Surfer, Town};

/// The password of all operators here.
pub(super) const PASSWORD: &str = "Himawari2026";

/// Adds an operator.
pub(super) async fn add(town: &Town, name: &str, role: Role) -> OperatorKey {
    add_known(town, name, role, KnownTo::Owner).await
}

/// Adds an operator whose password somebody else may know, too.
pub(super) async fn add_known(town: &Town, name: &str, role: Role, known: KnownTo) -> OperatorKey {
    let new = NewOperator {
        name: name.to_owned(),
        role,
        password: SecretString::from(PASSWORD),
        known,
    };
    let registry = town.registry().await.unwrap();
    registry.add_operator(new, "test").await.unwrap()
}

/// The one-time password that an authenticator app shows now.
pub(super) fn code(town: &Town, key: &OperatorKey) -> String {
    let secret = base32(key.text.expose_secret());
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &secret);
    totp_code(totp_step(town.clock().now()), |message| {
        hmac::sign(&key, message).as_ref().try_into().unwrap()
    })
}

fn base32(text: &str) -> Vec<u8> {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut bytes, mut word, mut bits) = (Vec::new(), 0_u32, 0);
    for letter in text.chars() {
        let five = u32::try_from(letters.find(letter).unwrap()).unwrap();
        word = (word << 5 | five) & 0xffff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(word >> bits & 0xff).unwrap());
        }
    }
    bytes
}

pub(super) async fn log_in(surfer: &mut Surfer, name: &str, password: &str, code: &str) -> Reply {
    surfer.get("/login").await.unwrap();
    let typed = [("name", name), ("password", password), ("code", code)];
    surfer.post("/login", &typed).await.unwrap()
}

/// An operator who has logged in.
pub(crate) async fn operator(town: &Town, role: Role) -> Surfer {
    let name = role.as_str().replace("operator_", "");
    let key = add(town, &name, role).await;
    let mut surfer = Surfer::new(town, Site::Console).unwrap();
    let reply = log_in(&mut surfer, &name, PASSWORD, &code(town, &key)).await;
    assert_eq!((reply.status, &*reply.location), (303, "/"), "{reply:?}");
    surfer
}

/// The page at `path`.
async fn page(surfer: &mut Surfer, path: &str) -> String {
    let reply = surfer.get(path).await.unwrap();
    assert_eq!(reply.status, 200, "{path}: {reply:?}");
    reply.text()
}

/// Whether `page` says all of `sentences`; the first that it does not is told.
fn says(page: &str, sentences: &[&str]) {
    for sentence in sentences {
        assert!(page.contains(sentence), "{sentence} is not in {page}");
    }
}

/// What stands in `page` between two texts.
fn between<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    let (_, rest) = page.split_once(from).unwrap();
    rest.split_once(to).unwrap().0
}
