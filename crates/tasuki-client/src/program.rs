//! The start of the program, and its end.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

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

/// A client that runs. It ends when it is dropped.
#[derive(Debug)]
pub struct Running {
    client: Arc<Client>,
    served: JoinHandle<std::io::Result<()>>,
    /// Opens the clients of other offices, and holds them; none for one that is held itself.
    others: Option<JoinHandle<()>>,
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
            Self::Lock(_) => "client.folder",
        }
    }

    /// What happened, in Japanese.
    pub const fn what(&self) -> &'static str {
        match self {
            Self::Listen(_) => "画面を表示するためのポートを使用できません。",
            Self::Lock(_) => "設定フォルダーに書き込めないため、起動できません。",
        }
    }

    /// What to do, in Japanese.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Listen(_) => "--port を指定している場合は、別の番号を指定してください。",
            Self::Lock(_) => {
                "設定フォルダーのアクセス権と空き容量をご確認のうえ、もう一度起動してください。"
            }
        }
    }
}

/// Starts a client, or finds the one that runs already.
pub async fn start(plan: Plan) -> Result<Started, StartError> {
    let (sender, wishes) = mpsc::channel(1);
    let opener = Opener::new(sender);
    let mut started = start_one(plan.clone(), opener.clone()).await?;
    if let Started::Here(running) = &mut started {
        running.others = Some(tokio::spawn(open_others(plan, opener, wishes)));
    }
    Ok(started)
}

/// Opens the clients of other offices as long as this program runs. Each has its own port, its own
/// cookie and its own lock.
async fn open_others(plan: Plan, opener: Opener, mut wishes: mpsc::Receiver<Opening>) {
    let mut others: Vec<Running> = Vec::new();
    while let Some((profile, reply)) = wishes.recv().await {
        others.retain(|running| !running.served.is_finished());
        let plan = Plan {
            profile,
            port: None,
            ..plan.clone()
        };
        let address = match start_one(plan, opener.clone()).await {
            Ok(Started::Here(running)) => {
                let address = running.address();
                others.push(running);
                Some(address)
            }
            Ok(Started::There(address)) => Some(address),
            Err(error) => {
                tracing::warn!(code = error.code(), "another office is not opened");
                None
            }
        };
        // Who asked may be gone.
        let _heard = reply.send(address);
    }
}

async fn start_one(plan: Plan, opener: Opener) -> Result<Started, StartError> {
    let lock = match Lock::take(&plan.profile).await? {
        Ok(lock) => lock,
        Err(address) => return Ok(Started::There(address)),
    };
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, plan.port.unwrap_or(0)));
    let listener = TcpListener::bind(address).await;
    let listener = listener.map_err(StartError::Listen)?;
    let port = listener.local_addr().map_err(StartError::Listen)?.port();
    let client = Arc::new(Client::new(plan, port, opener));
    lock.tell(port, client.keys.show_secret())?;
    let served = tokio::spawn(serve(listener, Arc::clone(&client)));
    Ok(Started::Here(Running {
        client,
        served,
        others: None,
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

    /// Ends it, as 終了 does.
    pub fn close(&self) {
        self.client.close();
    }

    /// Waits until somebody ends it.
    pub async fn closed(&self) {
        self.client.closed().await;
    }

    /// Waits until somebody ends it, and until its last page is given.
    pub async fn ended(mut self) -> std::io::Result<()> {
        self.client.closed().await;
        // Whoever holds a connection open has had its answer by then.
        let rest = tokio::time::timeout(std::time::Duration::from_secs(2), &mut self.served);
        match rest.await {
            Ok(Ok(served)) => served,
            Ok(Err(broken)) => Err(std::io::Error::other(broken)),
            Err(_) => Ok(()),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.client.close();
        self.served.abort();
        if let Some(others) = &self.others {
            others.abort();
        }
    }
}
