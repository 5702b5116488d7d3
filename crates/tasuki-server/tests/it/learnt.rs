//! The authority (認証局) is renewed, and offices go on without being handed a file.

use secrecy::SecretString;
use tasuki_desk::Profile;
use tasuki_terms::{Clock as _, MessageState};
use tasuki_testing::ROOT_PASSPHRASE;

use crate::desk::picture;
use crate::town::Three;

#[tokio::test(flavor = "multi_thread")]
async fn an_office_with_the_old_bundle_exchanges_with_one_of_the_new_authority() {
    let mut three = Three::start().await;
    // A profile of before the renewal, and a client that goes on running through it.
    let running = three.manager.desk(&three.town).unwrap();
    running.send(picture(&three.helper, 100)).await.unwrap();
    assert_eq!(running.anchors().between().count(), 1);

    three.town.stop().await.unwrap();
    let (setup, now) = (three.town.setup().clone(), three.clock.now());
    let passphrase = SecretString::from(ROOT_PASSPHRASE);
    let renewed = setup.renew_authority(&passphrase, now);
    renewed.await.unwrap();
    let hosts = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    setup.renew(&hosts, now).await.unwrap();
    three.town.start().await.unwrap();
    let newcomer = three
        .town
        .office("1370000004", "新設訪問入浴事業所", &["12"]);
    let newcomer = newcomer.await.unwrap();

    let new = newcomer.desk(&three.town).unwrap();
    let sent = running.send(picture(&newcomer, 100)).await.unwrap();
    let target = three.folder.path().join("to-newcomer");
    new.receive(sent.id, &target).await.unwrap();
    let state = running.details(sent.id).await.unwrap().state;
    assert_eq!(state, MessageState::Opened);
    let answer = new.send(picture(&three.helper, 100)).await.unwrap();

    // Who only receives, and from a new start of the program, is no worse off.
    let helper = three.helper.desk(&three.town).unwrap();
    let target = three.folder.path().join("to-helper");
    helper.receive(answer.id, &target).await.unwrap();

    // What was learnt is there without the platform.
    three.town.stop().await.unwrap();
    for office in [&three.manager, &three.helper] {
        let profile = Profile::load(office.profile_folder(), &office.lock()).unwrap();
        assert_eq!(profile.anchors().between().count(), 2);
    }
    let profile = Profile::load(three.helper.profile_folder(), &three.helper.lock()).unwrap();
    let folder = helper
        .ledger()
        .message(tasuki_desk::Side::Received, answer.id);
    let verified = tasuki_desk::verify(folder.path(), profile.anchors()).unwrap();
    assert_eq!(verified.state, MessageState::Opened);
}
