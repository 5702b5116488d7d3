//! Requests that a program of somebody else's making (schemathesis) invents from the OpenAPI document.

use std::num::NonZeroU32;
use std::path::Path;

use tasuki_wire::Session;
use tokio::process::Command;

use crate::town::Three;

/// Where `cargo xtask test` puts what it is made of.
const PACKAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/tools/python");

/// How bodies are written that are no JSON.
const HOOKS: &str = include_str!("invented/bodies.py");

/// The operation whose answer has no end.
const NEWS: &str = "/v1/events";

/// What must hold of each answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
     response_schema_conformance,response_headers_conformance,unsupported_method";

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_asked_the_answer_is_one_of_those_that_the_document_tells() {
    let three = Three::start_with(|settings| {
        // It asks as quickly as it can, and is to get further than to the limit.
        let many = NonZeroU32::new(1_000_000).unwrap();
        settings.limits.requests_per_second = many;
        settings.limits.requests_burst = many;
        settings.limits.searches_per_minute = many;
    })
    .await;
    let folder = three.folder.path().join("invented");
    fs_err::create_dir(&folder).unwrap();
    let document = serde_json::to_string(&tasuki_server::openapi()).unwrap();
    let issued = &three.manager.keys.issued;
    let authority = three.town.authority().unwrap().bundle_pem();
    for (name, text) in [
        ("openapi.json", &document),
        ("certificate.pem", &issued.certificate_pem),
        ("key.pem", &issued.key_pem),
        ("authority.pem", &authority),
        ("bodies.py", &HOOKS.to_owned()),
    ] {
        fs_err::write(folder.join(name), text).unwrap();
    }
    let caller = three.manager.caller(&three.town).unwrap();
    let password = secrecy::ExposeSecret::expose_secret(&three.manager.password);
    let opened = caller.try_session(three.manager.user, password).await;
    let session: Session = opened.unwrap().json().unwrap();

    // It waits for the end of each answer; that of the news has none for who may read them.
    let authorization = format!("Authorization: Bearer {}", session.token);
    let told = invent(
        &three,
        &folder,
        &["--exclude-path", NEWS, "--header", &authorization],
    )
    .await;
    // Each with requests of each sort.
    let operations = crate::coverage::described().len() - 1;
    assert!(
        told.contains(&format!("Tested: {operations}")),
        "not all operations were tried: {told}"
    );
    let told = invent(&three, &folder, &["--include-path", NEWS]).await;
    assert!(
        told.split_whitespace().any(|word| word == "1") && told.contains("Tested: 1"),
        "the news were not tried: {told}"
    );
}

/// Asks the platform all that comes to its mind; what it tells. Fails if an answer is none of those that
/// the document tells.
async fn invent(three: &Three, folder: &Path, options: &[&str]) -> String {
    let run = Command::new("python3")
        .args(["-m", "schemathesis.cli", "run", "openapi.json"])
        .args(["--url", &three.town.exchange()])
        .args(["--tls-verify", "authority.pem"])
        .args(["--request-cert", "certificate.pem"])
        .args(["--request-cert-key", "key.pem"])
        .args(["--checks", CHECKS])
        .args(["--max-examples", "20", "--seed", "20261122"])
        .args(["--continue-on-failure", "--no-color"])
        .args(options)
        .env("PYTHONPATH", format!("{PACKAGES}:{}", folder.display()))
        .env("SCHEMATHESIS_HOOKS", "bodies")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(folder)
        .kill_on_drop(true)
        .output();
    let run = run.await.expect("python3 does not start");
    let told = String::from_utf8_lossy(&run.stdout);
    let errors = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{told}\n{errors}");
    told.into_owned()
}
