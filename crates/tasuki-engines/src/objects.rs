//! An S3 server of one's own.

mod cut;

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, Read as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use hyper::body::{Body as _, Incoming};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{Body, HttpError};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::Keeping;

/// The one bucket.
const BUCKET: &str = "contents";

/// How long the server may take to end.
const END: Duration = Duration::from_secs(5);

/// How many threads serve.
const THREADS: usize = 2;

/// What the server does wrong, once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// It does nothing and says that it is too busy.
    Busy,
    /// It does what it is asked, and then says that it failed.
    DoneButFailed,
    /// It does what it is asked, and never answers.
    DoneButSilent,
    /// It does nothing and never answers.
    Silent,
    /// The body of its answer to a `GET` ends after so many bytes, modulo its length, although its
    /// head tells more.
    CutAnswer {
        /// So many bytes.
        after: u64,
    },
    /// It reads half of the body of a `PUT` and closes the connection.
    CutRequest,
}

impl Fault {
    /// Its kind.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Busy => "busy",
            Self::DoneButFailed => "done but failed",
            Self::DoneButSilent => "done but silent",
            Self::Silent => "silent",
            Self::CutAnswer { .. } => "answer cut",
            Self::CutRequest => "request cut",
        }
    }

    /// Whether a request can go wrong in this way.
    fn suits(self, request: &Request<Incoming>) -> bool {
        match self {
            Self::CutAnswer { .. } => request.method() == Method::GET,
            // There must be a half of it.
            Self::CutRequest => {
                request.method() == Method::PUT && request.body().size_hint().lower() > 1
            }
            _ => true,
        }
    }
}

/// What goes wrong next, and how often what did.
#[derive(Debug, Default)]
struct Faults {
    coming: VecDeque<Fault>,
    met: BTreeMap<&'static str, u64>,
}

/// A server that runs, with one empty bucket and credentials of its own; it ends, and its folder is
/// removed, when this is dropped.
#[derive(Debug)]
pub struct ObjectServer {
    address: SocketAddr,
    folder: TempDir,
    keeping: Keeping,
    faults: Arc<Mutex<Faults>>,
    /// Whether who reads an object has to wait; who waits listens.
    holds: watch::Sender<bool>,
    runtime: Option<Runtime>,
}

impl ObjectServer {
    /// Makes a server and starts it; it can be asked when this returns.
    pub fn start(keeping: Keeping) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("tasuki-s3-").tempdir()?;
        fs_err::create_dir_all(folder.path().join("objects").join(BUCKET))?;
        let key = format!("{}\n{}\n", chance()?, chance()?);
        fs_err::write(folder.path().join("key"), key)?;
        let mut server = Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            folder,
            keeping,
            faults: Arc::default(),
            holds: watch::Sender::default(),
            runtime: None,
        };
        server.restart()?;
        Ok(server)
    }

    /// The address of the objects under a prefix, as settings have it.
    pub fn address(&self, prefix: &str) -> String {
        let (address, key) = (self.address, self.key_file());
        let key = key.display();
        format!("s3://{BUCKET}/{prefix}?endpoint=http://{address}&keyfile={key}&timeout=2")
    }

    /// The file of the credentials.
    pub fn key_file(&self) -> PathBuf {
        self.folder.path().join("key")
    }

    /// The folder in which an object of the bucket is a file.
    pub fn objects(&self) -> PathBuf {
        self.folder.path().join("objects").join(BUCKET)
    }

    /// Has the next requests go wrong, one after the other; each that can go wrong in the next way
    /// that suits it.
    pub fn fail(&self, faults: &[Fault]) {
        let mut all = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        all.coming.extend(faults);
    }

    /// Has nothing go wrong any more.
    pub fn heal(&self) {
        let mut all = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        all.coming.clear();
    }

    /// How many requests went wrong, by the fault's kind.
    pub fn met(&self) -> BTreeMap<&'static str, u64> {
        let all = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        all.met.clone()
    }

    /// Has whoever reads an object wait, or wait no more.
    pub fn hold_reads(&self, is_held: bool) {
        self.holds.send_replace(is_held);
    }

    /// How many reads wait.
    pub fn held_reads(&self) -> usize {
        self.holds.receiver_count()
    }

    /// Ends the server: it cuts all connections and listens no more.
    pub fn kill(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // On a thread that may wait: whoever calls may be a task.
            let ended = std::thread::spawn(move || runtime.shutdown_timeout(END));
            drop(ended.join());
        }
    }

    /// Starts the server anew where it listened before.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        self.kill();
        let listener = TcpListener::bind(self.address)?;
        self.address = listener.local_addr()?;
        listener.set_nonblocking(true)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(THREADS)
            .enable_all()
            .build()?;
        let root = self.folder.path().join("objects");
        let key = fs_err::read_to_string(self.key_file())?;
        let (id, secret) = key.trim().split_once('\n').context("no key")?;
        let files = s3s_fs::FileSystem::new(&root).map_err(|error| anyhow::anyhow!("{error:?}"))?;
        let mut service = S3ServiceBuilder::new(files);
        service.set_auth(SimpleAuth::from_single(id, secret));
        let front = Arc::new(Front {
            service: service.build(),
            root,
            keeping: self.keeping,
            faults: Arc::clone(&self.faults),
            holds: self.holds.clone(),
        });
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        runtime.spawn(serve(listener, front));
        self.runtime = Some(runtime);
        Ok(())
    }
}

