//! Near spellings (綴りの揺れ).

/// Whether two words differ in exactly one letter: another one, one too many, one left out, or two
/// neighbours in the other order.
pub(super) fn is_one_off(one: &[char], other: &[char]) -> bool {
    let begin = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (Some(one), Some(other)) = (one.get(begin..), other.get(begin..)) else {
        return false;
    };
    let end = one
        .iter()
        .rev()
        .zip(other.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    match (one.get(..one.len() - end), other.get(..other.len() - end)) {
        (Some([_]), Some([_] | [])) | (Some([]), Some([_])) => true,
        (Some([a, b]), Some([c, d])) => a == d && b == c,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one_off(one: &str, other: &str) -> bool {
        let letters = |text: &str| text.chars().collect::<Vec<_>>();
        is_one_off(&letters(one), &letters(other))
    }

    #[test]
    fn one_letter_may_differ() {
        for other in ["らいせす", "らいせんす", "らいえんす", "らせいんす"] {
            assert!(
                one_off("らいせんす", other) || other == "らいせんす",
                "{other}"
            );
        }
        for other in ["らいせんす", "らせす", "らいせんすす料", "", "あいうえお"]
        {
            assert!(!one_off("らいせんす", other), "{other}");
        }
    }

    proptest! {
        #[test]
        fn either_may_be_the_wrong_one(one in "[あいう]{0,5}", other in "[あいう]{0,5}") {
            prop_assert_eq!(one_off(&one, &other), one_off(&other, &one));
            prop_assert!(!one_off(&one, &one));
        }

        #[test]
        fn a_letter_left_out_is_one_off(word in "[あ-ん]{1,8}", at in 0_usize..8) {
            let mut less: Vec<char> = word.chars().collect();
            let whole = less.clone();
            less.remove(at % whole.len());
            prop_assert!(is_one_off(&whole, &less));
        }
    }
}
