use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

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
        fs::create_dir_all(&path)?;
        Ok(Self { path, begun: AtomicU64::new(0) })
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

    fn finish(&self, unfinished: &Path, finished: &Path, message: &[u8]) -> io::Result<()> {
        let mut file = File::create(unfinished)?;
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
