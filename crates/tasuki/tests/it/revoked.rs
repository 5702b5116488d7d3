//! What the program says of its certificate while the platform revokes it.

use std::process::Command;
use std::sync::Arc;

use secrecy::ExposeSecret as _;
use tasuki_terms::{Clock as _, RevocationReason, SystemClock};
use tasuki_testing::{Town, TownOffice, TownPlan};

/// Exit code and standard output of `tasuki certificate show`.
async fn shown(office: &TownOffice) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tasuki"));
    command
        .args(["certificate", "show", "--unlock-file", "unlock"])
        .current_dir(office.folder())
        .env("TASUKI_PROFILE", office.profile_folder());
    let output = tokio::task::spawn_blocking(move || command.output());
    let output = output.await.unwrap().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.code(), text)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_the_platform_revoked_is_told_as_such() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let found = Town::found(folder.path(), TownPlan::default(), Arc::new(SystemClock));
    let mut town = found.await.unwrap();
    town.start().await.unwrap();
    let office = town.office("1370000001", "例題居宅介護支援事業所", &["43"]);
    let office = office.await.unwrap();
    office.profile(&town.exchange()).unwrap();
    let unlock = office.folder().join("unlock");
    fs_err::write(&unlock, office.password.expose_secret()).unwrap();
    let private = std::fs::Permissions::from_mode(0o600);
    fs_err::set_permissions(&unlock, private).unwrap();
    let (code, text) = shown(&office).await;
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("使用できます（あと"), "{text}");

    let serial = &office.keys.issued.serial_hex;
    let (reason, now) = (RevocationReason::Lost, SystemClock.now());
    let revoked = town.setup().revoke_certificate(serial, reason, now).await;
    revoked.unwrap();
    // A new start reads at once what is revoked.
    town.stop().await.unwrap();
    town.start().await.unwrap();
    let (code, text) = shown(&office).await;
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("使用できません。"), "{text}");
    assert!(text.contains("失効"), "{text}");
}
