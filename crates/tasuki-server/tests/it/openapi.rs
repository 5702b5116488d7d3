//! The description of the interface.

use std::path::Path;

use serde_json::Value;
use tasuki_testing::Caller;

use crate::town::Three;

/// The document as it lies in the repository. After a wanted change of the interface delete the
/// file and run this test twice: it writes what is missing, and fails.
#[test]
fn the_document_in_the_repository_is_the_one_of_the_code() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let mut generated = serde_json::to_string_pretty(&tasuki_server::openapi()).unwrap();
    generated.push('\n');
    if !file.exists() {
        fs_err::write(&file, &generated).unwrap();
        panic!("docs/openapi.json was missing and has been written");
    }
    let kept = fs_err::read_to_string(&file).unwrap();
    let first = kept
        .lines()
        .zip(generated.lines())
        .enumerate()
        .find(|(_, (kept, generated))| kept != generated);
    assert!(
        kept == generated,
        "docs/openapi.json is not what the code says: {first:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_platform_serves_the_document_to_everybody() {
    let three = Three::start().await;
    let authority = three.town.authority().unwrap();
    let exchange = three.town.exchange();
    let nobody = Caller::new(&exchange, &authority.bundle_pem(), None).unwrap();
    let answer = nobody.get("/v1/openapi.json").await.unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-type"], "application/json");
    let served: Value = answer.json().unwrap();
    let generated = serde_json::to_value(tasuki_server::openapi()).unwrap();
    assert_eq!(served, generated);
}

#[test]
fn every_operation_tells_its_problems() {
    let document = serde_json::to_value(tasuki_server::openapi()).unwrap();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.contains_key("401"), "{method} {path}");
            assert!(responses.keys().any(|status| status.starts_with('2')));
            for (status, response) in responses {
                let told = &response["content"]["application/problem+json"]["schema"]["$ref"];
                let is_problem = told == "#/components/schemas/Problem";
                let is_success = status.starts_with('2');
                assert_ne!(is_success, is_problem, "{method} {path}: {status}");
            }
        }
    }
}

#[test]
fn every_operation_has_a_name_and_a_text_of_its_own() {
    let document = serde_json::to_value(tasuki_server::openapi()).unwrap();
    let mut names = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(!names.contains(&name), "{name}");
            names.push(name);
            let summary = operation["summary"].as_str().unwrap();
            assert!(summary.ends_with(['.', '。']), "{method} {path}: {summary}");
        }
    }
    assert_eq!(document["info"]["version"], "1");
}
