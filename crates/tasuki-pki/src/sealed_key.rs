//! Private keys at rest, under a password.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use tasuki_terms::Entropy;
use zeroize::Zeroizing;

const MAGIC: &[u8; 4] = b"TSK\x01";
const SALT_LEN: usize = 16;
/// Magic, memory, passes, lanes, salt, nonce.
const HEAD_LEN: usize = 4 + 4 + 4 + 1 + SALT_LEN + NONCE_LEN;
const KEY_LEN: usize = 32;
/// What damaged bytes may cost at most: KiB, passes, lanes.
const DEAREST: Cost = Cost {
    memory_kib: 512 * 1024,
    passes: 16,
    lanes: 4,
};

/// A private key under a password: argon2id makes a key of the password, AES-256-GCM seals with it.
///
/// As bytes: `TSK` and the version 1; memory in KiB and passes as 32-bit numbers, lanes as a byte
/// (big-endian); 16 bytes of salt, 12 of nonce; the sealed key with its tag. All that stands before
/// the sealed key is authenticated with it.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedKey(Vec<u8>);

/// What opening a key costs whoever tries passwords.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u8,
}

impl Cost {
    /// For passwords that are typed often (証明書発行用パスワード): 19 MiB, two passes.
    pub const PASSWORD: Self = Self {
        memory_kib: 19_456,
        passes: 2,
        lanes: 1,
    };
    /// For passphrases of keys that are seldom used: 64 MiB, four passes.
    pub const PASSPHRASE: Self = Self {
        memory_kib: 64 * 1024,
        passes: 4,
        lanes: 1,
    };
    /// Hardly any: for tests, and for passphrases that are themselves 128 bits of chance.
    pub const LEAST: Self = Self {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };
}

impl SealedKey {
    /// Seals a private key (PKCS#8). Salt and nonce are drawn from `entropy`.
    pub fn seal(
        key_pkcs8_der: &[u8],
        password: &str,
        cost: Cost,
        entropy: &dyn Entropy,
    ) -> Result<Self, CannotSeal> {
        let mut chance = [0; SALT_LEN + NONCE_LEN];
        entropy.fill(&mut chance);
        let mut bytes = Vec::with_capacity(HEAD_LEN + key_pkcs8_der.len() + AES_256_GCM.tag_len());
        bytes.extend(MAGIC);
        bytes.extend(cost.memory_kib.to_be_bytes());
        bytes.extend(cost.passes.to_be_bytes());
        bytes.push(cost.lanes);
        bytes.extend(chance);
        let head = Head::read(&bytes).ok_or(CannotSeal)?;
        let key = head.key(password).ok_or(CannotSeal)?;
        let mut sealed = Zeroizing::new(key_pkcs8_der.to_vec());
        let tag = key
            .seal_in_place_separate_tag(head.nonce(), Aad::from(&bytes), &mut sealed)
            .map_err(|_| CannotSeal)?;
        bytes.extend(&*sealed);
        bytes.extend(tag.as_ref());
        Ok(Self(bytes))
    }

    /// Takes bytes that may be a sealed key; [`SealedKey::open`] tells whether they are.
    pub const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// Whether bytes say that they are a sealed key.
    pub fn is_one(bytes: &[u8]) -> bool {
        bytes.starts_with(MAGIC)
    }

    /// The sealed key as bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Opens the key. Whether the password is wrong or the bytes are damaged cannot be told.
    pub fn open(&self, password: &str) -> Result<Zeroizing<Vec<u8>>, CannotOpen> {
        let (head_bytes, sealed) = self.0.split_at_checked(HEAD_LEN).ok_or(CannotOpen)?;
        let head = Head::read(head_bytes).ok_or(CannotOpen)?;
        let key = head.key(password).ok_or(CannotOpen)?;
        let mut opened = Zeroizing::new(sealed.to_vec());
        let length = key
            .open_in_place(head.nonce(), Aad::from(head_bytes), &mut opened)
            .map_err(|_| CannotOpen)?
            .len();
        opened.truncate(length);
        Ok(opened)
    }
}

struct Head {
    cost: Cost,
    salt: [u8; SALT_LEN],
    nonce: [u8; NONCE_LEN],
}

