//! The start of the program, and its end.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tasuki_desk::Tools;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::client::Client;
use crate::door::Peer;
use crate::lock::{Lock, LockError};
use crate::log::Log;
use crate::offices::{Offices, Opener, Opening};
use crate::routes::router;

/// How long an ended client waits for whoever is still reading its last page.
const LAST_PAGE: Duration = Duration::from_secs(2);

/// How a client is to be started.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The folder of the profile. It may be empty or missing: then the guide comes first.
    pub profile: PathBuf,
    /// The port on 127.0.0.1; none lets the system choose.
    pub port: Option<u16>,
    /// The platform's address that the guide proposes.
    pub platform: Option<String>,
    /// Where received files go unless somebody says otherwise.
    pub received: PathBuf,
    /// Where the profiles of further offices are; none where there can be no others.
    pub offices: Option<Offices>,
    /// What the program has told, for the help desk.
    pub log: Option<Log>,
    /// Time, chance and patience.
    pub tools: Tools,
}

/// What became of a start.
#[derive(Debug)]
pub enum Started {
    /// The client runs.
    Here(Running),
    /// Another one runs for the same profile, and shows itself at this one-time address.
    There(String),
}

/// A client that runs, and those of other offices that were opened from it. They end when it is dropped.
#[derive(Debug)]
pub struct Running {
    client: Arc<Client>,
    open: Arc<Open>,
    /// Opens the clients of other offices, and takes each out that is ended; it is over with the last one.
    kept: JoinHandle<()>,
}

/// The clients that run.
#[derive(Debug, Default)]
struct Open(Mutex<Vec<One>>);

/// One of them. It ends when it is dropped, and gives its lock back.
#[derive(Debug)]
struct One {
    client: Arc<Client>,
    served: JoinHandle<std::io::Result<()>>,
    _lock: Lock,
}

/// Why a client does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The port is taken, or may not be used.
    #[error("no port to listen on")]
    Listen(#[source] std::io::Error),
    /// The profile's folder cannot be locked.
    #[error(transparent)]
    Lock(#[from] LockError),
}

impl StartError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Listen(_) => "client.port",
            Self::Lock(LockError::File(_)) => "client.folder",
            Self::Lock(LockError::Silent) => "client.silent",
        }
    }

    /// What happened, in Japanese.
    pub const fn what(&self) -> &'static str {
        match self {
            Self::Listen(_) => "画面を表示するためのポートを使用できません。",
            Self::Lock(LockError::File(_)) => "設定フォルダーに書き込めないため、起動できません。",
            Self::Lock(LockError::Silent) => "すでに起動している連携クライアントが応答しません。",
        }
    }

    /// What to do, in Japanese.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Listen(_) => "--port を指定している場合は、別の番号を指定してください。",
            Self::Lock(LockError::File(_)) => {
                "設定フォルダーのアクセス権と空き容量をご確認のうえ、もう一度起動してください。"
            }
            Self::Lock(LockError::Silent) => {
                "しばらく待ってから、もう一度起動してください。続く場合は、パソコンを再起動してください。"
            }
        }
    }
}

/// Starts a client, or finds the one that runs already.
pub async fn start(plan: Plan) -> Result<Started, StartError> {
    let (sender, wishes) = mpsc::channel(1);
    let opener = Opener::new(sender);
    let first = match start_one(plan.clone(), opener.clone()).await? {
        Ok(first) => first,
        Err(address) => return Ok(Started::There(address)),
    };
    let (client, open) = (Arc::clone(&first.client), Arc::new(Open::default()));
    open.all().push(first);
    let kept = keep(Arc::clone(&open), Arc::clone(&client), plan, opener, wishes);
    Ok(Started::Here(Running {
        client,
        open,
        kept: tokio::spawn(kept),
    }))
}

/// Opens the clients of other offices until the last one is ended, whichever that is. Each has its own port,
/// its own cookie and its own lock.
async fn keep(
    open: Arc<Open>,
    first: Arc<Client>,
    plan: Plan,
    opener: Opener,
    mut wishes: mpsc::Receiver<Opening>,
) {
    let mut ending = FuturesUnordered::from_iter([ended(first)]);
    loop {
        tokio::select! {
            Some((profile, reply)) = wishes.recv() => {
                let plan = Plan { profile, port: None, ..plan.clone() };
                let address = match start_one(plan, opener.clone()).await {
                    Ok(Ok(one)) => {
                        let address = one.client.one_time_address();
                        ending.push(ended(Arc::clone(&one.client)));
                        open.all().push(one);
                        Some(address)
                    }
                    Ok(Err(address)) => Some(address),
                    Err(error) => {
                        tracing::warn!(code = error.code(), "another office is not opened");
                        None
                    }
                };
                // Who asked may be gone.
                let _heard = reply.send(address);
            }
            Some(port) = ending.next() => {
                if let Some(one) = open.take(port) {
                    one.last_page().await;
                }
                if ending.is_empty() {
                    return;
                }
            }
        }
    }
}

