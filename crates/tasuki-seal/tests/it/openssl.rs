//! `openssl cms` reads what we write, and writes what we read.

use std::path::{Path, PathBuf};
use std::process::Command;

use tasuki_seal::{
    Container, Draft, Manifest, SystemEntropy, open, seal, sha256, split_envelope, verify,
};
use tempfile::TempDir;

use crate::samples::{LIMITS, bytes, identity, path};

/// A folder with the test offices' certificates and keys in the form that `openssl cms` takes.
struct OpenSsl(TempDir);

impl OpenSsl {
    fn new() -> Self {
        let this = Self(tempfile::tempdir().unwrap());
        for name in ["office-a", "office-b", "office-rsa"] {
            let certificate = path(&format!("{name}.cert.der"));
            let key = path(&format!("{name}.key.der"));
            this.run(
                "x509",
                &["-inform", "DER"],
                &certificate,
                &format!("{name}.pem"),
            );
            this.run("pkey", &["-inform", "DER"], &key, &format!("{name}.key"));
        }
        this
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs a command on `input` and gives what it writes to `output`.
    fn run(&self, command: &str, arguments: &[&str], input: &Path, output: &str) -> Vec<u8> {
        let done = Command::new("openssl")
            .current_dir(self.0.path())
            .arg(command)
            .args(arguments)
            .arg("-in")
            .arg(input)
            .args(["-out", output])
            .output()
            .expect("these tests need the openssl command");
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "openssl {command}: {said}");
        fs_err::read(self.path(output)).unwrap()
    }

    /// Runs `openssl cms` on bytes.
    fn cms(&self, arguments: &[&str], input: &[u8]) -> Vec<u8> {
        fs_err::write(self.path("input"), input).unwrap();
        self.run("cms", arguments, &self.path("input"), "output")
    }

    fn verify(&self, signed: &[u8]) -> Vec<u8> {
        let authority = path("authority.pem");
        let authority = authority.to_str().unwrap();
        self.cms(
            &["-verify", "-inform", "DER", "-binary", "-CAfile", authority],
            signed,
        )
    }

    fn sign(&self, content: &[u8], by: &str) -> Vec<u8> {
        let (certificate, key) = (format!("{by}.pem"), format!("{by}.key"));
        self.cms(
            &[
                "-sign",
                "-binary",
                "-nodetach",
                "-md",
                "sha256",
                "-outform",
                "DER",
                "-signer",
                &certificate,
                "-inkey",
                &key,
            ],
            content,
        )
    }

    fn decrypt(&self, sealed: &[u8], with: &str) -> Vec<u8> {
        let (certificate, key) = (format!("{with}.pem"), format!("{with}.key"));
        self.cms(
            &[
                "-decrypt",
                "-binary",
                "-inform",
                "DER",
                "-recip",
                &certificate,
                "-inkey",
                &key,
            ],
            sealed,
        )
    }

    /// Encrypts for one office with P-256 and one with RSA.
    fn encrypt(&self, content: &[u8], agreeing: &str, decrypting: &str) -> Vec<u8> {
        let (agreeing, decrypting) = (format!("{agreeing}.pem"), format!("{decrypting}.pem"));
        self.cms(
            &[
                "-encrypt",
                "-binary",
                "-aes-256-gcm",
                "-outform",
                "DER",
                "-recip",
                &agreeing,
                "-keyopt",
                "ecdh_kdf_md:sha256",
                "-aes256-wrap",
                "-recip",
                &decrypting,
                "-keyopt",
                "rsa_padding_mode:oaep",
                "-keyopt",
                "rsa_oaep_md:sha256",
                "-keyopt",
                "rsa_mgf1_md:sha256",
            ],
            content,
        )
    }
}