impl Head {
    /// None if there is no such head, or if it would cost too much to follow.
    fn read(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (memory_kib, rest) = rest.split_first_chunk()?;
        let (passes, rest) = rest.split_first_chunk()?;
        let (lanes, rest) = rest.split_first()?;
        let (salt, rest) = rest.split_first_chunk()?;
        let (nonce, _) = rest.split_first_chunk()?;
        let cost = Cost {
            memory_kib: u32::from_be_bytes(*memory_kib),
            passes: u32::from_be_bytes(*passes),
            lanes: *lanes,
        };
        let is_payable = cost.memory_kib <= DEAREST.memory_kib
            && cost.passes <= DEAREST.passes
            && cost.lanes <= DEAREST.lanes;
        is_payable.then_some(Self {
            cost,
            salt: *salt,
            nonce: *nonce,
        })
    }

    fn nonce(&self) -> Nonce {
        Nonce::assume_unique_for_key(self.nonce)
    }

    fn key(&self, password: &str) -> Option<LessSafeKey> {
        let Cost {
            memory_kib,
            passes,
            lanes,
        } = self.cost;
        let params = Params::new(memory_kib, passes, lanes.into(), Some(KEY_LEN)).ok()?;
        let mut key = Zeroizing::new([0; KEY_LEN]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(password.as_bytes(), &self.salt, &mut *key)
            .ok()?;
        Some(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &*key).ok()?))
    }
}

impl fmt::Debug for SealedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealedKey").finish_non_exhaustive()
    }
}

/// The key cannot be sealed: its cost or its length is out of bounds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the key cannot be sealed")]
pub struct CannotSeal;

/// The password is wrong, or the bytes are damaged.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the key cannot be opened: wrong password or damaged")]
pub struct CannotOpen;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Bytes that count up from a seed.
    struct Counting(u8);

    impl Entropy for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            for (place, byte) in (0_u8..).zip(bytes) {
                *byte = self.0.wrapping_add(place);
            }
        }
    }

    fn sealed(key: &[u8], password: &str) -> SealedKey {
        SealedKey::seal(key, password, Cost::LEAST, &Counting(0)).unwrap()
    }

    #[test]
    fn the_form_stays_readable() {
        let sealed = sealed(b"key", "password");
        insta::assert_snapshot!(
            hex::encode(sealed.as_bytes()),
            @"54534b01000000080000000101000102030405060708090a0b0c0d0e0f101112131415161718191a1b9e21e83335c449f4740fd676cc20a35b2518ac"
        );
    }

    #[test]
    fn the_cost_of_the_issuing_password_is_what_its_name_says() {
        let sealed = SealedKey::seal(b"key", "鍵", Cost::PASSWORD, &Counting(1)).unwrap();
        let head = Head::read(sealed.as_bytes()).unwrap();
        assert_eq!(head.cost, Cost::PASSWORD);
        assert_eq!(**sealed.open("鍵").unwrap(), *b"key");
    }

    #[test]
    fn no_bytes_make_opening_endless() {
        let mut bytes = sealed(b"key", "password").as_bytes().to_vec();
        bytes[4..8].fill(0xff);
        let opened = SealedKey::from_bytes(bytes).open("password");
        assert_eq!(opened.unwrap_err(), CannotOpen);
    }

    #[test]
    fn two_seals_of_one_key_differ() {
        let of = |seed| SealedKey::seal(b"key", "p", Cost::LEAST, &Counting(seed)).unwrap();
        assert_ne!(of(1), of(2));
    }

    proptest! {
        #[test]
        fn the_password_opens_and_no_other(key: Vec<u8>, password: String, other: String) {
            let sealed = sealed(&key, &password);
            prop_assert_eq!(&**sealed.open(&password).unwrap(), &key[..]);
            if other != password {
                prop_assert_eq!(sealed.open(&other).unwrap_err(), CannotOpen);
            }
        }

        #[test]
        fn any_changed_bit_is_noticed(place: prop::sample::Index, bit in 0..8_u8) {
            let mut bytes = sealed(b"a key", "password").as_bytes().to_vec();
            let place = place.index(bytes.len());
            // What opening may cost is another test's.
            prop_assume!(!(4..HEAD_LEN - SALT_LEN - NONCE_LEN).contains(&place));
            bytes[place] ^= 1 << bit;
            let opened = SealedKey::from_bytes(bytes).open("password");
            prop_assert_eq!(opened.unwrap_err(), CannotOpen);
        }

        #[test]
        fn never_panics(bytes: Vec<u8>, password: String) {
            let opened = SealedKey::from_bytes(bytes).open(&password);
            prop_assert_eq!(opened.unwrap_err(), CannotOpen);
        }
    }
}
