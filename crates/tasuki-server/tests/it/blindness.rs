//! The platform never sees what is inside.

use std::path::Path;

use memchr::memmem;
use reqwest::Method;
use secrecy::ExposeSecret as _;
use tasuki_seal::{Container, Entry, SealedMessage, open};
use tasuki_standard::ms932;
use tasuki_terms::MediaType;
use tasuki_testing::{Answer, Caller, plan_files, sealed_with};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::problems::refused;
use crate::town::Three;

/// What stands in files, names and texts, and nowhere else.
const MARK: &str = "例目印花子";
/// The same for whatever reads only ASCII.
const ASCII_MARK: &str = "mejirushi-7391-hanako";
/// All that the platform can log.
const LOG: &str = "debug,tasuki_server=trace,tasuki_store=trace,tasuki_seal=trace,\
                   tasuki_exchange=trace,tasuki_pki=trace,tasuki_wire=trace";

/// The marks as bytes, in every spelling in which they could get out.
fn marks() -> Vec<Vec<u8>> {
    let shift_jis = ms932::encode(MARK).unwrap().bytes;
    let escaped: Vec<_> = MARK
        .encode_utf16()
        .map(|unit| format!("\\u{unit:04x}"))
        .collect();
    vec![
        MARK.as_bytes().to_vec(),
        shift_jis,
        escaped.concat().into_bytes(),
        percent().into_bytes(),
        ASCII_MARK.as_bytes().to_vec(),
    ]
}

/// The marks, and how a dump of a database would write them: bytes as digits, a backslash twice.
fn spellings() -> Vec<Vec<u8>> {
    let marks = marks();
    let twice = String::from_utf8_lossy(&marks[2]).replace('\\', r"\\");
    let digits = marks.iter().map(|mark| hex::encode(mark).into_bytes());
    let mut all: Vec<_> = digits.collect();
    all.push(twice.into_bytes());
    all.extend(marks);
    all
}

/// The mark as it stands in addresses.
fn percent() -> String {
    let bytes: Vec<_> = MARK.bytes().map(|byte| format!("%{byte:02X}")).collect();
    bytes.concat()
}

fn is_marked(bytes: &[u8]) -> bool {
    spellings().iter().any(|mark| contains(bytes, mark))
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    memmem::find(bytes, part).is_some()
}

/// Something that is kept: its name and its bytes.
type Kept = (String, Vec<u8>);

/// All files below a folder.
fn files(folder: &Path) -> Vec<Kept> {
    let mut found = Vec::new();
    for entry in fs_err::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let bytes = fs_err::read(&path).unwrap();
            found.push((path.display().to_string(), bytes));
        }
    }
    found
}

/// All that is kept of records, of contents and besides, by the platform or by servers for it.
fn all_kept(three: &mut Three) -> [Vec<Kept>; 3] {
    let own = files(&three.folder.path().join("platform"));
    let dump = three.town.records().dump().unwrap();
    let records = dump.map(|dump| vec![("pg_dump".to_owned(), dump)]);
    let bucket = three.town.contents().server();
    let contents = bucket.map(|server| files(&server.objects()));
    let mut besides = own.clone();
    if let Some(server) = three.town.records().server() {
        let log = fs_err::read(server.log()).unwrap();
        assert!(!log.is_empty());
        besides.push(("what PostgreSQL says".to_owned(), log));
        besides.extend(files(&server.write_ahead()));
    }
    [
        records.unwrap_or_else(|| own.clone()),
        contents.unwrap_or(own),
        besides,
    ]
}

/// Looks for the marks in all that is kept. What must be there is found among records and contents.
fn assert_unmarked(three: &mut Three, records: [&[u8]; 2], contents: &[u8]) {
    let kept = all_kept(three);
    let has = |kept: &[Kept], known: &[u8]| kept.iter().any(|(_, bytes)| contains(bytes, known));
    for known in records {
        assert!(has(&kept[0], known), "what must be there is found");
    }
    assert!(has(&kept[1], contents), "what must be there is found");
    for (name, bytes) in kept.iter().flatten() {
        assert!(!is_marked(bytes), "{name}");
        assert!(!is_marked(name.as_bytes()), "{name}");
    }
}

/// A message full of marks.
fn marked(three: &Three, seed: u64) -> SealedMessage {
    let csv = plan_files(seed, &three.manager, &three.helper).unwrap();
    let mut entries: Vec<Entry> = csv
        .into_iter()
        .map(|(name, mut bytes)| {
            bytes.extend(&marks()[1]);
            Entry {
                name,
                media: MediaType::Csv,
                bytes,
            }
        })
        .collect();
    // Media that are not compressed: their bytes stand in the container as they are.
    for name in [format!("{MARK}.jpg"), format!("{ASCII_MARK}.jpg")] {
        entries.push(Entry {
            name,
            media: MediaType::Jpeg,
            bytes: marks().concat(),
        });
    }
    let container = Container {
        entries,
        text: Some(format!("{MARK}さんの件です。{ASCII_MARK}")),
    };
    sealed_with(&three.manager, &three.helper, &container, |_| ()).unwrap()
}

/// A client that keeps all that it is told.
struct Listener {
    caller: Caller,
    told: Vec<Answer>,
}

impl Listener {
    async fn hear(&mut self, answer: impl Future<Output = anyhow::Result<Answer>>) -> &Answer {
        self.told.push(answer.await.unwrap());
        self.told.last().unwrap()
    }

    /// Asks for something as if it were by mistake.
    async fn mistake(&mut self, method: Method, path: &str, body: &[u8]) {
        let request = self
            .caller
            .request(method, path)
            .header("content-type", "application/json")
            .header("x-note", ASCII_MARK)
            .header("range", format!("bytes={ASCII_MARK}"))
            .body(body.to_vec());
        let answer = self.caller.answer(request).await;
        self.told.push(answer.unwrap());
    }
}

