//! The steps of a message, said plainly.

use anyhow::{Context as _, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tasuki_desk::trusted_receipt;
use tasuki_pki::Anchors;
use tasuki_seal::{
    Manifest, Receipt, ReceiptKind, SealedMessage, check_chain, issue, read_manifest, read_receipt,
};
use tasuki_terms::{MessageId, MessageState};
use tasuki_wire::{MessageDetail, MessageList, MessageReceipt, RECEIPT_HEADER};

use crate::{Answer, Caller, TownOffice};

impl Caller {
    /// Sends a message.
    pub async fn send(&self, message: &SealedMessage) -> anyhow::Result<Answer> {
        self.put_message(message.manifest.id, message.envelope.clone())
            .await
    }

    /// Asks for the whole content of a message.
    pub async fn fetch(&self, id: MessageId) -> anyhow::Result<Answer> {
        self.get(&format!("/v1/messages/{id}/content")).await
    }

    /// Withdraws a message.
    pub async fn withdraw(&self, id: MessageId) -> anyhow::Result<Answer> {
        self.post(&format!("/v1/messages/{id}/withdrawal")).await
    }

    /// A message with its proof.
    pub async fn detail(&self, id: MessageId) -> anyhow::Result<MessageDetail> {
        let answer = self.get(&format!("/v1/messages/{id}")).await?;
        ensure!(answer.status == 200, "no detail: {}", answer.text());
        answer.json()
    }

    /// A page of a list, such as `inbox?state=accepted`.
    pub async fn list(&self, of: &str) -> anyhow::Result<MessageList> {
        let answer = self.get(&format!("/v1/{of}")).await?;
        ensure!(answer.status == 200, "no list: {}", answer.text());
        answer.json()
    }

    /// All pages of a list without parameters of its own.
    pub async fn whole_list(&self, of: &str) -> anyhow::Result<Vec<MessageId>> {
        let mut ids = Vec::new();
        let mut page = self.list(&format!("{of}?limit=200")).await?;
        loop {
            ids.extend(page.messages.iter().map(|message| message.id));
            let Some(next) = page.next else {
                return Ok(ids);
            };
            page = self.list(&format!("{of}?limit=200&cursor={next}")).await?;
        }
    }
}

impl Answer {
    /// The receipt that the answer brings: in its header, beside a content, or in its body.
    pub fn receipt(&self) -> anyhow::Result<Vec<u8>> {
        match self.headers.get(RECEIPT_HEADER) {
            Some(header) => Ok(BASE64_STANDARD.decode(header)?),
            None => Ok(BASE64_STANDARD.decode(self.json::<MessageReceipt>()?.receipt)?),
        }
    }
}

impl TownOffice {
    /// This office's receipt for having opened a message, behind the receipt for fetching it.
    pub fn opening(&self, manifest: &Manifest, fetched: &[u8]) -> anyhow::Result<Vec<u8>> {
        let fetched = read_receipt(fetched)?.receipt;
        let receipt = Receipt {
            version: Receipt::VERSION,
            kind: ReceiptKind::Opened,
            message: manifest.id,
            digest: manifest.digest(),
            sender: manifest.sender,
            receiver: manifest.receiver,
            at: fetched.at,
            previous: Some(fetched.digest()),
        };
        Ok(issue(&receipt, &self.identity()?)?)
    }

    /// The state that a message's receipts prove, all signatures, signers and the chain verified.
    pub fn proven(&self, detail: &MessageDetail) -> anyhow::Result<MessageState> {
        let anchors = Anchors::from_pem(&self.keys.authority_pem)?;
        let (manifest, _) = read_manifest(&BASE64_STANDARD.decode(&detail.manifest)?)?;
        let mut receipts = Vec::new();
        for entry in &detail.receipts {
            let der = BASE64_STANDARD.decode(&entry.receipt)?;
            let receipt = trusted_receipt(&der, &manifest, &anchors)?.receipt;
            ensure!(receipt.kind.state() == entry.state, "another kind is told");
            receipts.push(receipt);
        }
        let state = check_chain(&manifest, &receipts).context("the chain")?;
        ensure!(state == detail.summary.state, "another state is told");
        Ok(state)
    }
}
