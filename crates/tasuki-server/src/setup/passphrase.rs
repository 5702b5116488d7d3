//! Passphrases that nobody has to think up.

use secrecy::SecretString;
use tasuki_terms::Entropy;

/// Digits and capitals without those that look like others.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS: usize = 5;
const GROUP: usize = 6;

/// Five groups of six letters: 150 bits of chance.
pub fn made_up(entropy: &dyn Entropy) -> SecretString {
    let mut chance = [0; GROUPS * GROUP];
    entropy.fill(&mut chance);
    let mut text = String::with_capacity(chance.len() + GROUPS);
    for (place, byte) in chance.into_iter().enumerate() {
        if place > 0 && place % GROUP == 0 {
            text.push('-');
        }
        let letter = LETTERS.get(usize::from(byte % 32)).copied();
        text.push(char::from(letter.unwrap_or_default()));
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    struct Counting;

    impl Entropy for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            for (place, byte) in (250..=255).chain(0..).zip(bytes) {
                *byte = place;
            }
        }
    }

    #[test]
    fn it_has_five_groups() {
        insta::assert_snapshot!(
            made_up(&Counting).expose_secret(),
            @"TVWXYZ-012345-6789AB-CDEFGH-JKMNPQ"
        );
    }
}
