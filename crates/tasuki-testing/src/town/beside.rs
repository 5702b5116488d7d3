//! Further processes of a town's platform, on the same records.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use tasuki_server::{Running, Settings, Site};

use super::{Town, free_port};
use crate::ServerProcess;

impl Town {
    /// The settings of a platform beside the town's, which listens elsewhere.
    fn settings_beside(&self) -> Settings {
        let mut settings = self.settings.clone();
        settings.listen.exchange = free_port();
        settings.listen.operations = free_port();
        settings.listen.pki = settings.listen.pki.map(|_| free_port());
        for site in [Site::Claims, Site::Portal, Site::Console, Site::Support] {
            settings.site_listens_at(site, free_port());
        }
        settings
    }

    /// Starts another platform with the same records, keys and folders. The addresses that it tells
    /// people stay those of the town's.
    pub async fn start_beside(&self) -> anyhow::Result<Running> {
        let starting = tasuki_server::start(self.settings_beside(), Arc::clone(&self.clock));
        Box::pin(starting).await
    }

    /// Starts another platform as the program `binary`, in a process of its own.
    pub async fn start_process_beside(
        &self,
        binary: &Path,
        log: &str,
    ) -> anyhow::Result<ServerProcess> {
        let settings = toml::Table::try_from(self.settings_beside())?;
        self.start_with_file(binary, &settings, log).await
    }

    /// Starts another platform as the program `binary` of an earlier version, in a process of its own.
    /// It need not know all limits that there are now, and has its own.
    pub async fn start_earlier_beside(&self, binary: &Path) -> anyhow::Result<ServerProcess> {
        let mut settings = toml::Table::try_from(self.settings_beside())?;
        settings.remove("limits");
        self.start_with_file(binary, &settings, "tasuki_server=info")
            .await
    }

    async fn start_with_file(
        &self,
        binary: &Path,
        settings: &toml::Table,
        log: &str,
    ) -> anyhow::Result<ServerProcess> {
        let name = format!("tasuki-server-{}.toml", free_port().port());
        let file = self.setup.settings_file().with_file_name(name);
        fs_err::write(&file, toml::to_string(settings)?)?;
        ServerProcess::start(binary, &file, log).await
    }

    /// Lets everybody find the exchange at another address, as behind a load balancer.
    pub const fn is_found_at(&mut self, address: SocketAddr) {
        self.settings.listen.exchange = address;
    }
}
