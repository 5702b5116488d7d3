use super::*;
use crate::test_office::{HELPER, MANAGER, Town, assert_told, now, number, user};

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
        };
        Profile::create(self.path(), &new)
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
        Profile::load(self.path())
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
    let nowhere = Profile::load(folder.path().join("nowhere")).unwrap_err();
    assert_eq!(told(&nowhere), "profile.missing");
    for name in ["certificate.pem", "key.pem", "authority.pem"] {
        let folder = Folder::new();
        fs_err::remove_file(folder.path().join(name)).unwrap();
        assert_eq!(folder.fault(), "profile.file", "{name}");
        let what = folder.load().unwrap_err().what();
        assert!(what.contains(name), "{what}");
    }
}

#[test]
fn what_is_damaged_is_told() {
    let other = Town::new().certify(HELPER).key_pem;
    for (name, text, code) in [
        (PROFILE_FILE, "platform = ", "profile.settings"),
        (PROFILE_FILE, "platform = \"https://a\"", "profile.settings"),
        ("certificate.pem", "nothing", "profile.pem"),
        ("key.pem", "nothing", "profile.pem"),
        ("key.pem", other.as_str(), "profile.identity"),
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
    for name in ["key.pem", "password"] {
        let found = fs_err::metadata(folder.path().join(name)).unwrap();
        assert_eq!(found.permissions().mode() & 0o777, 0o600, "{name}");
    }
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
    };
    let shown = format!("{new:?} {profile:?}");
    for secret in ["PRIVATE", "horse"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
