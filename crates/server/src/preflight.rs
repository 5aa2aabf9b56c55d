//! What can be tried before a server serves: `check-config` tries it, and so does every start.

use std::{
    fs, io,
    net::{TcpListener, ToSocketAddrs},
    path::{Path, PathBuf},
};

use sillon_notices::{Mailer, MailerSettings};
use sillon_store::{Database, Error, check};

use crate::{Settings, assemble, assemble::StartError};

/// Tries what a start needs, and changes nothing that is there; what is worth knowing, and keeps nothing from starting.
///
/// # Errors
///
/// What would keep a server from starting, in words for whoever runs it.
pub(crate) fn try_out(settings: &Settings) -> Result<Vec<String>, StartError> {
    let mut notes = Vec::new();
    try_address(settings, &mut notes)?;
    match settings.database()? {
        Database::Sqlite(path) => try_file(&path, &mut notes)?,
        server @ Database::Postgres(_) => check(&server)?,
    }
    try_mailer(settings, &mut notes)?;
    Ok(notes)
}

/// Tries all that [`try_out`] does, and opens everything as a start would, where that changes nothing.
///
/// # Errors
///
/// As [`try_out`].
pub(crate) fn try_whole(settings: &Settings) -> Result<Vec<String>, StartError> {
    let notes = try_out(settings)?;
    if check(&settings.database()?).is_ok() {
        drop(assemble(settings)?);
    }
    Ok(notes)
}

fn try_address(settings: &Settings, notes: &mut Vec<String>) -> Result<(), StartError> {
    let wanted = (settings.server.address.as_str(), settings.server.port);
    match TcpListener::bind(wanted) {
        Ok(_free) => Ok(()),
        Err(fault) if fault.kind() == io::ErrorKind::AddrInUse => {
            let (address, port) = wanted;
            notes.push(format!(
                "{address}:{port} is in use: by the server that runs, or by another"
            ));
            Ok(())
        }
        Err(fault) => {
            Err(format!("server.address, server.port: {}:{}: {fault}", wanted.0, wanted.1).into())
        }
    }
}

/// Whether an SQLite file is one of ours, or can be made; and whether it and what stands beside it can be written.
fn try_file(path: &str, notes: &mut Vec<String>) -> Result<(), StartError> {
    let file = Path::new(path);
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    try_folder(folder).map_err(|fault| format!("database.url: {}: {fault}", folder.display()))?;
    if !file.exists() {
        notes.push(format!("there is no database at {path} yet: it is made at the start"));
        return Ok(());
    }
    let writable = fs::OpenOptions::new().write(true).open(file);
    writable.map_err(|fault| format!("database.url: {path}: {fault}"))?;
    match check(&Database::Sqlite(path.to_owned())) {
        Err(Error::Older { pending }) => {
            notes.push(format!(
                "the database is older than this program: {pending} migrations run at the start"
            ));
            Ok(())
        }
        other => Ok(other?),
    }
}

fn try_mailer(settings: &Settings, notes: &mut Vec<String>) -> Result<(), StartError> {
    let mailer = settings.mailer()?;
    match &mailer {
        MailerSettings::Files { folder } => {
            try_folder(folder)
                .map_err(|fault| format!("mail.folder: {}: {fault}", folder.display()))?;
        }
        MailerSettings::Smtp { host, port, .. } => {
            if let Err(fault) = (host.as_str(), *port).to_socket_addrs() {
                notes.push(format!(
                    "the mail server {host} is not found: {fault}; letters wait until it is"
                ));
            }
            drop(Mailer::open(mailer, settings.sender()?)?);
        }
    }
    Ok(())
}

/// Whether files can be made in a folder, or in the nearest one that is there, where it is made from.
fn try_folder(wanted: &Path) -> io::Result<()> {
    let nearest = wanted.ancestors().map(|folder| {
        if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() }
    });
    let mut nearest = nearest.skip_while(|folder| !folder.exists());
    let folder = nearest.next().ok_or(io::ErrorKind::NotFound)?;
    let trial = folder.join(format!(".sillon-trial-{}", std::process::id()));
    fs::File::create(&trial)?;
    fs::remove_file(&trial)
}
