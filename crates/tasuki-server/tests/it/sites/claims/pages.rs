//! Pages that only tell.

use std::process::Command;

use tasuki_server::Site;
use tasuki_testing::Surfer;

use super::Claims;

#[tokio::test]
async fn the_fingerprints_of_the_root_are_what_openssl_computes() {
    let claims = Claims::open().await;
    let mut nobody = Surfer::new(&claims.town, Site::Claims).unwrap();
    let root = nobody.get("/root.cer").await.unwrap();
    assert_eq!(root.headers["content-type"], "application/pkix-cert");
    let folder = tempfile::tempdir().unwrap();
    fs_err::write(folder.path().join("root.cer"), &root.bytes).unwrap();
    let faq = nobody.get("/faq").await.unwrap().text();
    let guide = nobody.get("/guide/windows").await.unwrap().text();
    let client = nobody.get("/guide/client").await.unwrap().text();
    let exchange = claims.town.exchange();
    let port = exchange.rsplit_once(':').unwrap().1;
    assert!(
        client.contains(&format!("--platform https://localhost:{port} --thumbprint")),
        "{client}"
    );
    for algorithm in ["-sha1", "-sha256"] {
        let out = Command::new("openssl")
            .args([
                "x509",
                "-inform",
                "DER",
                "-noout",
                "-fingerprint",
                algorithm,
            ])
            .args(["-in", "root.cer"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8(out.stdout).unwrap();
        let (_, sum) = said.trim().split_once('=').unwrap();
        let digits = sum.replace(':', "");
        for page in [&faq, &guide, &client] {
            assert!(page.replace(' ', "").contains(&digits), "{algorithm} {sum}");
        }
    }
    for words in [
        "現在のユーザー",
        "すべての拡張プロパティを含める",
        "自動的に証明書ストアを選択する",
    ] {
        assert!(guide.contains(words), "{words}");
    }
    for words in [
        "認証局証明書の拇印",
        "HDから始まるユーザID",
        "パスワードの有効期限が切れています",
    ] {
        assert!(faq.contains(words), "{words}");
    }
}

#[tokio::test]
async fn the_first_page_is_the_list_of_notices() {
    let mut claims = Claims::open().await;
    let reply = claims.surfer.get("/").await.unwrap();
    assert_eq!((reply.status, &*reply.location), (303, "/notices"));
    for path in ["/notices", "/certificates", "/account", "/faq"] {
        let page = claims.surfer.get(path).await.unwrap().text();
        let current = format!("href=\"{path}\" aria-current=\"page\"");
        assert!(page.contains(&current), "{path}");
    }
}
