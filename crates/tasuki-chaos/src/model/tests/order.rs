//! What requests out of their order are answered is looked at.

use super::*;

#[test]
fn wrong_answers_to_requests_out_of_their_order_are_noticed() {
    for order in Order::ALL {
        // What a request may be answered that comes in its order.
        for answer in ["201", "204", "403 message.not-yours", "422 receipt.invalid"] {
            let wrong = broken(|book, _| {
                told(book, 1).answers.insert((order, answer.to_owned()));
            });
            let expected = Violation::Answered(id(1), order, answer.to_owned());
            assert_eq!(wrong, [expected]);
        }
    }
    let answered = |order, answer: &str| {
        broken(|book, _| {
            told(book, 2).answers.insert((order, answer.to_owned()));
        })
    };
    let right = [
        (Order::WithdrawalBeforeSend, "404 message.not-found"),
        (Order::WithdrawalBesideSend, "200"),
        (Order::ConfirmationBeforeDownload, "409 message.not-fetched"),
        (Order::DownloadBehindWithdrawal, "410 message.withdrawn"),
        (Order::SendBehindWithdrawal, "200"),
    ];
    for (order, answer) in right {
        assert_eq!(answered(order, answer), []);
    }
    let wrong = [
        // Nothing is there yet, and nothing may be remembered of it.
        (Order::WithdrawalBeforeSend, "200"),
        (Order::ConfirmationBeforeDownload, "200"),
        (Order::ConfirmationBehindWithdrawal, "200"),
        (Order::DownloadBehindWithdrawal, "200"),
        (Order::WithdrawalBehindDownload, "200"),
        (Order::WithdrawalAgain, "409 message.already-fetched"),
    ];
    for (order, answer) in wrong {
        assert_ne!(answered(order, answer), []);
    }
}