/// Waits until a client is ended; its port.
async fn ended(client: Arc<Client>) -> u16 {
    client.closed().await;
    client.port
}

/// A client, or the one-time address of the one that runs for the same profile.
async fn start_one(plan: Plan, opener: Opener) -> Result<Result<One, String>, StartError> {
    let lock = match Lock::take(&plan.profile).await? {
        Ok(lock) => lock,
        Err(address) => return Ok(Err(address)),
    };
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, plan.port.unwrap_or(0)));
    let listener = TcpListener::bind(address).await;
    let listener = listener.map_err(StartError::Listen)?;
    let port = listener.local_addr().map_err(StartError::Listen)?.port();
    let client = Arc::new(Client::new(plan, port, opener));
    lock.tell(port, client.keys.show_secret())?;
    let served = tokio::spawn(serve(listener, Arc::clone(&client)));
    Ok(Ok(One {
        client,
        served,
        _lock: lock,
    }))
}

async fn serve(listener: TcpListener, client: Arc<Client>) -> std::io::Result<()> {
    let app = router(&client).into_make_service_with_connect_info::<Peer>();
    let closing = Arc::clone(&client);
    axum::serve(listener, app)
        .with_graceful_shutdown(async move { closing.closed().await })
        .await
}

impl Running {
    /// The address that opens the client in a browser, once.
    pub fn address(&self) -> String {
        self.client.one_time_address()
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.client.port
    }

    /// Ends all of them, as 終了 ends one.
    pub fn close(&self) {
        for one in &*self.open.all() {
            one.client.close();
        }
    }

    /// Waits until somebody has ended the last one, or `interrupted` ends them all, and until their last
    /// pages are given.
    ///
    /// # Errors
    ///
    /// Where what keeps them breaks off, which is our fault.
    pub async fn ended(mut self, interrupted: impl Future<Output = ()>) -> std::io::Result<()> {
        let kept = tokio::select! {
            kept = &mut self.kept => kept,
            () = interrupted => {
                self.close();
                (&mut self.kept).await
            }
        };
        kept.map_err(std::io::Error::other)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kept.abort();
        self.open.all().clear();
    }
}

impl Open {
    fn all(&self) -> MutexGuard<'_, Vec<One>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, port: u16) -> Option<One> {
        let mut all = self.all();
        let at = all.iter().position(|one| one.client.port == port)?;
        Some(all.swap_remove(at))
    }
}

impl One {
    /// Waits until the last page is given. Whoever holds a connection open has had its answer by then.
    async fn last_page(mut self) {
        let rest = tokio::time::timeout(LAST_PAGE, &mut self.served).await;
        if let Ok(Ok(Err(error))) = rest {
            tracing::warn!(%error, "the pages of a client broke off");
        }
    }
}

impl Drop for One {
    fn drop(&mut self) {
        self.client.close();
        self.served.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_program_ends_with_its_last_client() {
        let dir = tempfile::tempdir().unwrap();
        let plan = Plan {
            profile: dir.path().join("first"),
            port: None,
            platform: None,
            received: dir.path().join("received"),
            offices: None,
            log: None,
            tools: Tools::default(),
        };
        let Started::Here(running) = start(plan.clone()).await.unwrap() else {
            panic!("nobody else is there");
        };
        let second = dir.path().join("second");
        running.client.opener.open(second.clone()).await.unwrap();
        let other = Arc::clone(&running.open.all().last().unwrap().client);
        assert_ne!(other.port, running.port());

        running.client.close();
        while running.open.all().len() > 1 {
            tokio::task::yield_now().await;
        }
        assert!(!running.kept.is_finished(), "the second one runs");
        // The lock of the first one is free again.
        let opened = other.opener.open(plan.profile).await.unwrap();
        assert!(!opened.contains(&format!(":{}/", running.port())));
        running.close();
        running.ended(std::future::pending()).await.unwrap();
        assert!(Lock::take(&second).await.unwrap().is_ok());
    }

    #[test]
    fn each_error_says_what_happened_and_what_to_do() {
        let silent = StartError::Lock(LockError::Silent);
        let file = StartError::Lock(LockError::File(std::io::Error::other("full")));
        assert_ne!(silent.code(), file.code());
        assert_ne!(silent.what(), file.what());
        assert_ne!(silent.hint(), file.hint());
    }
}
