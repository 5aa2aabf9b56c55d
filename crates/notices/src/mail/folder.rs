use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

#[cfg(unix)]
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};

use sillon_kernel::MessageId;

/// A folder of messages, one file each, named by their ids.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    begun: AtomicU64,
}

impl Folder {
    /// The folder at a path, made when it is not there.
    pub(crate) fn open(path: PathBuf) -> io::Result<Self> {
        let folder = Self { path, begun: AtomicU64::new(0) };
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        builder.mode(0o700);
        builder.create(&folder.path)?;
        // One that cannot be written to is told now, not with the first letter.
        let trial = folder.path.join(format!(".trial.{}.part", process::id()));
        Self::create(&trial)?;
        fs::remove_file(&trial)?;
        Ok(folder)
    }

    /// Puts a message in; it is there whole and on disk, or not at all. One of the same id is replaced.
    pub(crate) fn put(&self, id: MessageId, message: &[u8]) -> io::Result<()> {
        // Its own name for each attempt, so that two at once do not write into each other.
        let number = self.begun.fetch_add(1, Ordering::Relaxed);
        let unfinished = self.path.join(format!(".{id}.{}-{number}.part", process::id()));
        let put = self.finish(&unfinished, &self.path.join(format!("{id}.eml")), message);
        if put.is_err() {
            // What is left over does no harm; that the message is not there is what matters.
            let _ = fs::remove_file(&unfinished);
        }
        put
    }

    /// A new file that only we read: a letter may carry a link that opens an account.
    fn create(path: &Path) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        options.mode(0o600);
        options.open(path)
    }

    fn finish(&self, unfinished: &Path, finished: &Path, message: &[u8]) -> io::Result<()> {
        let mut file = Self::create(unfinished)?;
        file.write_all(message)?;
        file.sync_all()?;
        fs::rename(unfinished, finished)?;
        if cfg!(unix) {
            // The new name is safe from a power cut only once the folder is on disk, too.
            File::open(&self.path)?.sync_all()?;
        }
        Ok(())
    }
}