async fn metrics(operations: &str) -> Vec<u8> {
    let address = operations.replace("http://", "");
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let request = format!("GET /metrics HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = Vec::new();
    stream.read_to_end(&mut text).await.unwrap();
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn marked_personal_data_are_nowhere_in_the_platform() {
    let mut three = Three::found(|_| ()).await;
    let binary = Path::new(env!("CARGO_BIN_EXE_tasuki-server"));
    let process = three.town.start_process(binary, LOG).await.unwrap();
    let [mut manager, mut helper, mut stranger] = {
        let (manager, helper, stranger) = tokio::try_join!(
            three.manager.session(&three.town),
            three.helper.session(&three.town),
            three.stranger.session(&three.town),
        )
        .unwrap();
        [manager, helper, stranger].map(|caller| Listener {
            caller,
            told: Vec::new(),
        })
    };
    let [received, withdrawn, broken, waiting] = [1, 2, 3, 4].map(|seed| marked(&three, seed));
    let limits = tasuki_seal::Limits {
        max_entries: 7,
        max_bytes: 1_000_000,
    };
    let opened = open(
        &received.envelope,
        &three.helper.identity().unwrap(),
        limits,
    );
    let opened = opened.unwrap().container;
    assert!(is_marked(opened.text.unwrap().as_bytes()));
    assert!(is_marked(&opened.entries[0].bytes));

    // The way of a message.
    let (to, id) = (manager.caller.clone(), received.manifest.id);
    for message in [&received, &withdrawn, &waiting, &received] {
        let answer = manager.hear(to.send(message)).await;
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
    }
    let from = helper.caller.clone();
    let content = helper.hear(from.fetch(id)).await;
    assert_eq!(content.body, received.envelope);
    let receipt = content.receipt().unwrap();
    let opening = three.helper.opening(&received.manifest, &receipt).unwrap();
    let answer = helper.hear(from.put_opened(id, opening)).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    manager.hear(to.withdraw(withdrawn.manifest.id)).await;
    for list in ["inbox", "outbox", "inbox?kind=UPPLAN", "offices"] {
        helper.hear(from.get(&format!("/v1/{list}"))).await;
        manager.hear(to.get(&format!("/v1/{list}"))).await;
    }
    manager.hear(to.get(&format!("/v1/messages/{id}"))).await;
    manager.hear(to.fetch(id)).await;

    // Refusals.
    let mut changed = broken.clone();
    *changed.envelope.last_mut().unwrap() ^= 1;
    let answer = manager.hear(to.send(&changed)).await;
    assert_eq!(refused(answer), "envelope.digest");
    let answer = stranger.caller.send(&broken).await;
    let answer = stranger.hear(async { answer }).await;
    assert_eq!(refused(answer), "envelope.signature");
    manager.hear(to.withdraw(id)).await;
    helper.hear(from.fetch(withdrawn.manifest.id)).await;

    // What a faulty client could send, unsealed.
    let plain = marks().concat();
    let mark = percent();
    let json = format!("{{\"user_id\":\"{MARK}\",\"{ASCII_MARK}\":\"{MARK}\"}}");
    for (method, path) in [
        (Method::PUT, format!("/v1/messages/{}", broken.manifest.id)),
        (Method::PUT, format!("/v1/messages/{mark}")),
        (Method::PUT, format!("/v1/messages/{id}/receipts/opened")),
        (Method::POST, "/v1/sessions".to_owned()),
        (Method::POST, format!("/v1/sessions/refresh?{ASCII_MARK}")),
        (Method::GET, format!("/v1/offices?query={mark}")),
        (Method::GET, format!("/v1/offices/{ASCII_MARK}")),
        (Method::GET, format!("/v1/inbox?partner={mark}")),
        (Method::GET, format!("/v1/inbox?{ASCII_MARK}={mark}")),
        (Method::GET, format!("/v1/inbox?cursor={ASCII_MARK}")),
        (Method::GET, format!("/v1/messages/{id}/content")),
        (Method::GET, format!("/{mark}/{ASCII_MARK}")),
    ] {
        for body in [plain.as_slice(), json.as_bytes()] {
            manager.mistake(method.clone(), &path, body).await;
        }
    }
    let mut lost = manager.caller.clone();
    lost.token = Some(ASCII_MARK.to_owned());
    manager.hear(lost.get("/v1/inbox")).await;
    let wrong = manager.caller.try_session(three.manager.user, MARK).await;
    assert_eq!(refused(&wrong.unwrap()), "session.password-wrong");

    for answer in [manager.told, helper.told, stranger.told].concat() {
        assert!(!is_marked(&answer.body), "{}", answer.text());
        for (name, value) in &answer.headers {
            assert!(!is_marked(value.as_bytes()), "{name}");
        }
    }
    assert!(!is_marked(&metrics(&three.town.operations()).await));
    let digest = received.manifest.digest().to_string();
    // What was never fetched, and what the ledger knows of it, are there to be found.
    let name = three.helper.name.clone();
    let records = [digest.as_bytes(), name.as_bytes()];
    assert_unmarked(&mut three, records, &waiting.envelope);
    let log = process.kill().await.unwrap();
    assert!(log.contains("/v1/messages/{id}"), "{log}");
    assert!(!is_marked(log.as_bytes()));
    for office in [&three.manager, &three.helper] {
        assert!(!log.contains(office.password.expose_secret()));
    }
    assert!(!log.contains(manager.caller.token.as_deref().unwrap()));
    assert_unmarked(&mut three, records, &waiting.envelope);
}
