//! What was written once must be read for ever.

use tasuki_seal::{
    Container, Manifest, Receipt, check_chain, open, read_manifest, read_receipt, split_envelope,
};
use tasuki_terms::{MediaType, MessageState};

use crate::samples::{LIMITS, bytes, identity};

#[test]
fn the_envelope_opens_for_all_whom_it_concerns() {
    let envelope = bytes("envelope.bin");
    let manifest = Manifest::from_json(&bytes("manifest.json")).unwrap();
    let office_a = identity("office-a");
    for name in ["office-a", "office-b", "office-rsa"] {
        let opened = open(&envelope, &identity(name), LIMITS).unwrap();
        assert_eq!(opened.manifest, manifest);
        assert_eq!(opened.manifest_signer, *office_a.certificate());
        assert_eq!(opened.container_signer, *office_a.certificate());
        let container = opened.container;
        assert_eq!(
            container,
            Container::decode(&bytes("container-compressed.bin"), LIMITS).unwrap()
        );
        assert_eq!(container.text.as_deref(), Some("よろしくお願いします。"));
        let [_, table, _, note] = &container.entries[..] else {
            panic!("four entries");
        };
        assert_eq!(
            table.name,
            "UPPLAN_202504_1370000001_43_1370000002_11_20250401120000.CSV"
        );
        assert_eq!(table.media, MediaType::Csv);
        assert_eq!(table.bytes.len(), 1550);
        assert_eq!(note.name, "連絡票.txt");
        assert_eq!(note.bytes, "4月分の予定です。\r\n".as_bytes());
    }
    assert!(open(&envelope, &identity("office-c"), LIMITS).is_err());
}

#[test]
fn the_manifest_is_written_as_it_was() {
    let json = bytes("manifest.json");
    let envelope = bytes("envelope.bin");
    let (signed, sealed) = split_envelope(&envelope).unwrap();
    let (manifest, _) = read_manifest(signed).unwrap();
    assert_eq!(manifest.to_json(), json);
    assert_eq!(manifest.digest(), tasuki_seal::sha256(&json));
    assert_eq!(manifest.sealed_digest, tasuki_seal::sha256(sealed));
}

#[test]
fn containers_are_written_as_they_were() {
    for name in ["container-compressed.bin", "container-stored.bin"] {
        let encoded = bytes(name);
        let container = Container::decode(&encoded, LIMITS).unwrap();
        assert_eq!(container.encode().unwrap(), encoded, "{name}");
    }
}

#[test]
fn the_receipts_are_the_course_of_the_message() {
    let manifest = Manifest::from_json(&bytes("manifest.json")).unwrap();
    let mut receipts = Vec::new();
    for (name, signer) in [
        ("accepted", "platform"),
        ("fetched", "platform"),
        ("opened", "office-b"),
    ] {
        let json = bytes(&format!("receipt-{name}.json"));
        let signed = read_receipt(&bytes(&format!("receipt-{name}.der"))).unwrap();
        assert_eq!(signed.receipt.to_json(), json);
        assert_eq!(signed.receipt, Receipt::from_json(&json).unwrap());
        assert_eq!(signed.signer, *identity(signer).certificate());
        receipts.push(signed.receipt);
    }
    assert_eq!(check_chain(&manifest, &receipts), Ok(MessageState::Opened));
}
