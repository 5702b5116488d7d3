//! The whole chain, from desk to desk.

use tasuki_desk::{Draft, DraftFile, Query};
use tasuki_terms::MessageState;
use tasuki_testing::plan_files;

use crate::town::Three;

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_arrives_byte_for_byte_and_its_sender_sees_that_it_was_opened() {
    let three = Three::start().await;
    let (manager, helper) = (
        three.manager.desk(&three.town).unwrap(),
        three.helper.desk(&three.town).unwrap(),
    );
    let mut files = plan_files(1, &three.manager, &three.helper).unwrap();
    files.push(("案内.pdf".to_owned(), b"%PDF-1.7\n%%EOF\n".to_vec()));
    let draft = Draft {
        files: files
            .iter()
            .map(|(name, bytes)| DraftFile {
                name: name.clone(),
                bytes: bytes.clone(),
            })
            .collect(),
        text: Some("よろしくお願いします。".to_owned()),
        ..Draft::default()
    };
    let sent = manager.send(draft).await.unwrap();

    let waiting = helper.unreceived().await.unwrap();
    assert_eq!(waiting, [sent.id]);
    let target = three.folder.path().join("received");
    let got = helper.receive(sent.id, &target).await.unwrap();
    assert_eq!(got.text.as_deref(), Some("よろしくお願いします。"));
    assert_eq!(got.files.len(), files.len());
    for (file, (name, bytes)) in got.files.iter().zip(&files) {
        assert_eq!(file.name, *name);
        assert_eq!(fs_err::read(&file.path).unwrap(), *bytes);
    }
    assert!(helper.unreceived().await.unwrap().is_empty());

    let listed = manager.outbox(&Query::default()).await.unwrap().messages;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].state, MessageState::Opened);
    let verified = tasuki_desk::verify(&sent.folder, manager.profile().anchors()).unwrap();
    assert_eq!(verified.state, MessageState::Accepted);
    assert!(verified.content);
}
