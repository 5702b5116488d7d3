//! A disk that can be filled.

use std::ffi::CString;
use std::path::{Path, PathBuf};

use rustix::fs::FallocateFlags;
use rustix::mount::{MountFlags, UnmountFlags, mount, unmount};

/// A disk of so many bytes (tmpfs); it is gone when this is dropped.
#[derive(Debug)]
pub struct SmallDisk {
    at: PathBuf,
}

impl SmallDisk {
    /// Mounts it, which only root may.
    pub fn mount(at: &Path, bytes: u64) -> anyhow::Result<Self> {
        Self::with(at, &format!("size={bytes},mode=0755"))
    }

    /// Mounts one that belongs to a user and a group alone.
    pub(crate) fn mount_for(
        at: &Path,
        bytes: u64,
        (user, group): (u32, u32),
    ) -> anyhow::Result<Self> {
        let options = format!("size={bytes},mode=0700,uid={user},gid={group}");
        Self::with(at, &options)
    }

    fn with(at: &Path, options: &str) -> anyhow::Result<Self> {
        fs_err::create_dir_all(at)?;
        let options = CString::new(options)?;
        let flags = MountFlags::NODEV | MountFlags::NOSUID;
        mount("tmpfs", at, "tmpfs", flags, options.as_c_str())?;
        Ok(Self { at: at.to_owned() })
    }

    fn ballast(&self) -> PathBuf {
        self.at.join("ballast")
    }

    /// Takes all that is free.
    pub fn fill(&self) -> anyhow::Result<()> {
        let file = fs_err::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.ballast())?;
        let told = rustix::fs::statvfs(&self.at)?;
        let mut piece = told.f_bavail.saturating_mul(told.f_frsize);
        // Others write meanwhile, and the disk needs some for itself: ever smaller pieces.
        while piece >= told.f_frsize {
            let taken = file.metadata()?.len();
            match rustix::fs::fallocate(&file, FallocateFlags::empty(), taken, piece) {
                Ok(()) => {}
                Err(rustix::io::Errno::NOSPC) => piece /= 2,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Gives it back.
    pub fn free(&self) -> anyhow::Result<()> {
        match fs_err::remove_file(self.ballast()) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Whoever still has files there keeps them.
        let _gone = unmount(&self.at, UnmountFlags::DETACH);
    }
}
