//! `openssl pkcs12`.

use tasuki_pki::{CannotReadP12, P12, P12Error, P12Form, read_p12};

use crate::people::People;

/// Writes `office.p12`.
fn write(people: &People, password: &str, form: P12Form) {
    let issued = people.office(9);
    let above: Vec<&[u8]> = people.authority.bundle().collect();
    let file = P12 {
        key_pkcs8_der: &issued.key_pkcs8_der,
        certificate_der: &issued.certificate_der,
        above: &above,
        name: "訪問介護𠮷野 1370000001",
    };
    people.write("office.p12", &*file.write(password, form).unwrap());
    people.write("key.pem", &*issued.key_pem);
}

fn open(people: &People, password: &str, more: &[&str]) -> (bool, String) {
    let pass = format!("pass:{password}");
    let words = ["pkcs12", "-info", "-in", "office.p12", "-nodes", "-passin"];
    people.openssl(&[&words[..], &[&pass], more].concat())
}

#[test]
fn openssl_opens_the_modern_form_with_the_password_only() {
    let people = People::new();
    for password in ["ascii-9!Xy", "パス-Wörd9!"] {
        write(&people, password, P12Form::Modern);
        let (opened, said) = open(&people, password, &[]);
        assert!(opened, "{said}");
        for words in [
            "MAC: sha256, Iteration 10000",
            "PBES2, PBKDF2, AES-256-CBC, Iteration 10000, PRF hmacWithSHA256",
        ] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert_eq!(said.matches("BEGIN CERTIFICATE").count(), 3);
        let key = fs_err::read_to_string(people.folder().join("key.pem")).unwrap();
        assert!(said.replace('\n', "").contains(&key.replace('\n', "")));
        assert!(!open(&people, "Ascii-9!Xy", &[]).0);
        assert!(!open(&people, "", &[]).0);
    }
}

#[test]
fn openssl_opens_the_legacy_form_too() {
    let people = People::new();
    for password in ["ascii-9!Xy", "パス-Wörd9!"] {
        write(&people, password, P12Form::Legacy);
        let (opened, said) = open(&people, password, &["-legacy"]);
        assert!(opened, "{said}");
        assert!(said.contains("MAC: sha1"), "{said}");
        assert!(said.contains("pbeWithSHA1And3-KeyTripleDES-CBC"), "{said}");
        assert!(!open(&people, "wrong", &["-legacy"]).0);
    }
}

#[test]
fn key_and_certificate_must_be_a_pair_and_the_password_writable() {
    let people = People::new();
    let (one, other) = (people.office(1), people.office(2));
    let mut file = P12 {
        key_pkcs8_der: &other.key_pkcs8_der,
        certificate_der: &one.certificate_der,
        above: &[],
        name: "name",
    };
    let refused = |file: &P12<'_>, password: &str| {
        file.write(password, P12Form::Modern)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(refused(&file, "p"), P12Error::OtherKey.to_string());
    file.key_pkcs8_der = &one.key_pkcs8_der;
    for password in ["", "𠮷"] {
        assert_eq!(refused(&file, password), P12Error::Password.to_string());
    }
    file.key_pkcs8_der = b"no key";
    assert_eq!(refused(&file, "p"), P12Error::Key.to_string());
}

#[test]
fn what_openssl_writes_is_read() {
    let people = People::new();
    let issued = people.office(9);
    people.write("key.pem", &*issued.key_pem);
    people.write("certificate.pem", &issued.certificate_pem);
    let export = |more: &[&str]| {
        let words = [
            "pkcs12",
            "-export",
            "-inkey",
            "key.pem",
            "-in",
            "certificate.pem",
            "-certfile",
            "bundle.pem",
            "-out",
            "openssl.p12",
            "-passout",
            "pass:correct horse",
        ];
        let (written, said) = people.openssl(&[&words[..], more].concat());
        assert!(written, "{said}");
        fs_err::read(people.folder().join("openssl.p12")).unwrap()
    };
    for form in [&[][..], &["-legacy"], &["-nomac"]] {
        let bytes = export(form);
        let read = read_p12(&bytes, "correct horse").unwrap();
        assert_eq!(read.certificate_der, issued.certificate_der, "{form:?}");
        assert_eq!(*read.key_pkcs8_der, *issued.key_pkcs8_der, "{form:?}");
        let above: Vec<&[u8]> = people.authority.bundle().collect();
        assert_eq!(read.others, above, "{form:?}");
        assert!(read_p12(&bytes, "wrong horse").is_err(), "{form:?}");
    }
    let bytes = export(&["-nokeys"]);
    let refused = read_p12(&bytes, "correct horse").unwrap_err();
    assert!(matches!(refused, CannotReadP12::NoKey), "{refused}");
}
