//! Downloads in parts.

use reqwest::Method;
use tasuki_desk::{Draft, DraftFile};
use tasuki_terms::MessageId;
use tasuki_testing::{Answer, Caller, Chance, Wire, note};

use crate::problems::refused;
use crate::town::Three;

async fn part(caller: &Caller, id: MessageId, range: &str) -> Answer {
    let request = caller.request(Method::GET, &format!("/v1/messages/{id}/content"));
    caller.answer(request.header("range", range)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn any_part_can_be_asked_for_and_belongs_to_the_same_bytes() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let message = note(1, &three.manager, &three.helper, 700_000).unwrap();
    let (id, envelope) = (message.manifest.id, &message.envelope);
    manager.send(&message).await.unwrap();
    let whole = helper.fetch(id).await.unwrap();
    assert_eq!((whole.status, &*whole.body), (200, &**envelope));
    let tag = format!("\"{}\"", message.manifest.digest());
    let last = envelope.len() - 1;
    let mut chance = Chance::new(1);
    let mut asked: Vec<(usize, Option<usize>)> = vec![
        (1, None),
        (last, None),
        (0, Some(0)),
        (last, Some(last)),
        (5, Some(last + 1_000)),
        // Around the pieces in which the platform reads.
        (256 * 1024 - 1, Some(256 * 1024)),
        (1, Some(512 * 1024)),
    ];
    for _ in 0..40 {
        let from = chance.within(&(1..envelope.len() as u64));
        let to = chance.within(&(from..envelope.len() as u64 + 10));
        let to = (!to.is_multiple_of(3)).then_some(usize::try_from(to).unwrap());
        asked.push((usize::try_from(from).unwrap(), to));
    }
    for (from, to) in asked {
        let range = format!(
            "bytes={from}-{}",
            to.map_or(String::new(), |to| to.to_string())
        );
        let to = to.unwrap_or(last).min(last);
        let answer = part(&helper, id, &range).await;
        let header = |name| answer.headers[name].to_str().unwrap();
        assert_eq!(answer.status, 206, "{range}");
        assert_eq!(
            header("content-range"),
            format!("bytes {from}-{to}/{}", envelope.len()),
            "{range}"
        );
        assert_eq!(header("etag"), tag);
        assert_eq!(header("accept-ranges"), "bytes");
        assert!(answer.body == envelope[from..=to], "{range}");
        assert_eq!(answer.receipt().unwrap(), whole.receipt().unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_ranges_give_the_whole_or_are_refused_with_the_length() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let message = note(1, &three.manager, &three.helper, 1_000).unwrap();
    let (id, length) = (message.manifest.id, message.envelope.len());
    manager.send(&message).await.unwrap();
    for whole in [
        "bytes=0-".to_owned(),
        format!("bytes=0-{}", length - 1),
        "bytes=-5".to_owned(),
        "bytes=0-1,5-6".to_owned(),
        "bytes=9-4".to_owned(),
        "bytes=a-b".to_owned(),
        "lines=1-2".to_owned(),
        "bytes".to_owned(),
        String::new(),
    ] {
        let answer = part(&helper, id, &whole).await;
        assert_eq!(answer.status, 200, "{whole}");
        assert!(!answer.headers.contains_key("content-range"), "{whole}");
        assert_eq!(answer.body, message.envelope, "{whole}");
    }
    for behind in [
        format!("bytes={length}-"),
        format!("bytes={length}-{}", length + 5),
        format!("bytes={}-", u64::MAX),
    ] {
        let answer = part(&helper, id, &behind).await;
        assert_eq!(refused(&answer), "request.range", "{behind}");
        assert_eq!(
            answer.headers["content-range"].to_str().unwrap(),
            format!("bytes */{length}")
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_part_already_is_the_step_of_fetching() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let message = note(1, &three.manager, &three.helper, 1_000).unwrap();
    let id = message.manifest.id;
    manager.send(&message).await.unwrap();
    let piece = part(&helper, id, "bytes=10-19").await;
    let taken_back = manager.withdraw(id).await.unwrap();
    assert_eq!(refused(&taken_back), "message.already-fetched");
    let detail = manager.detail(id).await.unwrap();
    assert_eq!(
        three.manager.proven(&detail).unwrap().as_str(),
        "fetched",
        "the receipt in the first part's header stands"
    );
    let rest = helper.fetch(id).await.unwrap();
    assert_eq!(rest.receipt().unwrap(), piece.receipt().unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_desk_whose_line_breaks_again_and_again_goes_on_where_it_was() {
    let three = Three::start().await;
    let manager = three.manager.desk(&three.town).unwrap();
    let picture = [b"\xff\xd8\xff".as_slice(), &Chance::new(1).bytes(900_000)].concat();
    let draft = Draft {
        files: vec![DraftFile {
            name: "見取図.jpg".to_owned(),
            bytes: picture.clone(),
        }],
        to: Some(three.helper.number),
        ..Draft::default()
    };
    let sent = manager.send(draft).await.unwrap();

    let platform = three.town.exchange().replace("https://", "");
    let wire = Wire::to(platform.parse().unwrap()).await.unwrap();
    let password = three.helper.password.clone();
    let helper = three.helper.desk_at(&wire.exchange(), password).unwrap();
    assert_eq!(helper.unreceived().await.unwrap(), [sent.id]);
    // Each connection breaks somewhere in the download, about eight times.
    wire.break_after(120_000);
    let target = three.folder.path().join("received");
    let got = helper.receive(sent.id, &target).await.unwrap();
    assert!(wire.broken() >= 5, "{} breaks", wire.broken());
    assert_eq!(fs_err::read(&got.files[0].path).unwrap(), picture);
    assert_eq!(fs_err::read_dir(&target).unwrap().count(), 1);
    let details = manager.details(sent.id).await.unwrap();
    assert_eq!(details.state.as_str(), "opened");
}
