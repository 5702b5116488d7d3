//! Addresses of places, good and bad.

use super::*;

fn told(text: &str) -> Result<ContentsPlace, ContentsPlaceError> {
    text.parse()
}

#[test]
fn a_path_is_a_folder_and_an_address_a_bucket() {
    let folder = told("data/contents").unwrap().within(Path::new("/srv"));
    assert_eq!(folder.folder(), Some(Path::new("/srv/data/contents")));

    let text = "s3://tasuki-contents/platform/a?endpoint=https://s3.example.jp:9000\
                &region=ap-northeast-1&keyfile=keys/s3.key&cafile=keys/s3.pem&timeout=7";
    let place = told(text).unwrap();
    assert_eq!((place.folder(), &*place.to_string()), (None, text));
    let place = place.within(Path::new("/srv"));
    assert_eq!(place.to_string(), text);
    let files: Vec<_> = place.files().collect();
    assert_eq!(
        files,
        [Path::new("/srv/keys/s3.key"), Path::new("/srv/keys/s3.pem")]
    );
    let ContentsPlace::Bucket(place) = place else {
        panic!("a bucket");
    };
    assert_eq!(
        (&*place.bucket, &*place.prefix, &*place.region),
        ("tasuki-contents", "platform/a", "ap-northeast-1")
    );
    assert_eq!(
        place.endpoint.as_deref(),
        Some("https://s3.example.jp:9000")
    );
    assert_eq!(place.timeout, Duration::from_secs(7));
}

#[test]
fn secrets_stand_in_files() {
    let secret = Some(ContentsPlaceError::Secret);
    for address in [
        "s3://AKIA:hidden@bucket/a?keyfile=k",
        "s3://bucket?secret_access_key=hidden",
        "s3://bucket?keyfile=k&AWS_ACCESS_KEY_ID=hidden",
        "s3://bucket?keyfile=k&endpoint=https://a:hidden@s3.example.jp",
    ] {
        assert_eq!(told(address).err(), secret, "{address}");
    }
    assert_eq!(
        told("s3://bucket").err(),
        Some(ContentsPlaceError::NoKeyFile)
    );
}

#[test]
fn nothing_goes_over_a_network_in_clear_unless_that_is_said() {
    let at = |endpoint: &str| told(&format!("s3://bucket?keyfile=k&endpoint={endpoint}")).err();
    assert_eq!(at("http://s3.example.jp"), Some(ContentsPlaceError::Plain));
    assert_eq!(
        at("http://localhost.example.jp"),
        Some(ContentsPlaceError::Plain)
    );
    for good in [
        "http://localhost:9000",
        "http://127.0.0.1:9000",
        "http://[::1]:9000/",
        "http://10.0.0.7:9000&plain=yes",
        "https://s3.example.jp",
    ] {
        assert_eq!(at(good), None, "{good}");
    }
}

#[test]
fn what_is_no_address_is_refused() {
    for (address, fault) in [
        ("s3://", ContentsPlaceError::Address),
        ("s3://B?keyfile=k", ContentsPlaceError::Address),
        ("s3://bucket/a/../b?keyfile=k", ContentsPlaceError::Address),
        ("s3://bucket/内容?keyfile=k", ContentsPlaceError::Address),
        ("gs://bucket?keyfile=k", ContentsPlaceError::Address),
        (
            "s3://bucket?keyfile=k&timeout=0",
            ContentsPlaceError::Parameter,
        ),
        (
            "s3://bucket?keyfile=k&endpoint=s3",
            ContentsPlaceError::Parameter,
        ),
        (
            "s3://bucket?keyfile=k&plain=no",
            ContentsPlaceError::Parameter,
        ),
        (
            "s3://bucket?keyfile=k&regoin=a",
            ContentsPlaceError::Parameter,
        ),
    ] {
        assert_eq!(told(address).err(), Some(fault), "{address}");
    }
}
