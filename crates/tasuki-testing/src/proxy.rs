//! A small proxy (プロキシサーバー) that lets connections through with `CONNECT`.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The most bytes of a request's head.
const LONGEST_HEAD: usize = 8 * 1024;

/// A proxy that asks for a user name and a password; when it is dropped, it takes no more
/// connections.
#[derive(Debug)]
pub struct ConnectProxy {
    address: SocketAddr,
    let_through: Arc<AtomicU32>,
    task: JoinHandle<()>,
}

impl ConnectProxy {
    /// Starts one that lets through to `target` alone, and only who logs in.
    pub async fn start(target: SocketAddr, user: &str, password: &str) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let login = STANDARD.encode(format!("{user}:{password}"));
        let login = Arc::new(format!("proxy-authorization: basic {login}").to_ascii_lowercase());
        let let_through = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&let_through);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (login, count) = (Arc::clone(&login), Arc::clone(&count));
                // Who went away in the middle is no concern of a proxy.
                tokio::spawn(async move { serve(client, target, &login, &count).await });
            }
        });
        Ok(Self {
            address,
            let_through,
            task,
        })
    }

    /// Where it listens, `host:port`.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// How many connections it has let through.
    pub fn let_through(&self) -> u32 {
        self.let_through.load(Ordering::Acquire)
    }
}

impl Drop for ConnectProxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    mut client: TcpStream,
    target: SocketAddr,
    login: &str,
    count: &AtomicU32,
) -> anyhow::Result<()> {
    let head = head(&mut client).await?;
    let head = head.to_ascii_lowercase();
    let answer = if !head.starts_with(&format!("connect {target} ")) {
        "403 Forbidden"
    } else if !head.lines().any(|line| line == login) {
        "407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm=\"proxy\""
    } else {
        let mut server = TcpStream::connect(target).await?;
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
        count.fetch_add(1, Ordering::AcqRel);
        copy_bidirectional(&mut client, &mut server).await?;
        return Ok(());
    };
    let answer = format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    Ok(client.write_all(answer.as_bytes()).await?)
}

/// The head of a request; nothing follows it before it is answered.
async fn head(client: &mut TcpStream) -> anyhow::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        anyhow::ensure!(head.len() < LONGEST_HEAD, "the head is too long");
        head.push(client.read_u8().await?);
    }
    Ok(String::from_utf8(head)?)
}
