use super::*;
use crate::test_office::{HELPER, MANAGER, Town, assert_told, lock, now, number, user};

const ADDRESS: &str = "https://platform.example.jp:8443";

/// A folder with the profile of the manager's office.
struct Folder {
    town: Town,
    dir: tempfile::TempDir,
}

impl Folder {
    fn new() -> Self {
        let town = Town::new();
        let folder = Self {
            dir: tempfile::tempdir().unwrap(),
            town,
        };
        folder.create(ADDRESS, &folder.town).unwrap();
        folder
    }

    fn create(&self, platform: &str, authority: &Town) -> Result<Profile, ProfileError> {
        let issued = self.town.certify(MANAGER);
        let new = NewProfile {
            platform,
            office: number(MANAGER),
            user: user(MANAGER),
            certificate_pem: &issued.certificate_pem,
            key_pem: &issued.key_pem,
            authority_pem: &authority.authority.bundle_pem(),
            password: Some("correct horse"),
            unlock: None,
        };
        Profile::create(self.path(), &new, &lock())
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("profile")
    }

    fn write(&self, name: &str, text: &str) {
        durable::write(&self.path().join(name), text.as_bytes(), Access::Private).unwrap();
    }

    /// Writes `profile.toml` with `from` replaced.
    fn change(&self, from: &str, to: &str) {
        let path = self.path().join(PROFILE_FILE);
        let text = fs_err::read_to_string(path).unwrap();
        assert!(text.contains(from), "{text}");
        self.write(PROFILE_FILE, &text.replace(from, to));
    }

    fn load(&self) -> Result<Profile, ProfileError> {
        Profile::load(self.path(), &lock())
    }

    /// The code of what is wrong, which is told in full.
    fn fault(&self) -> &'static str {
        told(&self.load().unwrap_err())
    }
}

fn told(error: &ProfileError) -> &'static str {
    assert_told(error.code(), &error.what(), &error.hint());
    error.code()
}

#[test]
fn a_new_profile_is_read_again() {
    let folder = Folder::new();
    let profile = folder.load().unwrap();
    assert_eq!(profile.platform().as_str(), format!("{ADDRESS}/"));
    assert_eq!(profile.office(), number(MANAGER));
    assert_eq!(profile.user(), user(MANAGER));
    profile.check(now()).unwrap();
    profile.client_config().unwrap();
    assert_eq!(
        profile.password_file(),
        Some(folder.path().join("password"))
    );
}

#[test]
fn a_profile_is_never_replaced() {
    let folder = Folder::new();
    let refused = folder.create(ADDRESS, &folder.town).unwrap_err();
    assert_eq!(told(&refused), "profile.exists");
}

#[test]
fn what_is_missing_is_told() {
    let folder = Folder::new();
    let nowhere = Profile::load(folder.path().join("nowhere"), &lock()).unwrap_err();
    assert_eq!(told(&nowhere), "profile.missing");
    for name in ["certificate.pem", "authority.pem"] {
        let folder = Folder::new();
        fs_err::remove_file(folder.path().join(name)).unwrap();
        assert_eq!(folder.fault(), "profile.file", "{name}");
        let what = folder.load().unwrap_err().what();
        assert!(what.contains(name), "{what}");
    }
    for (name, code) in [
        ("key.sealed", "profile.identity"),
        ("keyring.json", "keyring.missing"),
    ] {
        let folder = Folder::new();
        fs_err::remove_file(folder.path().join(name)).unwrap();
        assert_eq!(folder.fault(), code, "{name}");
    }
}

#[test]
fn only_the_right_password_unlocks() {
    let folder = Folder::new();
    let wrong = secrecy::SecretString::from("donkey");
    let lock = Lock {
        password: &wrong,
        ..lock()
    };
    let refused = Profile::load(folder.path(), &lock).unwrap_err();
    assert_eq!(told(&refused), "keyring.wrong-password");
    let locked = LockedProfile::read(folder.path()).unwrap();
    assert!(locked.has_keyring());
    locked.check(now()).unwrap();
}

#[test]
fn what_is_damaged_is_told() {
    for (name, text, code) in [
        (PROFILE_FILE, "platform = ", "profile.settings"),
        (PROFILE_FILE, "platform = \"https://a\"", "profile.settings"),
        ("certificate.pem", "nothing", "profile.pem"),
        ("key.pem", "nothing", "profile.pem"),
        ("key.sealed", "nothing", "keyring.value"),
        ("keyring.json", "nothing", "keyring.damaged"),
        ("authority.pem", "nothing", "profile.authority"),
    ] {
        let folder = Folder::new();
        folder.write(name, text);
        assert_eq!(folder.fault(), code, "{name}: {text}");
    }
}