/// What a golden manifest says of a message that its sender seals.
fn draft() -> Draft {
    let told = Manifest::from_json(&bytes("manifest.json")).unwrap();
    Draft {
        id: told.id,
        sender: told.sender,
        sender_service: told.sender_service,
        receiver: told.receiver,
        receiver_service: told.receiver_service,
        unit: told.unit,
        kinds: told.kinds,
        spec: told.spec,
        service_month: told.service_month,
        sequence: told.sequence,
        replaces: told.replaces,
        bulk: told.bulk,
        check: told.check,
    }
}

#[test]
fn openssl_opens_what_we_seal() {
    let openssl = OpenSsl::new();
    let content = bytes("container-compressed.bin");
    let container = Container::decode(&content, LIMITS).unwrap();
    let at = "2025-04-01T03:00:00Z".parse().unwrap();
    for (sender, receivers) in [
        ("office-a", ["office-b", "office-rsa"]),
        ("office-rsa", ["office-a", "office-b"]),
    ] {
        let to = receivers.map(|name| identity(name).certificate().clone());
        let by = identity(sender);
        let sealed = seal(draft(), &container, &by, &to, &SystemEntropy, at).unwrap();
        let (manifest, behind) = split_envelope(&sealed.envelope).unwrap();
        assert_eq!(openssl.verify(manifest), sealed.manifest.to_json());
        for reader in [sender, receivers[0], receivers[1]] {
            let signed = openssl.decrypt(behind, reader);
            assert_eq!(openssl.verify(&signed), content, "{sender} to {reader}");
        }
    }
}

#[test]
fn openssl_opens_the_golden_envelope() {
    let openssl = OpenSsl::new();
    let envelope = bytes("envelope.bin");
    let (manifest, sealed) = split_envelope(&envelope).unwrap();
    assert_eq!(openssl.verify(manifest), bytes("manifest.json"));
    for name in ["office-a", "office-b", "office-rsa"] {
        let signed = openssl.decrypt(sealed, name);
        assert_eq!(openssl.verify(&signed), bytes("container-compressed.bin"));
    }
}

#[test]
fn openssl_verifies_what_we_sign() {
    let openssl = OpenSsl::new();
    for name in ["accepted", "fetched", "opened"] {
        let content = openssl.verify(&bytes(&format!("receipt-{name}.der")));
        assert_eq!(content, bytes(&format!("receipt-{name}.json")));
    }
    for name in ["office-a", "office-rsa"] {
        let at = "2025-04-01T03:00:00Z".parse().unwrap();
        let signed = tasuki_seal::sign(b"line\nline\r\n", &identity(name), at).unwrap();
        assert_eq!(openssl.verify(&signed), b"line\nline\r\n");
    }
}

#[test]
fn we_verify_what_openssl_signs() {
    let openssl = OpenSsl::new();
    for name in ["office-a", "office-rsa"] {
        for content in [&b"line\nline\r\n"[..], b"", &[7; 10_000]] {
            let der = openssl.sign(content, name);
            let signed = verify(&der).unwrap();
            assert_eq!(signed.content, content);
            assert_eq!(signed.signer, *identity(name).certificate());
        }
    }
}

#[test]
fn we_open_an_envelope_that_openssl_made() {
    let openssl = OpenSsl::new();
    for sender in ["office-a", "office-rsa"] {
        let signed = openssl.sign(&bytes("container-compressed.bin"), sender);
        let sealed = openssl.encrypt(&signed, "office-b", "office-rsa");
        let mut manifest = Manifest::from_json(&bytes("manifest.json")).unwrap();
        manifest.sealed_size = sealed.len() as u64;
        manifest.sealed_digest = sha256(&sealed);
        let envelope = [openssl.sign(&manifest.to_json(), sender), sealed].concat();
        for receiver in ["office-b", "office-rsa"] {
            let opened = open(&envelope, &identity(receiver), LIMITS).unwrap();
            assert_eq!(opened.manifest, manifest);
            assert_eq!(opened.container_signer, *identity(sender).certificate());
            assert_eq!(
                opened.container.encode().unwrap(),
                bytes("container-compressed.bin")
            );
        }
    }
}
