//! `tasuki certificate`.

use tasuki_pki::{
    Authority, CaName, CertificateFacts, P12, P12Form, Profile, Root, three_years_from,
};
use tasuki_terms::{CertificateClass, Clock as _, SystemClock};

use super::World;

/// An authority, and a world in which its certificates are about.
struct Office {
    world: World,
    authority: Authority,
    profile: Profile,
}

impl Office {
    fn new() -> Self {
        let now = SystemClock.now();
        let until = now + jiff::SignedDuration::from_hours(90_000);
        let name = |common: &str| CaName {
            organization: "試験運営者".to_owned(),
            common: common.to_owned(),
        };
        let root = Root::create(&name("試験ルート"), now, until, [1; 16]).unwrap();
        let authority = root.authorize(&name("試験認証局"), now, until, [2; 16], None);
        let office = Self {
            world: World::new(),
            authority: authority.unwrap(),
            profile: Profile::Office {
                office: "1370000001".parse().unwrap(),
                user: "KJ137000000101".parse().unwrap(),
                office_name: "訪問介護ひまわり".to_owned(),
                class: CertificateClass::CarePlan,
            },
        };
        office.write("root.pem", office.authority.bundle_pem());
        office.secret("unlock", "client horse\n");
        office.secret("passphrase", "correct horse\n");
        office
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs_err::write(self.world.file(name), bytes).unwrap();
    }

    /// Writes `office.p12` under the password `horse`, which stands in `password`.
    fn p12(&self) {
        let now = SystemClock.now();
        let end = three_years_from(now).unwrap();
        let issued = self
            .authority
            .issue(&self.profile, now, end, [9; 16])
            .unwrap();
        let above: Vec<&[u8]> = self.authority.bundle().collect();
        let file = P12 {
            key_pkcs8_der: &issued.key_pkcs8_der,
            certificate_der: &issued.certificate_der,
            above: &above,
            name: "訪問介護ひまわり",
        };
        let bytes = file.write("horse", P12Form::Modern).unwrap();
        self.write("office.p12", &*bytes);
        self.secret("password", "horse\n");
    }

    fn secret(&self, name: &str, text: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        self.write(name, text);
        let private = std::fs::Permissions::from_mode(0o600);
        fs_err::set_permissions(self.world.file(name), private).unwrap();
    }

    /// Standard output and standard error, after the exit code that is expected.
    fn told(&self, code: i32, typed: &str) -> (String, String) {
        let words: Vec<&str> = typed.split(' ').collect();
        let (found, out, err) = self.world.told(&words);
        assert_eq!(found, Some(code), "{typed}\n{out}{err}");
        (out, err)
    }
}

const P12_INSTALL: &str =
    "certificate install office.p12 --password-file password --unlock-file unlock";
/// Where nobody listens.
const ADDRESS: &str = "--platform https://127.0.0.1:9";

#[test]
fn a_key_stays_here_and_its_certificate_is_installed() {
    let office = Office::new();
    let request = "certificate request --user KJ137000000101 --to new --passphrase-file passphrase";
    let (out, _) = office.told(0, request);
    assert!(out.contains("new/KJ137000000101.csr"), "{out}");
    let (_, again) = office.told(2, request);
    assert!(again.contains("すでにあります"), "{again}");

    let csr = fs_err::read(office.world.file("new/KJ137000000101.csr")).unwrap();
    let request = tasuki_pki::CertificateRequest::read(&csr).unwrap();
    let now = SystemClock.now();
    let end = three_years_from(now).unwrap();
    let answer = office
        .authority
        .sign_csr(&request, &office.profile, now, end, [7; 16])
        .unwrap();
    office.write("answer.pem", answer.certificate_pem);
    let alone = "certificate install answer.pem --authority root.pem";
    let (_, err) = office.told(2, alone);
    assert!(err.contains(".key"), "{err}");
    let whole = format!(
        "certificate install answer.pem new/KJ137000000101.key --authority root.pem {ADDRESS} \
         --password-file passphrase"
    );
    let (_, err) = office.told(2, &whole);
    assert!(err.contains("--unlock-file"), "{err}");
    let whole = format!("{whole} --unlock-file unlock");
    let (out, _) = office.told(0, &whole);
    assert!(out.contains("訪問介護ひまわり"), "{out}");
    for (typed, told) in [
        ("certificate show", "--unlock-file"),
        ("certificate show --offline", "--offline"),
        ("certificate show --unlock-file unlock", "接続できません"),
    ] {
        let (out, _) = office.told(0, typed);
        assert!(out.contains("有効期間内です（あと"), "{out}");
        assert!(
            out.contains("確認していません") && out.contains(told),
            "{out}"
        );
    }
    let (out, _) = office.told(0, "certificate show --format json");
    assert!(out.contains("\"usable\":true,\"asked\":false"), "{out}");
}

#[test]
fn the_root_of_the_web_site_is_taken_as_it_comes_and_another_file_is_named() {
    let office = Office::new();
    office.p12();
    office.write("root.cer", office.authority.bundle().last().unwrap());
    office.write("letter.pdf", "%PDF-");
    let install = format!("{P12_INSTALL} {ADDRESS} --authority");
    for wrong in ["letter.pdf", "office.p12"] {
        let (_, err) = office.told(2, &format!("{install} {wrong}"));
        assert!(err.contains(wrong) && err.contains("root.cer"), "{err}");
    }
    office.told(0, &format!("{install} root.cer"));
}

#[test]
fn a_passphrase_keeps_the_key_until_it_is_installed() {
    let office = Office::new();
    let (_, err) = office.told(2, "certificate request --user KJ137000000101 --to new");
    assert!(err.contains("パスワード"), "{err}");
    office.told(
        0,
        "certificate request --user KJ137000000101 --to new --passphrase-file passphrase",
    );
    let key = fs_err::read(office.world.file("new/KJ137000000101.key")).unwrap();
    assert!(!key.starts_with(b"-----BEGIN"));
    let (_, err) = office.told(2, "certificate install new/KJ137000000101.key");
    assert!(err.contains("--password-file"), "{err}");
}

#[test]
fn a_p12_is_installed_once_the_root_was_compared() {
    let office = Office::new();
    office.p12();
    let first = format!("{P12_INSTALL} {ADDRESS}");
    let (_, err) = office.told(2, &first);
    let root = office.authority.bundle().last().unwrap();
    let facts = CertificateFacts::read(root).unwrap();
    let digits = hex::encode_upper(facts.sha256);
    assert!(err.replace('-', "").contains(&digits), "{err}");
    assert!(!err.contains("\\n"), "{err}");
    let (_, err) = office.told(2, "certificate install office.p12 --password-file password");
    for missing in ["--platform", "--thumbprint", "--unlock-file"] {
        assert!(err.contains(missing), "{err}");
    }
    assert!(err.replace('-', "").contains(&digits), "{err}");
    assert!(!office.world.file("profile").exists());

    let (out, _) = office.told(0, &format!("{first} --thumbprint {digits}"));
    assert!(out.contains("請求委任事業所用ケアプラン証明書"), "{out}");
    // The same once more, as a renewal: the root is known by now.
    office.told(0, P12_INSTALL);
    office.secret("password", "donkey\n");
    let (_, err) = office.told(1, P12_INSTALL);
    assert!(
        err.contains("証明書発行用パスワードが正しくありません"),
        "{err}"
    );
}