#[test]
fn settings_that_nobody_knows_are_refused() {
    let folder = Folder::new();
    folder.change("platform", "passwort = \"x\"\nplatform");
    assert_eq!(folder.fault(), "profile.settings");
}

#[test]
fn what_is_wrong_in_the_settings_is_told_in_japanese() {
    for (from, to, told) in [
        (user(MANAGER).as_str(), "C000000000001", "KJ と数字12桁"),
        (
            user(MANAGER).as_str(),
            "HD137000000101",
            "「HD137000000101」",
        ),
        (&format!("\"{MANAGER}\""), "\"13\"", "事業所番号（10桁）"),
        ("\nuser = \"", "\nuser = ", "：3行目"),
    ] {
        let folder = Folder::new();
        folder.change(from, to);
        assert_eq!(folder.fault(), "profile.settings");
        let error = folder.load().unwrap_err();
        let text = format!("{}{}", error.what(), error.hint());
        assert!(text.contains(told), "{text}");
        assert!(!text.contains("expected"), "{text}");
    }
}

#[test]
fn only_plain_https_addresses_are_taken() {
    for address in [
        "http://platform.example.jp",
        "platform.example.jp",
        "https://user@platform.example.jp",
        "https://platform.example.jp/?query",
        "https://platform.example.jp/#part",
        "",
    ] {
        let folder = Folder::new();
        folder.change(ADDRESS, address);
        assert_eq!(folder.fault(), "profile.address", "{address}");
    }
    let town = Town::new();
    let folder = Folder {
        dir: tempfile::tempdir().unwrap(),
        town,
    };
    let refused = folder.create("http://a", &folder.town).unwrap_err();
    assert_eq!(told(&refused), "profile.address");
    assert!(!folder.path().exists(), "nothing is written then");
}

#[test]
fn a_certificate_must_be_valid_ones_own_and_of_the_trusted_authority() {
    let folder = Folder::new();
    let profile = folder.load().unwrap();
    let late = now() + jiff::SignedDuration::from_hours(24 * 365 * 4);
    let refused = profile.check(late).unwrap_err();
    assert_eq!(told(&refused), "certificate.expired");
    let early = now() - jiff::SignedDuration::from_hours(1);
    let refused = profile.check(early).unwrap_err();
    assert_eq!(told(&refused), "certificate.not-yet-valid");

    folder.change(MANAGER, HELPER);
    let refused = folder.load().unwrap().check(now()).unwrap_err();
    assert_eq!(told(&refused), "profile.other-holder");

    let folder = Folder::new();
    folder.write("authority.pem", &Town::new().authority.bundle_pem());
    let refused = folder.load().unwrap().check(now()).unwrap_err();
    assert_eq!(told(&refused), "certificate.foreign");
}

#[cfg(unix)]
#[test]
fn secrets_are_for_their_user_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    for name in ["key.sealed", "keyring.json", "password"] {
        let found = fs_err::metadata(folder.path().join(name)).unwrap();
        assert_eq!(found.permissions().mode() & 0o777, 0o600, "{name}");
    }
    folder.write("key.pem", &folder.town.certify(MANAGER).key_pem);
    let open = std::fs::Permissions::from_mode(0o644);
    fs_err::set_permissions(folder.path().join("key.pem"), open).unwrap();
    assert_eq!(folder.fault(), "profile.exposed");
}

#[test]
fn logs_show_neither_key_nor_password() {
    let folder = Folder::new();
    let profile = folder.load().unwrap();
    let new = NewProfile {
        platform: ADDRESS,
        office: number(MANAGER),
        user: user(MANAGER),
        certificate_pem: "certificate",
        key_pem: "PRIVATE KEY",
        authority_pem: "authority",
        password: Some("correct horse"),
        unlock: Some("client horse"),
    };
    let unlocking = lock();
    let shown = format!("{new:?} {profile:?} {unlocking:?} {:?}", profile.keyring());
    for secret in ["PRIVATE", "horse"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

/// All bytes of all files below a folder.
fn all_bytes(dir: &Path, into: &mut Vec<u8>) {
    for entry in fs_err::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all_bytes(&path, into);
        } else {
            into.extend(fs_err::read(path).unwrap());
        }
    }
}

