//! `openssl verify`, strictly.

use tasuki_pki::{Profile, three_years_from};

use crate::people::{People, now, office};

#[test]
fn openssl_accepts_each_profile_for_its_purpose_and_no_other() {
    let people = People::new();
    let (from, end) = (now(), three_years_from(now()).unwrap());
    let authority = &people.authority;
    let server = Profile::Server {
        hosts: vec!["tasuki.example.jp".to_owned(), "127.0.0.1".to_owned()],
    };
    // For elliptic curves openssl's `smimeencrypt` asks for a use that such keys do not have.
    let issued = [
        (
            authority.issue(&office(), from, end, [1; 16]),
            "sslclient smimesign",
        ),
        (
            authority.issue_rsa(&office(), from, end, [2; 16]),
            "sslclient smimesign smimeencrypt",
        ),
        (
            authority.issue(&Profile::Platform, from, end, [3; 16]),
            "smimesign",
        ),
        (authority.issue(&server, from, end, [4; 16]), "sslserver"),
    ];
    for (issued, purposes) in issued {
        people.write("certificate.pem", issued.unwrap().certificate_pem);
        for purpose in ["sslclient", "sslserver", "smimesign", "smimeencrypt"] {
            let chain = "-CAfile root.pem -untrusted authority.pem certificate.pem";
            let words: Vec<&str> = ["verify", "-x509_strict", "-purpose", purpose]
                .into_iter()
                .chain(chain.split(' '))
                .collect();
            let (verified, said) = people.openssl(&words);
            assert_eq!(
                verified,
                purposes.contains(purpose),
                "{purpose} where {purposes} are right: {said}"
            );
        }
    }
}
