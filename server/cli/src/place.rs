//! Where the city of a configuration lies, and what to say when that is not on this machine.

use std::path::{Path, PathBuf};

use anyhow::bail;

use app::config::Config;

/// Where photos are, as far as a backup can reach them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhotoPlace {
    Folder(PathBuf),
    /// A bucket: kept safe by its own versioning or replication.
    Elsewhere(String),
}

pub fn database(config: &Config) -> anyhow::Result<PathBuf> {
    let Some(path) = config.database.url.0.strip_prefix("sqlite:") else {
        bail!(
            "PostgreSQL 数据库请用它自带的工具备份与恢复，例如：\n  \
             pg_dump --format=custom --file=xuncheng.dump \"$XUNCHENG_DATABASE_URL\"\n  \
             pg_restore --no-owner --dbname=\"$XUNCHENG_DATABASE_URL\" xuncheng.dump\n\
             先备份数据库，再复制照片文件夹；详见 docs/operations.md\n\
             (PostgreSQL is backed up with pg_dump, before the photos)"
        );
    };
    Ok(PathBuf::from(path.strip_prefix("//").unwrap_or(path)))
}

pub fn photos(config: &Config) -> PhotoPlace {
    match config.photos.url.strip_prefix("file:") {
        Some(folder) => {
            PhotoPlace::Folder(PathBuf::from(folder.strip_prefix("//").unwrap_or(folder)))
        }
        None => PhotoPlace::Elsewhere(config.photos.url.clone()),
    }
}

/// The folders that a city of this configuration would have to make, the innermost first.
pub fn absent_folders(config: &Config) -> Vec<PathBuf> {
    let mut wanted = Vec::new();
    if let PhotoPlace::Folder(folder) = photos(config) {
        wanted.push(folder.join(".staging"));
    }
    if let Ok(database) = database(config) {
        wanted.push(folder_of(&database).to_owned());
    }
    let absent = wanted.iter().flat_map(|folder| {
        let named = folder
            .ancestors()
            .filter(|part| !part.as_os_str().is_empty());
        named.take_while(|part| !part.exists())
    });
    absent.map(Path::to_owned).collect()
}

/// `city.db` and `-wal` give `city.db-wal`.
pub fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// The folder a file lies in, also when its name alone was given.
pub fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