impl Drop for ObjectServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Sixteen bytes that nobody knows, in hexadecimal digits.
fn chance() -> io::Result<String> {
    let mut bytes = [0; 16];
    fs_err::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

/// What stands before the server.
struct Front {
    service: S3Service,
    root: PathBuf,
    keeping: Keeping,
    faults: Arc<Mutex<Faults>>,
    holds: watch::Sender<bool>,
}

async fn serve(listener: tokio::net::TcpListener, front: Arc<Front>) {
    while let Ok((connection, _)) = listener.accept().await {
        // Without it each answer would wait for 40 ms.
        drop(connection.set_nodelay(true));
        let front = Arc::clone(&front);
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let front = Arc::clone(&front);
                async move { front.answer(request).await }
            });
            let connection = TokioIo::new(connection);
            let builder = Builder::new(TokioExecutor::new());
            // Who asked may have gone.
            drop(builder.serve_connection(connection, service).await);
        });
    }
}

impl Front {
    async fn answer(&self, request: Request<Incoming>) -> Result<Response<Body>, HttpError> {
        if *self.holds.borrow() && is_read(&request) {
            drop(self.holds.subscribe().wait_for(|is_held| !is_held).await);
        }
        let fault = self.next_fault(&request);
        match fault {
            None => self.serve(request).await,
            Some(Fault::Busy) => Ok(failed(StatusCode::SERVICE_UNAVAILABLE)),
            Some(Fault::Silent) => std::future::pending().await,
            Some(Fault::DoneButFailed) => {
                self.serve(request).await?;
                Ok(failed(StatusCode::INTERNAL_SERVER_ERROR))
            }
            Some(Fault::DoneButSilent) => {
                self.serve(request).await?;
                std::future::pending().await
            }
            Some(Fault::CutAnswer { after }) => {
                cut::answer(self.serve(request).await?, after).await
            }
            Some(Fault::CutRequest) => Err(cut::request(request.into_body()).await),
        }
    }

    /// The first that suits a request.
    fn next_fault(&self, request: &Request<Incoming>) -> Option<Fault> {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        let mut coming = faults.coming.iter();
        let place = coming.position(|fault| fault.suits(request))?;
        let fault = faults.coming.remove(place)?;
        *faults.met.entry(fault.name()).or_default() += 1;
        Some(fault)
    }

    async fn serve(&self, request: Request<Incoming>) -> Result<Response<Body>, HttpError> {
        let is_put = request.method() == Method::PUT;
        let path = request.uri().path().trim_start_matches('/').to_owned();
        let bucket = path.split('/').next().unwrap_or_default();
        if !self.root.join(bucket).is_dir() {
            // The server would make one.
            return Ok(failed(StatusCode::NOT_FOUND));
        }
        let answer = self.service.call(request.map(Body::from)).await?;
        if is_put && self.keeping == Keeping::Durably && answer.status().is_success() {
            let file = self.root.join(path);
            let synced = tokio::task::spawn_blocking(move || sync(&file)).await;
            if !matches!(synced, Ok(Ok(()))) {
                return Ok(failed(StatusCode::INTERNAL_SERVER_ERROR));
            }
        }
        Ok(answer)
    }
}

/// Whether what an object holds is asked for: behind the bucket's name in the path stands its own.
fn is_read(request: &Request<Incoming>) -> bool {
    let path = request.uri().path().trim_matches('/');
    request.method() == Method::GET && path.contains('/')
}

fn failed(status: StatusCode) -> Response<Body> {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = status;
    answer
}

/// The server does not flush what it writes.
fn sync(file: &Path) -> io::Result<()> {
    fs_err::File::open(file)?.sync_all()?;
    file.parent()
        .map_or(Ok(()), |folder| fs_err::File::open(folder)?.sync_all())
}
