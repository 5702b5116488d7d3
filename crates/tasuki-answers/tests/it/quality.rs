//! The bars.

use tasuki_answers::Folded;

use crate::measure::{self, ANSWERED, FOUND, REFUSED, Score};

#[test]
fn questions_are_answered_and_searches_hit_as_often_as_they_must() {
    let library = measure::library().unwrap();
    let scores = measure::held_out(&library).unwrap();
    let is_over = |score: &Score, bar, least| {
        assert!(score.all >= least);
        // Which cases they are is not told: they are kept apart.
        assert!(score.share() >= bar, "{} of {}", score.right, score.all);
    };
    is_over(&scores.answered, ANSWERED, 100);
    is_over(&scores.refused, REFUSED, 60);
    let found = &scores.found;
    assert!(found.share() >= FOUND, "{:#?}", found.wrong);
}

#[test]
fn the_questions_that_were_kept_apart_are_not_in_the_faq() {
    let letters = |text: &str| Folded::new(text).letters().replace(' ', "");
    let library = measure::library().unwrap();
    for case in measure::cases(measure::HELD_OUT).unwrap() {
        let asked = letters(case.asked);
        for document in library.documents() {
            let told = document.asked.iter().chain(&document.keywords);
            for sentence in told.chain([&document.title]) {
                assert_ne!(letters(sentence), asked, "{}", document.id);
            }
        }
    }
}
