use std::collections::BTreeSet;

use super::*;

const SMALLEST: &str = r#"
    name = "試験基盤"
    [listen]
    exchange = "127.0.0.1:8443"
    operations = "127.0.0.1:9090"
    [store]
    records = "records.db"
    contents = "contents"
    [keys]
    authority = "authority.pem"
    server_certificate = "server.pem"
    server_key = "server.key"
    receipt_certificate = "receipt.pem"
    receipt_key = "receipt.key"
    session_key = "session.key"
"#;

#[test]
fn the_smallest_file_gets_the_official_limits_and_paths_of_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tasuki.toml");
    fs_err::write(&file, SMALLEST).unwrap();
    let settings = Settings::read(&file).unwrap();
    assert_eq!(
        settings.exchange_limits(),
        tasuki_exchange::Limits::default()
    );
    assert_eq!(
        settings.store.records.file(),
        Some(&*folder.path().join("records.db"))
    );
    assert_eq!(settings.retention.content_days, 90);
}

#[test]
fn the_address_of_the_authority_is_plain_http() {
    let with = |url: &str| {
        let more = "key = 'k'\nformer = 'f'\nroot_list = 'l'";
        let text = format!("{SMALLEST}\n[authority]\nurl = '{url}'\n{more}\n");
        toml::from_str::<Settings>(&text).map_err(|error| error.to_string())
    };
    let authority = with("http://pki.example.jp").unwrap().authority.unwrap();
    assert_eq!(authority.url.unwrap().as_str(), "http://pki.example.jp");
    let refused = with("https://pki.example.jp").unwrap_err();
    assert!(refused.contains("http://"), "{refused}");
}

#[test]
fn a_misspelt_key_is_refused_with_its_place() {
    let text = format!("{SMALLEST}\n[retention]\ncontent_day = 3\n");
    let error = toml::from_str::<Settings>(&text).unwrap_err().to_string();
    assert!(error.contains("content_day"), "{error}");
}

#[test]
fn limits_are_refused_that_would_be_none_or_let_nobody_in() {
    let of = |section: &str, name: &str, value: u64| {
        let text = format!("{SMALLEST}\n[{section}]\n{name} = {value}\n");
        let settings: Settings = toml::from_str(&text).unwrap();
        settings.check()
    };
    let edges = [
        ("limits", "head_bytes", 8_192, 1_048_576),
        ("limits", "body_bytes", 8_192, 1_048_576),
        ("limits", "head_seconds", 1, 86_400),
        ("limits", "stall_seconds", 1, 86_400),
        ("limits", "request_seconds", 1, 86_400),
        ("limits", "upload_seconds", 1, 86_400),
        ("limits", "handshake_seconds", 1, 86_400),
        ("limits", "proxy_header_seconds", 1, 86_400),
        ("limits", "upload_wait_seconds", 1, 86_400),
        ("session", "minutes", 5, 1_440),
        ("session", "refresh_hours", 1, 168),
        ("retention", "content_days", 1, 366),
        ("retention", "ledger_years", 1, 100),
        ("retention", "ticket_days", 1, 36_500),
        ("retention", "sweep_minutes", 1, 1_440),
    ];
    let guide = include_str!("../../../../docs/operations.md");
    for (section, name, least, most) in edges {
        for good in [least, most] {
            of(section, name, good).unwrap();
        }
        for bad in [least - 1, most + 1] {
            let refused = of(section, name, bad).unwrap_err();
            let full = format!("{section}.{name}");
            assert!(
                matches!(refused, SettingsError::Bounds { key, .. } if key == full),
                "{full} = {bad}: {refused}"
            );
        }
        let row = format!("| `{section}.{name}` |");
        let row = guide.lines().find(|line| line.starts_with(&row)).unwrap();
        assert!(row.contains(&format!("{least}〜{most}")), "{row}");
    }
}

#[test]
fn fees_are_those_of_the_sources_or_of_the_file() {
    let of = |fees: &str| {
        let settings: Settings = toml::from_str(&format!("{SMALLEST}\n{fees}")).unwrap();
        settings.check().map(|()| settings.fees.rules())
    };
    assert_eq!(of("").unwrap(), crate::registry::FeeRules::default());
    // The guide shows the same as an example.
    let guide = include_str!("../../../../docs/operations.md");
    let (_, example) = guide.split_once("```toml\n[[fees.licence]]").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let example = of(&format!("[[fees.licence]]{example}"));
    assert_eq!(example.unwrap(), crate::registry::FeeRules::default());

    let years = |periods: &str| of(&format!("[fees]\nlicence = [{periods}]"));
    let open = "{ from = '2027-04-01', yen = 12000, label = '2027年度以降' }";
    let fees = years(open).unwrap();
    let on = |day: &str| fees.licences.on(day.parse().unwrap()).map(|one| one.fee);
    assert_eq!(on("2027-03-31"), None);
    assert_eq!(on("2030-03-31"), Some(tasuki_terms::Yen::new(12_000)));
    let from = "2027-04-01".parse().unwrap();
    for (periods, fault) in [
        (
            "{ from = '2027-04-01', to = '2028-03-31', yen = 0, label = '無料' }",
            FeesFault::Gap,
        ),
        (
            "{ from = '2027-04-01', to = '2027-03-31', yen = 0, label = '無料' }",
            FeesFault::Order { from },
        ),
        (
            "{ from = '2027-04-01', yen = 0, label = ' ' }",
            FeesFault::Label { from },
        ),
        ("", FeesFault::Gap),
    ] {
        let refused = years(periods);
        assert!(
            matches!(&refused, Err(SettingsError::Fees(told)) if *told == fault),
            "{periods}: {refused:?}"
        );
    }
}

