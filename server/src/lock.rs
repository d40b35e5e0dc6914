//! One server for one embedded database: a lock beside the file, held as long as the process lives.

use fs4::fs_std::FileExt;
use std::{fs::File, path::PathBuf};

/// Takes the lock of a SQLite file; other databases need none.
///
/// # Errors
/// When another server holds it.
pub fn take(url: &str) -> Result<Option<File>, String> {
    let Some(path) = url.strip_prefix("sqlite://") else { return Ok(None) };
    let path = PathBuf::from(format!("{}.lock", path.split('?').next().unwrap_or(path)));
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|e| format!("{}: {e}", path.display()))?;
    match file.try_lock_exclusive() {
        Ok(true) => Ok(Some(file)),
        Ok(false) => Err(format!(
            "another Levak serves this database ({} is locked); stop it first, or use PostgreSQL for several servers",
            path.display()
        )),
        Err(e) => Err(format!("{}: {e}", path.display())),
    }
}