fn assert_no_key(dir: &Path, issued: &tasuki_pki::Issued) {
    let mut bytes = Vec::new();
    all_bytes(dir, &mut bytes);
    let base64 = issued.key_pem.lines().nth(1).unwrap();
    let secret: &[u8] = issued.key_pkcs8_der.as_slice();
    for part in [secret, b"PRIVATE KEY", base64.as_bytes()] {
        assert!(!bytes.windows(part.len()).any(|found| found == part));
    }
}

#[test]
fn no_private_key_is_ever_readable_on_disk() {
    let (town, dir) = (Town::new(), tempfile::tempdir().unwrap());
    let issued = town.certify(MANAGER);
    let path = dir.path().join("profile");
    town.profile(&path, ADDRESS, &issued);
    assert_no_key(&path, &issued);
    Profile::load(&path, &lock()).unwrap();
    assert_no_key(&path, &issued);
}

/// A profile as programs before the keyring made it, with a certificate and an earlier one.
fn of_the_old_form(town: &Town, dir: &Path) -> [tasuki_pki::Issued; 2] {
    let (first, second) = (town.certify(MANAGER), town.certify(MANAGER));
    let write = |name: &str, text: &str| {
        durable::create_folder(dir, Access::Usual).unwrap();
        durable::write(&dir.join(name), text.as_bytes(), Access::Private).unwrap();
    };
    write("key.pem", &first.key_pem);
    write("certificate.pem", &first.certificate_pem);
    write("key-02.pem", &second.key_pem);
    write("certificate-02.pem", &second.certificate_pem);
    write("authority.pem", &town.authority.bundle_pem());
    let settings = format!(
        "platform = \"{ADDRESS}\"\noffice = \"{MANAGER}\"\nuser = \"{}\"\n\
         certificate = \"certificate-02.pem\"\nkey = \"key-02.pem\"\n",
        user(MANAGER)
    );
    write(PROFILE_FILE, &settings);
    [first, second]
}

#[test]
fn keys_in_clear_are_taken_over_at_the_first_unlock() {
    let (town, dir) = (Town::new(), tempfile::tempdir().unwrap());
    let path = dir.path().join("profile");
    let issued = of_the_old_form(&town, &path);
    assert!(!LockedProfile::read(&path).unwrap().has_keyring());
    for _ in 0..2 {
        let profile = Profile::load(&path, &lock()).unwrap();
        profile.check(now()).unwrap();
        assert_eq!(profile.identities().len(), 2);
        let own = profile.identity().certificate().der();
        assert_eq!(own, issued[1].certificate_der);
        for one in &issued {
            assert_no_key(&path, one);
        }
    }
    let settings = fs_err::read_to_string(path.join(PROFILE_FILE)).unwrap();
    assert!(!settings.contains("key"), "{settings}");
}

#[test]
fn a_take_over_that_broke_off_is_ended_by_the_next_unlock() {
    let (town, dir) = (Town::new(), tempfile::tempdir().unwrap());
    let path = dir.path().join("profile");
    let issued = of_the_old_form(&town, &path);
    let settings = fs_err::read(path.join(PROFILE_FILE)).unwrap();
    Profile::load(&path, &lock()).unwrap();
    // As it is when the power fails before the first removal.
    fs_err::write(path.join(PROFILE_FILE), settings).unwrap();
    for (name, one) in [("key.pem", &issued[0]), ("key-02.pem", &issued[1])] {
        durable::write(&path.join(name), one.key_pem.as_bytes(), Access::Private).unwrap();
    }
    let profile = Profile::load(&path, &lock()).unwrap();
    assert_eq!(profile.identities().len(), 2);
    for one in &issued {
        assert_no_key(&path, one);
    }
    let sealed = keys::named(&path, "key", "sealed").unwrap();
    assert_eq!(sealed.len(), 2, "{sealed:?}");
}

#[test]
fn a_key_that_somebody_put_there_replaces_none() {
    let folder = Folder::new();
    let issued = folder.town.certify(MANAGER);
    folder.write("key.pem", &issued.key_pem);
    folder.write("certificate.pem", &issued.certificate_pem);
    let profile = folder.load().unwrap();
    let own = profile.identity().certificate().der();
    assert_eq!(own, issued.certificate_der);
    let sealed = keys::named(&folder.path(), "key", "sealed").unwrap();
    assert_eq!(sealed.len(), 2, "{sealed:?}");
}
