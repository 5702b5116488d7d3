//! What became visible of a message that was sent.

use tasuki_seal::SealedMessage;
use tasuki_terms::{MessageId, MessageState};
use tasuki_testing::{Caller, sealed};
use tasuki_wire::MessageReceipt;

use crate::problems::refused;
use crate::town::Three;

/// Sessions of all three offices.
pub(crate) struct Senders {
    pub(crate) manager: Caller,
    pub(crate) helper: Caller,
    pub(crate) stranger: Caller,
}

impl Senders {
    pub(crate) async fn new(three: &Three) -> Self {
        let (manager, helper, stranger) = tokio::try_join!(
            three.manager.session(&three.town),
            three.helper.session(&three.town),
            three.stranger.session(&three.town),
        )
        .unwrap();
        Self {
            manager,
            helper,
            stranger,
        }
    }

    /// Asserts that nobody sees anything of the message `id`.
    pub(crate) async fn assert_nothing_of(&self, id: MessageId) {
        for caller in [&self.manager, &self.helper, &self.stranger] {
            for list in ["inbox", "outbox"] {
                let listed = caller.whole_list(list).await.unwrap();
                assert!(!listed.contains(&id), "{list}");
            }
            for path in ["", "/content"] {
                let answer = caller.get(&format!("/v1/messages/{id}{path}")).await;
                assert_eq!(refused(&answer.unwrap()), "message.not-found");
            }
        }
    }

    /// Sends a message from the manager to the helper, and asserts that both and nobody else see
    /// it, and that its content arrives.
    pub(crate) async fn assert_taken(&self, message: &SealedMessage) {
        let id = message.manifest.id;
        let answer = self.manager.send(message).await.unwrap();
        assert_eq!(answer.status, 201, "{}", answer.text());
        let receipt: MessageReceipt = answer.json().unwrap();
        assert_eq!((receipt.id, receipt.state), (id, MessageState::Accepted));
        assert!(
            self.manager
                .whole_list("outbox")
                .await
                .unwrap()
                .contains(&id)
        );
        assert!(self.helper.whole_list("inbox").await.unwrap().contains(&id));
        assert!(self.stranger.whole_list("inbox").await.unwrap().is_empty());
        let content = self.helper.fetch(id).await.unwrap();
        assert_eq!(content.body, message.envelope);
    }

    /// Asserts that a good message is taken.
    pub(crate) async fn still_good(&self, three: &Three) {
        let message = sealed(9, &three.manager, &three.helper).unwrap();
        self.assert_taken(&message).await;
    }
}
