//! What the public learns of the authority, asked by `openssl` where it can ask.

mod own;
mod taken_back;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reqwest::Method;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use secrecy::SecretString;
use tasuki_pki::{Anchors, Holder, holder};
use tasuki_terms::{Clock as _, RevocationReason, SystemClock};
use tasuki_testing::{Caller, ROOT_PASSPHRASE, Town, TownOffice, TownPlan};
use tempfile::TempDir;

use crate::town::eventually;

/// A town that publishes, with one office, and files for `openssl`. Its clock is the machine's,
/// since `openssl` knows no other.
struct Public {
    town: Town,
    office: TownOffice,
    folder: TempDir,
}

impl Public {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let plan = TownPlan {
            pki: Some("127.0.0.1:0".parse().unwrap()),
            url: Some("http://pki.example.jp".parse().unwrap()),
            ..TownPlan::default()
        };
        let clock = Arc::new(SystemClock);
        let mut town = Town::found(folder.path(), plan, clock).await.unwrap();
        let office = town
            .office("1370000001", "例題居宅介護支援事業所", &["43"])
            .await
            .unwrap();
        town.start().await.unwrap();
        let public = Self {
            town,
            office,
            folder,
        };
        public.write(
            "office.pem",
            public.office.keys.issued.certificate_pem.as_bytes(),
        );
        public.write("bundle.pem", public.office.keys.authority_pem.as_bytes());
        let authority = public.town.authority().unwrap();
        public.write("authority.pem", authority.certificate_pem().as_bytes());
        public
    }

    fn at(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs_err::write(self.at().join(name), bytes).unwrap();
    }

    /// A client of what is published.
    fn caller(&self) -> Caller {
        let address = self.town.pki().unwrap();
        Caller::new(&address, &self.office.keys.authority_pem, None).unwrap()
    }

    /// Status, content type and body.
    async fn get(&self, path: &str) -> (u16, String, Vec<u8>) {
        let answer = self.caller().get(path).await.unwrap();
        let kind = answer.headers.get("content-type");
        let kind = kind.map(|kind| kind.to_str().unwrap().to_owned());
        (
            answer.status,
            kind.unwrap_or_default(),
            answer.body.to_vec(),
        )
    }

    /// All that `openssl` said. The words are apart from each other by spaces.
    async fn openssl(&self, words: &str) -> String {
        let mut command = Command::new("openssl");
        command
            .args(words.split_whitespace())
            .current_dir(self.at());
        for proxy in ["http_proxy", "HTTP_PROXY"] {
            command.env_remove(proxy);
        }
        let output = tokio::task::spawn_blocking(move || command.output());
        let output = output.await.unwrap().unwrap();
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    }

    /// What OCSP tells of a certificate.
    async fn asked(&self, certificate: &str) -> String {
        let url = self.town.pki().unwrap();
        let words = format!(
            "ocsp -issuer authority.pem -cert {certificate} -url {url}/ocsp -CAfile bundle.pem"
        );
        self.openssl(&words).await
    }

    /// Verifies the office's certificate by the lists that are published now.
    async fn verified(&self) -> String {
        let mut lists = String::new();
        for path in ["/authority.crl", "/root.crl"] {
            let (status, kind, list) = self.get(path).await;
            assert_eq!((status, kind.as_str()), (200, "application/pkix-crl"));
            self.write("list.der", &list);
            lists += &self.openssl("crl -inform DER -in list.der").await;
        }
        self.write("lists.pem", lists.as_bytes());
        let words =
            "verify -x509_strict -crl_check_all -CAfile bundle.pem -CRLfile lists.pem office.pem";
        self.openssl(words).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revocation_is_in_list_and_answer_while_the_platform_runs() {
    let public = Public::start().await;
    let asked = public.asked("office.pem").await;
    assert!(asked.contains("Response verify OK"), "{asked}");
    assert!(asked.contains("office.pem: good"), "{asked}");
    assert!(!asked.contains("no nonce"), "{asked}");
    let verified = public.verified().await;
    assert!(verified.contains("office.pem: OK"), "{verified}");

    let serial = &public.office.keys.issued.serial_hex;
    let setup = public.town.setup();
    setup
        .revoke_certificate(
            // As openssl prints it.
            &serial.to_uppercase(),
            RevocationReason::Superseded,
            SystemClock.now(),
        )
        .await
        .unwrap();
    let asked = public.asked("office.pem").await;
    assert!(asked.contains("office.pem: revoked"), "{asked}");
    assert!(asked.contains("Reason: superseded"), "{asked}");
    eventually("the list names it", async || {
        public.verified().await.contains("certificate revoked")
    })
    .await;
    let (_, _, list) = public.get("/authority.crl").await;
    public.write("list.der", &list);
    let said = public
        .openssl("crl -inform DER -in list.der -noout -text")
        .await;
    assert!(said.contains("Superseded"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_certificates_of_root_and_authority_are_given() {
    let public = Public::start().await;
    let authority = public.town.authority().unwrap();
    let id = authority.id();
    let own = authority.certificate_der();
    let root = authority.bundle().last().unwrap();
    for (path, expected) in [
        ("/root.cer", root),
        ("/authority.cer", own),
        (&format!("/authority/{id}.cer"), own),
    ] {
        let (status, kind, body) = public.get(path).await;
        assert_eq!((status, &*kind), (200, "application/pkix-cert"), "{path}");
        assert_eq!(body, expected, "{path}");
    }
    let (_, kind, trusted) = public.get("/authority.pem").await;
    assert_eq!(kind, "application/pem-certificate-chain");
    assert_eq!(trusted, authority.bundle_pem().into_bytes());
    for path in [
        "/",
        "/ocsp",
        "/authority/",
        "/authority/x.crl",
        "/authority/x.cer",
        "/authority/x",
        &format!("/authority/{id}.key"),
    ] {
        let (status, _, body) = public.get(path).await;
        assert!((404..=405).contains(&status), "{path}: {status}");
        assert!(body.is_empty(), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_come_in_the_body_or_in_the_address() {
    let public = Public::start().await;
    let ask = "ocsp -issuer authority.pem -cert office.pem -reqout request.der";
    public.openssl(ask).await;
    let request = fs_err::read(public.at().join("request.der")).unwrap();
    let text = BASE64_STANDARD.encode(&request);
    let escaped = text
        .replace('/', "%2F")
        .replace('+', "%2B")
        .replace('=', "%3D");
    for path in [format!("/ocsp/{text}"), format!("/ocsp/{escaped}")] {
        let (status, kind, answer) = public.get(&path).await;
        assert_eq!((status, &*kind), (200, "application/ocsp-response"));
        public.write("answer.der", &answer);
        let check = "ocsp -no_nonce -issuer authority.pem -cert office.pem -reqin request.der \
                     -respin answer.der -CAfile bundle.pem";
        let said = public.openssl(check).await;
        assert!(said.contains("office.pem: good"), "{said}");
    }
    let (status, _, answer) = public.get("/ocsp/%FF").await;
    assert!(status == 400 || answer == [0x30, 3, 0x0a, 1, 1]);
    let (_, _, answer) = public.get("/ocsp/AAAA").await;
    assert_eq!(answer, [0x30, 3, 0x0a, 1, 1]);
    let caller = public.caller();
    let long = caller.request(Method::POST, "/ocsp").body(vec![0; 5000]);
    assert_eq!(caller.answer(long).await.unwrap().status, 413);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_renewal_old_and_new_certificates_are_good_and_can_be_revoked() {
    let mut public = Public::start().await;
    let former = public.town.authority().unwrap();
    let passphrase = SecretString::from(ROOT_PASSPHRASE);
    let now = SystemClock.now();
    public
        .town
        .setup()
        .renew_authority(&passphrase, now)
        .await
        .unwrap();
    public.town.stop().await.unwrap();
    public.town.start().await.unwrap();

    let old = public.office.session(&public.town).await.unwrap();
    assert_eq!(old.get("/v1/limits").await.unwrap().status, 200);
    let newcomer = public
        .town
        .office("1370000002", "例題訪問介護事業所", &["11"])
        .await
        .unwrap();
    let new = newcomer.session(&public.town).await.unwrap();
    assert_eq!(new.get("/v1/limits").await.unwrap().status, 200);
    let der = &newcomer.keys.issued.certificate_der;
    let anchors = Anchors::from_pem(&newcomer.keys.authority_pem).unwrap();
    let told = holder(der, &[], &anchors, now + jiff::SignedDuration::from_secs(9));
    assert!(matches!(told, Ok(Holder::Office { .. })), "{told:?}");

    // The former authority goes on answering for what it issued.
    let asked = public.asked("office.pem").await;
    assert!(asked.contains("office.pem: good"), "{asked}");
    let (status, _, list) = public.get(&format!("/authority/{}.crl", former.id())).await;
    assert_eq!(status, 200);
    public.write("list.der", &list);
    let words = "crl -inform DER -in list.der -noout -CAfile authority.pem";
    let said = public.openssl(words).await;
    assert!(said.contains("verify OK"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_questions_have_to_wait() {
    let mut public = Public::start().await;
    public.town.stop().await.unwrap();
    let limits = &mut public.town.settings().limits;
    limits.requests_burst = 3.try_into().unwrap();
    limits.requests_per_second = 1.try_into().unwrap();
    public.town.start().await.unwrap();
    eventually("somebody has to wait", async || {
        public.get("/root.cer").await.0 == 429
    })
    .await;
}

/// The first certificate of a PEM text.
fn der_of(pem: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()
}