/// Settings that say all there is to say.
fn full() -> Settings {
    let site = SiteSettings {
        listen: "127.0.0.1:1".parse().unwrap(),
        url: String::new(),
    };
    let mut full: Settings = toml::from_str(SMALLEST).unwrap();
    full.listen.proxies = vec!["10.0.0.2/32".parse().unwrap()];
    full.listen.pki = Some(site.listen);
    full.authority = Some(AuthorityKeys {
        url: Some("http://pki.example.jp".parse().unwrap()),
        key: PathBuf::new(),
        former: PathBuf::new(),
        root_list: PathBuf::new(),
    });
    full.sites = Some(Sites {
        claims: site.clone(),
        portal: site.clone(),
        console: site.clone(),
        support: site,
        tls: true,
        trusted_proxy: Some(TrustedProxy {
            addresses: Vec::new(),
            header: String::new(),
        }),
        vault_key: PathBuf::new(),
        attempts_per_minute: std::num::NonZeroU32::MIN,
        certificates: Certificates::default(),
    });
    full.mail = Some(Mail {
        host: String::new(),
        port: 25,
        from: String::new(),
        security: MailSecurity::None,
        user: Some(String::new()),
        password_file: Some(PathBuf::new()),
    });
    full.directory.tiles = Some(Tiles {
        url: "https://tiles.example.jp/{z}/{x}/{y}.png".to_owned(),
        credit: String::new(),
    });
    full.client = Client {
        oldest: Some(String::new()),
        download: Some(String::new()),
    };
    full.support_desk = SupportDesk {
        mail: Some("desk@example.jp".parse().unwrap()),
        phone: Some("0120-000-000".parse().unwrap()),
    };
    full.downloads = Some(Downloads {
        folder: PathBuf::new(),
    });
    full.telemetry = Some(Telemetry {
        traces: "http://127.0.0.1:4318".to_owned(),
        one_in: std::num::NonZeroU32::MIN,
        follow: Vec::new(),
    });
    full.issuer = Some(Issuer {
        name: String::new(),
        postal_code: String::new(),
        address: String::new(),
        registration: "T1234567890123".parse().unwrap(),
        account: String::new(),
        contact: String::new(),
        contact_ways: Vec::new(),
    });
    full
}

fn keys(value: &toml::Value, path: &str, into: &mut BTreeSet<String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                let path = [path, key].join(if path.is_empty() { "" } else { "." });
                keys(value, &path, into);
            }
        }
        _ => {
            into.insert(path.to_owned());
        }
    }
}

#[test]
fn the_table_of_the_operators_guide_has_every_setting_and_no_other() {
    let guide = include_str!("../../../../docs/operations.md");
    let (_, table) = guide.split_once("\n## 設定\n").unwrap();
    let (table, _) = table.split_once("\n## ").unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let told: BTreeSet<String> = rows
        .filter_map(|row| row.split('`').nth(1).map(str::to_owned))
        .collect();
    let mut known = BTreeSet::new();
    keys(&toml::Value::try_from(full()).unwrap(), "", &mut known);
    assert_eq!(told, known);
}

#[test]
fn files_that_are_missing_or_hold_nothing_are_told_all_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut settings = full();
    for path in settings.paths() {
        *path = at("good");
    }
    fs_err::write(at("good"), [7; 32]).unwrap();
    fs_err::write(at("short"), [7; 31]).unwrap();
    fs_err::write(at("empty"), "").unwrap();
    settings.check_files().unwrap();
    settings.keys.session_key = at("short");
    settings.keys.server_key = at("empty");
    settings.sites.as_mut().unwrap().vault_key = at("short");
    settings.mail.as_mut().unwrap().password_file = Some(at("none"));
    let Err(SettingsError::Files(faults)) = settings.check_files() else {
        panic!("nothing is told");
    };
    let told: Vec<_> = faults.iter().map(|one| (one.key, one.what)).collect();
    assert_eq!(
        told,
        [
            ("keys.server_key", "ファイルが空です"),
            ("keys.session_key", "32バイト以上の鍵ではありません"),
            ("sites.vault_key", "32バイトの鍵ではありません"),
            ("mail.password_file", "ファイルがありません"),
        ]
    );
}
